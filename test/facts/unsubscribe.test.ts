import assert from 'node:assert/strict'
import test from 'node:test'
import type { DmarcLeg, MailDmarc, MailSignature } from '../../src/core/mail-auth.ts'
import { blind, type Observation, seen } from '../../src/core/observation.ts'
import { unsubscribe } from '../../src/facts/unsubscribe.ts'
import { signaturesOf } from '../support/mail-signature.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'
import { mailOf } from '../support/received.ts'

const timeout = { reason: 'timeout', detail: 'nobody answered' } as const
const both = ['from', 'list-unsubscribe', 'list-unsubscribe-post']

const look = (
  header: string,
  signatures?: readonly Partial<MailSignature>[],
  dmarc: Observation<MailDmarc> = blind(timeout),
) =>
  gatherMessage(memoryWorld(''), {
    unsubscribe,
    mail: async () => seen(mailOf(header)),
    signatures: async () => (signatures ? seen(signaturesOf(...signatures)) : blind(timeout)),
    mailDmarc: async () => dmarc,
  }).then(({ unsubscribe }) => unsubscribe)

async function found(header: string, ...signatures: readonly Partial<MailSignature>[]) {
  const observed = await look(header, signatures)
  assert.ok(observed?.seen)
  return observed.value
}

const ready =
  'List-Unsubscribe: <mailto:u@shop.example>, <https://shop.example/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click'

test('nothing of the kind, whatever is not known of the signatures', async () => {
  assert.deepEqual(await look('From: a@shop.example'), seen(undefined))
})

test('one click, and covered by a signature that passes, of another domain (RFC 8058 section 4)', async () => {
  const value = await found(
    ready,
    { result: 'fail', fields: both },
    { domain: 'relay.example', whose: 'relay', fields: both },
  )
  assert.deepEqual(value, {
    uris: ['mailto:u@shop.example', 'https://shop.example/u'],
    post: 'List-Unsubscribe=One-Click',
    host: 'shop.example',
    oneClick: true,
    signed: true,
    signer: { domain: 'relay.example', aligned: false },
  })
})

test("the signature of the author's domain goes before others; where it was not seen, nobody can tell", async () => {
  const relay = { domain: 'relay.example', whose: 'relay', fields: both } as const
  const own = await found(ready, relay, { domain: 'shop.example', fields: both })
  assert.deepEqual(own?.signer, { domain: 'shop.example', aligned: true })
  const unseen = await found(ready, relay, { result: 'temperror', blind: timeout, fields: both })
  assert.deepEqual([unseen?.signed, unseen?.signer?.aligned, unseen?.unverified], [true, false, timeout])
  const others = await found(ready, relay, { ...relay, result: 'temperror', blind: timeout })
  assert.equal(others?.unverified, undefined)
})

test('a signature of a name below does not speak for the author under adkim=s', async () => {
  const leg: DmarcLeg = {
    kind: 'dkim',
    domain: 'mail.shop.example',
    passed: true,
    aligned: false,
    related: true,
    mode: 's',
  }
  const below = { domain: 'mail.shop.example', fields: both }
  const own = { domain: 'shop.example', fields: both }
  const signer = async (legs: readonly DmarcLeg[], ...signatures: Partial<MailSignature>[]) => {
    const observed = await look(ready, signatures, seen({ legs, result: 'pass' }))
    return observed?.seen ? observed.value?.signer : undefined
  }
  assert.deepEqual(await signer([leg], below), { domain: 'mail.shop.example', aligned: false })
  assert.deepEqual(await signer([leg], below, own), { domain: 'shop.example', aligned: true })
  assert.deepEqual(await signer([{ ...leg, aligned: true, mode: 'r' }], below), {
    domain: 'mail.shop.example',
    aligned: true,
  })
})

test('no one click: a user name before the host', async () => {
  for (const address of ['https://shop.example@evil.test/u', 'https://me:secret@shop.example/u']) {
    const value = await found(`List-Unsubscribe: <${address}>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click`, {
      fields: both,
    })
    assert.equal(value?.oneClick, false)
    assert.match(value?.fault ?? '', /a user name stands before the host/)
  }
  const mailto = 'List-Unsubscribe: <mailto:u@shop.example>, <https://shop.example/u/me@shop.example>'
  assert.equal((await found(`${mailto}\nList-Unsubscribe-Post: List-Unsubscribe=One-Click`))?.oneClick, true)
})

test('a host of one label is named, and why nobody finds it', async () => {
  const why = async (host: string) =>
    (await found(`List-Unsubscribe: <https://${host}/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click`))?.hidden
  assert.match((await why('localhost'))?.[0]?.why ?? '', /^localhost is this machine itself/)
  assert.match((await why('Printer'))?.[0]?.why ?? '', /^printer is a bare host name/)
})

test('no one click: an address that no reader can reach', async () => {
  const at = (uris: string) =>
    found(`List-Unsubscribe: ${uris}\nList-Unsubscribe-Post: List-Unsubscribe=One-Click`, { fields: both })
  for (const host of [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '10.0.0.1:8443',
    '192.168.1.2',
    '169.254.169.254',
    '100.64.0.1',
    '[::1]',
    '[fd00::1]',
    '[::ffff:10.0.0.1]',
    'localhost',
    'localhost.',
    'shop.localhost',
    'printer.local',
    'shop.internal',
    'www.shop.lan',
    'intranet',
    'INTRANET:443',
    'good.example@127.0.0.1',
    'router.home.arpa',
  ]) {
    const value = await at(`<https://${host}/u>`)
    assert.equal(value?.oneClick, false, host)
    assert.equal(value?.host, undefined, host)
    assert.ok(value?.hidden?.[0]?.why, host)
  }
  for (const host of [
    'shop.example',
    '192.0.2.9',
    '8.8.8.8',
    '[2606:4700::1111]',
    'internal.shop.example',
    'bücher.example',
  ])
    assert.equal((await at(`<https://${host}/u>`))?.oneClick, true, host)
  const second = await at('<https://10.0.0.1/u>, <https://shop.example/u>')
  assert.deepEqual([second?.oneClick, second?.host, second?.hidden?.length], [false, 'shop.example', 1])
})

test('not covered: one field alone in h=, or a signature that does not pass', async () => {
  for (const signature of [
    { fields: ['from', 'list-unsubscribe'] },
    { fields: ['from', 'list-unsubscribe-post'] },
    { result: 'fail', fields: both },
    { result: 'neutral', fields: both },
  ] as const) {
    const value = await found(ready, signature)
    assert.equal(value?.signed, false)
    assert.equal(value?.unverified, undefined)
  }
  assert.equal((await found(ready))?.signed, false)
})

test('covered by a signature of which nobody can tell', async () => {
  const value = await found(
    ready,
    { result: 'temperror', blind: timeout, fields: both },
    { result: 'fail', fields: both },
  )
  assert.equal(value?.signed, false)
  assert.deepEqual(value?.unverified, timeout)
  assert.equal((await look(ready))?.seen, false)
})

test('one of more signatures than are looked at may cover it', async () => {
  const { unsubscribe: observed } = await gatherMessage(memoryWorld(''), {
    unsubscribe,
    mail: async () => seen(mailOf(ready)),
    signatures: async () => seen({ ...signaturesOf({ result: 'fail', fields: both }), count: 21 }),
  })
  assert.ok(observed?.seen)
  assert.equal(observed.value?.signed, false)
  assert.match(observed.value?.unverified?.detail ?? '', /^the mail bears 21 signatures, and only 1 of them/)
})

test('no one click: http, mailto alone, no Post, another Post, repeated fields', async () => {
  const post = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'
  const https = 'List-Unsubscribe: <https://shop.example/u>'
  for (const header of [
    `List-Unsubscribe: <http://shop.example/u>\n${post}`,
    `List-Unsubscribe: <mailto:u@shop.example>\n${post}`,
    https,
    `${https}\nList-Unsubscribe-Post: List-Unsubscribe=one-click`,
    `${https}\nList-Unsubscribe-Post: One-Click`,
    `${https}\n${https}\n${post}`,
    `${https}\n${post}\n${post}`,
  ]) {
    const value = await found(header, { fields: both })
    assert.equal(value?.oneClick, false, header)
    assert.equal(value?.uris.length, 1)
  }
})

test('Post by itself', async () => {
  const value = await found('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  assert.deepEqual(value?.uris, [])
  assert.match(value?.fault ?? '', /without List-Unsubscribe$/)
})
