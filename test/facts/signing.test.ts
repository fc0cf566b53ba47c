import assert from 'node:assert/strict'
import test from 'node:test'
import { mta } from '../../src/facts/mta.ts'
import { postfix } from '../../src/facts/postfix.ts'
import { signerKeys } from '../../src/facts/signer-keys.ts'
import { signing } from '../../src/facts/signing.ts'
import { keyText, publicKeys } from '../support/dkim-facts.ts'
import { memoryWorld } from '../support/memory-dns.ts'
import { memoryMachine, type Node } from '../support/memory-machine.ts'
import { noPermission } from '../support/mta-facts.ts'
import { gatherMachine } from '../support/mta-world.ts'

const main = {
  '/etc/postfix/main.cf':
    'myhostname = box.shop.example\nmyorigin = $myhostname\nsmtpd_milters = inet:127.0.0.1:8891\n',
  '/etc/postfix/master.cf':
    'submission inet n - y - - smtpd\ncleanup unix n - y - 0 cleanup\nsmtp unix - - y - - smtp\n',
}
const openDkim = {
  '/etc/opendkim.conf':
    'Domain shop.example\nSubDomains yes\nKeyFile /etc/dkim.private\nSelector MAIL\nSocket inet:8891@127.0.0.1\n',
  '/etc/dkim.private': { text: '[private key]', spki: publicKeys.rsa2048 },
}
async function look(files: Record<string, Node>, zone = '', senders = ['me@shop.example']) {
  const world = memoryWorld(zone, { machine: memoryMachine({ ...main, ...files }) })
  return { world, facts: await gatherMachine(world, { mta, postfix, signing, signerKeys }, senders) }
}
const inside = <T>(fact: { seen: true; value: T } | { seen: false; blind: object } | undefined): T => {
  assert.ok(fact?.seen)
  return fact.value
}

test('signing: each sender whose route is known, without the null sender and hosts that have no domain', async () => {
  const { facts } = await look(openDkim, '', ['me@shop.example', 'cron@box'])
  const { signers, inlets, unread } = inside(facts.signing)
  assert.deepEqual(
    signers.map(({ kind, senders }) => [kind, senders.map(({ sender }) => sender)]),
    [['opendkim', ['me@shop.example', 'root@box.shop.example', 'postmaster@box.shop.example']]],
  )
  assert.deepEqual(
    inlets.map(({ service, milters }) => [service, milters.map(({ signer }) => signer)]),
    [
      ['submission', ['opendkim']],
      [undefined, []],
    ],
  )
  assert.deepEqual(unread, [])
})

test('signing: nobody, both, and one that may not be read', async () => {
  assert.deepEqual(inside((await look({})).facts.signing).signers, [])
  const rspamd = { '/etc/rspamd/rspamd.conf': '', '/var/lib/rspamd/dkim/shop.example.dkim.key': '' }
  const both = inside((await look({ ...openDkim, ...rspamd })).facts.signing)
  assert.deepEqual(
    both.signers.map(({ kind }) => kind),
    ['opendkim', 'rspamd'],
  )
  // By the public suffix list box.shop.example is shop.example's.
  const [signed] = both.signers[1]?.senders.filter(({ sender }) => sender === 'root@box.shop.example') ?? []
  assert.ok(signed?.keys.seen && signed.keys.value[0]?.domain === 'shop.example')
  const hidden = inside((await look({ ...rspamd, '/etc/opendkim.conf': { blind: noPermission } })).facts.signing)
  assert.deepEqual([hidden.signers.length, hidden.unread], [1, [noPermission]])
})

test('signing: without Postfix in sight nothing is known', async () => {
  const { facts } = await look({ '/etc/postfix/main.cf': { blind: noPermission } })
  assert.deepEqual([facts.signing?.seen, facts.signerKeys?.seen], [false, false])
})

test('signer keys: each once, with what is published at its name in small letters', async () => {
  const { facts, world } = await look(
    openDkim,
    `shop.example SOA ns h 1\nmail._domainkey.shop.example TXT "${keyText()}"`,
  )
  const [key, another] = inside(facts.signerKeys)
  assert.equal(another, undefined)
  assert.deepEqual(
    [key?.selector, key?.domain, key?.path, key?.signer],
    ['MAIL', 'shop.example', '/etc/dkim.private', 'opendkim'],
  )
  assert.ok(key?.half.kind === 'key' && key.half.spki === publicKeys.rsa2048)
  assert.equal(key.published.name, 'mail._domainkey.shop.example')
  assert.ok(key.published.live)
  assert.equal(key.safe, true)
  assert.deepEqual(
    world.questions.filter((question) => question.includes('_domainkey')),
    ['TXT mail._domainkey.shop.example'],
  )
})

test('signer keys: none of a signer that signs nothing, and none at a name that there cannot be', async () => {
  const off = { ...openDkim, '/etc/opendkim.conf': `Mode v\n${openDkim['/etc/opendkim.conf']}` }
  assert.deepEqual(inside((await look(off)).facts.signerKeys), [])
  const odd = {
    ...openDkim,
    '/etc/opendkim.conf': `Domain shop.example\nKeyFile /etc/dkim.private\nSelector ${'x'.repeat(70)}\n`,
  }
  assert.deepEqual(inside((await look(odd)).facts.signerKeys), [])
})

test('signer keys: a file that is absent, and a root that has not even its folder', async () => {
  const conf = { '/etc/opendkim.conf': 'Domain shop.example\nKeyFile /var/keys/mail.private\nSelector mail\n' }
  const halfOf = async (more: Record<string, Node>, root?: string) => {
    const machine = memoryMachine({ ...main, ...conf, ...more }, root === undefined ? {} : { root })
    const facts = await gatherMachine(memoryWorld('', { machine }), { mta, postfix, signing, signerKeys }, [
      'me@shop.example',
    ])
    return inside(facts.signerKeys)[0]?.half.kind
  }
  assert.equal(await halfOf({}), 'absent')
  assert.equal(await halfOf({}, '/mnt'), 'blind')
  assert.equal(await halfOf({ '/var/keys/other.private': '' }, '/mnt'), 'absent')
})
