import assert from 'node:assert/strict'
import test from 'node:test'
import type { ListChoice } from '../../src/core/lists.ts'
import type { MailPart } from '../../src/core/mail.ts'
import { seen } from '../../src/core/observation.ts'
import { mailLinksFrom } from '../../src/facts/mail-links.ts'
import { aList, type Holds, listZone, onlyThese } from '../support/list-world.ts'
import { mailOf, part } from '../support/mail-parts.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'
import { scanned } from '../support/message-facts.ts'

const probes = { domain: { listed: 'test', clear: 'invalid' } }
const hosts = aList('hosts.example', { kinds: ['domain'], scope: 'domain', probes, hostNames: true })
const registered = aList('reg.example', { kinds: ['domain'], scope: 'domain', probes })
const known = onlyThese(aList('zen.example'), hosts, registered)
const lists: ListChoice = { tier: 'core', zones: [], dead: false }
const sound: Holds = { test: ['127.0.0.2'] }

interface Given {
  fields?: Record<string, string>
  holds?: Holds
  without?: true
}
async function linksOf(parts: readonly MailPart[], { fields = {}, holds = sound, without }: Given = {}) {
  const world = memoryWorld(`${listZone(hosts, holds)}\n${listZone(registered, holds)}`)
  const mail = async () => seen(mailOf(parts, fields))
  const found = await gatherMessage(world, { mail, mailLinks: mailLinksFrom(known) }, without ? {} : { lists })
  assert.ok(found.mailLinks?.seen)
  return { ...found.mailLinks.value, world }
}
const html = (text: string) => part('text/html', text)
const subjects = ({ listings }: Awaited<ReturnType<typeof linksOf>>) =>
  listings.map(({ list, subject, state }) => [list.zone, subject, state])

test('links: hosts of links, images, plain text and List-Unsubscribe, each once with where it stands', async () => {
  const found = await linksOf(
    [
      html(
        '<a href="https://shop.co.uk/x">x</a><a href="https://shop.co.uk/y">y</a><img src="https://img.shop.co.uk/p.gif" width=1 height=1><img src="https://shop.co.uk/l.png"><a href="mailto:help@shop.co.uk">h</a>',
      ),
      part('text/plain', 'see http://www.other.example/.'),
    ],
    { fields: { 'List-Unsubscribe': '<https://u.mailer.example/1>, <mailto:u@mailer.example>' } },
  )
  assert.deepEqual(
    found.hosts.map(({ host, as }) => [host, as]),
    [
      ['shop.co.uk', ['link', 'image']],
      ['www.other.example', ['link']],
      ['img.shop.co.uk', ['image']],
      ['u.mailer.example', ['unsubscribe']],
      ['mailer.example', ['unsubscribe']],
    ],
  )
  assert.equal(found.count, 5)
  assert.deepEqual(
    found.listings.filter(({ list }) => list.zone === 'reg.example').map(({ subject }) => subject),
    ['shop.co.uk', 'other.example', 'mailer.example'],
  )
  assert.equal(found.listings.filter(({ list }) => list.zone === 'hosts.example').length, 5)
})

test('links: List-Unsubscribe is read as it is judged: blanks in an address are none of it, and comments lead nowhere', async () => {
  const found = await linksOf([], {
    fields: { 'List-Unsubscribe': '(<https://no.example/>) <https://u.mailer. example/1>' },
  })
  assert.deepEqual(
    found.hosts.map(({ host }) => host),
    ['u.mailer.example'],
  )
})

test('links: one listed among sound ones', async () => {
  const found = await linksOf([html('<a href="https://www.bad.co.uk">x</a>')], {
    holds: { ...sound, 'bad.co.uk': ['127.0.0.2'] },
  })
  assert.deepEqual(subjects(found), [
    ['hosts.example', 'www.bad.co.uk', 'not-listed'],
    ['reg.example', 'bad.co.uk', 'listed'],
  ])
})

test('links: a list that proves nothing clears nobody', async () => {
  const found = await linksOf([html('<a href="https://a.com">x</a>')], { holds: {} })
  assert.deepEqual(new Set(found.listings.map(({ state }) => state)), new Set(['unreachable']))
})

test('links: an address, and a name that is not for DNS, are asked about nowhere', async () => {
  const {
    hosts: found,
    listings,
    world,
  } = await linksOf([
    html('<a href="http://192.0.2.1/">x</a><a href="http://[2001:db8::1]/">y</a><a href="http://nas.local/">z</a>'),
  ])
  assert.deepEqual(
    found.map(({ host, isAddress }) => [host, isAddress]),
    [
      ['192.0.2.1', true],
      ['2001:db8::1', true],
      ['nas.local', undefined],
    ],
  )
  assert.deepEqual([listings, world.questions], [[], []])
})

test('links: at most 50 are kept and 20 asked about, of each registered domain one before others', async () => {
  const many = Array.from({ length: 70 }, (_, i) => `<a href="https://h${i}.many.com">x</a>`).join('')
  const found = await linksOf([html(`${many}<a href="https://last.com">x</a>`)])
  assert.deepEqual([found.hosts.length, found.count, found.unasked], [50, 71, 51])
  const asked = found.listings.filter(({ list }) => list.zone === 'hosts.example').map(({ subject }) => subject)
  assert.equal(asked.length, 20)
  assert.ok(asked.includes('last.com'))
})

test('links: without lists chosen nobody is asked; the hosts are known all the same', async () => {
  const { hosts: found, listings, world } = await linksOf([html('<a href="https://a.com">x</a>')], { without: true })
  assert.deepEqual([found.length, listings, world.questions], [1, [], []])
})

test('links: those of a forwarded message, three deep and no more', async () => {
  const holding = (depth: number): string =>
    `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n\r\nhttps://d${depth}.example/\r\n--b${depth}\r\nContent-Type: message/rfc822\r\n\r\n${depth < 5 ? holding(depth + 1) : 'Subject: x\r\n\r\n'}\r\n--b${depth}--\r\n`
  const { parts } = scanned(holding(0))
  assert.deepEqual(
    (await linksOf(parts)).hosts.map(({ host }) => host),
    ['d0.example', 'd1.example', 'd2.example', 'd3.example'],
  )
  const many = scanned(
    `Content-Type: multipart/digest; boundary=b\r\n\r\n${Array.from({ length: 30 }, (_, i) => `--b\r\n\r\nSubject: x\r\n\r\nhttps://n${i}.example/\r\n`).join('')}--b--\r\n`,
  )
  assert.equal((await linksOf(many.parts)).count, 10)
})
