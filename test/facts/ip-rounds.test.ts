import assert from 'node:assert/strict'
import test from 'node:test'
import type { ListKind } from '../../src/core/lists.ts'
import { aboutAddress } from '../../src/facts/about-address.ts'
import { knownLists } from '../../src/facts/lists/known.ts'
import { listZone } from '../support/list-world.ts'
import { gatherAbout, memoryWorld } from '../support/memory-dns.ts'

const kinds: readonly ListKind[] = ['ip4', 'ip6', 'domain']
const { blocklists } = await knownLists()

/** All lists of this world as they should be, each with its test entries, and what else is listed. */
const soundLists = (listed: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {}): string =>
  blocklists
    .map((list) => {
      const entries = kinds.flatMap((kind) => {
        const probe = list.probes[kind]
        return probe ? [[probe.listed, probe.answers ?? ['127.0.0.2']] as const] : []
      })
      return listZone(list, { ...Object.fromEntries(entries), ...listed[list.zone] })
    })
    .join('\n')

const at = '7.0.60.32.in-addr.arpa'
const around = `
  ${at} PTR mail.shop.example
  mail.shop.example A 32.60.0.7
  7.0.60.32.origin.asn.cymru.com TXT "64500 | 32.60.0.0/16 | US | arin | 2015-01-01"
  as64500.asn.cymru.com TXT "64500 | US | arin | 2015-01-01 | EXAMPLE, US"`

for (const tier of ['core', 'all'] as const)
  test(`an address with all that is known about it takes three round trips: --lists ${tier}`, async () => {
    const listed = {
      'zen.spamhaus.org': { '32.60.0.7': ['127.0.0.3'] },
      'dbl.spamhaus.org': { 'mail.shop.example': ['127.0.1.2'] },
    }
    const world = memoryWorld(`${soundLists(listed)}\n${around}`)
    const asked = { lists: { tier, zones: [], dead: false }, helo: 'mail.shop.example' } as const
    const { ipListings, nameListings } = await gatherAbout(world, '32.60.0.7', aboutAddress, asked)
    assert.ok(ipListings?.seen && nameListings?.seen)
    const states = [...ipListings.value, ...nameListings.value.listings].filter(({ state }) => state !== 'not-listed')
    assert.deepEqual(
      states.filter(({ state }) => state !== 'skipped').map(({ list, state, reasons }) => [list.zone, state, reasons]),
      [
        ['zen.spamhaus.org', 'listed', ['why: 32.60.0.7']],
        ['dbl.spamhaus.org', 'listed', ['why: mail.shop.example']],
      ],
    )
    if (tier === 'core') assert.equal(states.length, 2)
    for (const { list, subject } of states.filter(({ state }) => state === 'skipped'))
      assert.equal(list.probes[subject.includes('example') ? 'domain' : 'ip4'], undefined)
    assert.equal(world.rounds, 3)
  })

test('no name is asked at a list of domains that is an address, and no address that is a name', async () => {
  const world = memoryWorld(`${soundLists()}\n${around}`)
  await gatherAbout(world, '32.60.0.7', aboutAddress, { lists: { tier: 'all', zones: [], dead: false } })
  for (const list of blocklists) {
    const about = world.questions.filter((question) => question.endsWith(`.${list.zone}`))
    const names = about.filter((question) => question.includes('shop.example'))
    if (!list.kinds.includes('domain')) assert.deepEqual(names, [])
    if (!list.kinds.includes('ip4')) assert.ok(about.every((question) => !question.includes('7.0.60.32')))
  }
})

test('only the reason of a listing goes ahead of its turn, not what is asked of Team Cymru', async () => {
  const world = memoryWorld(`${soundLists({ 'zen.spamhaus.org': { '32.60.0.7': ['127.0.0.3'] } })}\n${around}`)
  const ahead: string[] = []
  const heard: typeof world = {
    ...world,
    dns(name, type, how) {
      if (how?.follows) ahead.push(`${type} ${name}`)
      return world.dns(name, type, how)
    },
  }
  await gatherAbout(heard, '32.60.0.7', aboutAddress, { lists: { tier: 'core', zones: [], dead: false } })
  assert.deepEqual(ahead, ['TXT 7.0.60.32.zen.spamhaus.org'])
})
