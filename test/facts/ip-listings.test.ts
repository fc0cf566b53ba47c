import assert from 'node:assert/strict'
import test from 'node:test'
import type { Blocklist, ListChoice, ListState } from '../../src/core/lists.ts'
import type { World } from '../../src/core/world.ts'
import { addressReach } from '../../src/facts/address-reach.ts'
import { ipListingsFrom } from '../../src/facts/ip-listings.ts'
import { aList, type Holds, listZone, onlyThese, sound, spam, withBlindZones } from '../support/list-world.ts'
import { gatherAbout, memoryWorld } from '../support/memory-dns.ts'

const core: ListChoice = { tier: 'core', zones: [], dead: false }
const zen = aList('zen.example')
/** Nobody lists it unless a test does. */
const subject = '32.60.0.7'

async function askIn(
  world: World,
  lists: readonly Blocklist[],
  { about = subject, choice = core }: { about?: string; choice?: ListChoice } = {},
) {
  const gatherers = { addressReach, ipListings: ipListingsFrom(onlyThese(...lists)) }
  const { ipListings } = await gatherAbout(world, about, gatherers, { lists: choice })
  assert.ok(ipListings?.seen)
  return ipListings.value
}
const ask = (holds: Holds, list = zen, about = subject) => askIn(memoryWorld(listZone(list, holds)), [list], { about })

const everything = (code: string): Holds => ({ '*': [code] })
const fixtures: { of: string; holds: Holds; state: ListState; why?: RegExp; codes?: string[]; list?: Blocklist }[] = [
  { of: 'a sound list that does not list it', holds: sound, state: 'not-listed' },
  {
    of: 'a sound list that lists it',
    holds: { ...sound, [subject]: ['127.0.0.2'] },
    state: 'listed',
    codes: ['127.0.0.2'],
  },
  { of: 'a wildcard', holds: everything('127.0.0.2'), state: 'broken', why: /every other name/ },
  {
    of: 'a resolver that says NXDOMAIN to everything',
    holds: {},
    state: 'unreachable',
    why: /test entry 127\.0\.0\.2/,
  },
  { of: 'a parked domain', holds: everything('91.195.240.117'), state: 'broken', why: /91\.195\.240\.117/ },
  { of: 'an open resolver', holds: everything('127.255.255.254'), state: 'refused', why: /127\.255\.255\.254/ },
  { of: 'our own typing error', holds: everything('127.255.255.252'), state: 'broken', why: /mistyped/ },
  {
    of: 'a refusal of the test entry alone',
    holds: { '127.0.0.2': ['127.255.255.255'], [subject]: ['127.0.0.2'] },
    state: 'refused',
  },
  {
    of: 'a refusal among codes',
    holds: { ...sound, [subject]: ['127.0.0.2', '127.255.255.254'] },
    state: 'refused',
  },
  { of: 'a code that nobody knows', holds: { ...sound, [subject]: ['127.0.0.77'] }, state: 'unknown-code' },
  {
    of: 'one that lists what it is asked but not its own test entry',
    holds: { [subject]: ['127.0.0.2'] },
    state: 'broken',
    why: /its own test entry/,
  },
  {
    of: 'the documentation addresses listed too',
    holds: {
      ...sound,
      '127.0.0.1': ['127.0.0.2'],
      '192.0.2.1': ['127.0.0.2'],
      '203.0.113.1': ['127.0.0.2'],
      [subject]: ['127.0.0.2'],
    },
    state: 'broken',
  },
  {
    of: 'no test entry known, and not listed',
    holds: {},
    list: aList('zen.example', { probes: {} }),
    state: 'skipped',
    why: /no known test entry/,
  },
  {
    of: 'no test entry known, and listed',
    holds: { [subject]: ['127.0.0.2'] },
    list: aList('zen.example', { probes: {} }),
    state: 'listed',
  },
  {
    of: 'no test entry known, and a wildcard',
    holds: everything('127.0.0.2'),
    list: aList('zen.example', { probes: {} }),
    state: 'broken',
  },
]
for (const { of, holds, state, why, codes, list = zen } of fixtures)
  test(`listings: ${of}: ${state}`, async () => {
    const [listing, ...others] = await askIn(memoryWorld(listZone(list, holds)), [list], {
      choice: { zones: ['zen.example'], dead: false },
    })
    assert.equal(listing?.state, state)
    assert.match(listing?.why ?? '', why ?? /^/)
    if (codes) assert.deepEqual(listing?.codes, codes)
    assert.deepEqual(others, [])
  })

test('listings: a list that lists 127.0.0.1 but not everything is believed, and that is said', async () => {
  const shape = { ...sound, '127.0.0.1': ['127.0.0.2'], '203.0.113.1': ['127.0.0.2'] }
  const [clear] = await ask(shape)
  assert.equal(clear?.state, 'not-listed')
  assert.match(clear?.oddity ?? '', /127\.0\.0\.1/)
  const [listed] = await ask({ ...shape, [subject]: ['127.0.0.2'] })
  assert.equal(listed?.state, 'listed')
  assert.deepEqual(listed?.told, [spam])
  assert.deepEqual(listed?.reasons, [`why: ${subject}`])
})

test('listings: silence, SERVFAIL and REFUSED are neither a listing nor clean', async () => {
  const states = { timeout: 'unreachable', 'server-failure': 'unreachable', refused: 'refused' } as const
  for (const reason of ['timeout', 'server-failure', 'refused'] as const) {
    const [listing] = await askIn(withBlindZones('', { 'zen.example': reason }), [zen])
    assert.equal(listing?.state, states[reason])
    assert.match(listing?.why ?? '', /192\.0\.2\.53/)
  }
})

test('listings: a test entry that nobody answers for leaves the list in doubt, whatever it says', async () => {
  for (const name of ['2.0.0.127.zen.example', '1.0.0.127.zen.example'])
    for (const holds of [sound, { ...sound, [subject]: ['127.0.0.2'] }]) {
      const world = memoryWorld(listZone(zen, holds), { blindAt: { [`A ${name}`]: 'timeout' } })
      const [listing] = await askIn(world, [zen])
      assert.equal(listing?.state, 'unreachable')
    }
})

test('listings: the four things that must hold whatever the resolver does', async () => {
  const lists = [zen, aList('bl.example'), aList('unproven.example', { probes: {} })]
  const all = { tier: 'core', zones: lists.map(({ zone }) => zone), dead: false } as const
  const states = async (world: World) => (await askIn(world, lists, { choice: all })).map(({ state }) => state)
  const zones = (holds: Holds) => lists.map((list) => listZone(list, holds)).join('\n')
  assert.ok(!(await states(memoryWorld(zones(everything('127.0.0.2'))))).includes('listed'))
  assert.ok(!(await states(memoryWorld(zones({})))).includes('not-listed'))
  for (const state of await states(withBlindZones('', Object.fromEntries(lists.map(({ zone }) => [zone, 'timeout'])))))
    assert.equal(state, 'unreachable')
  for (const code of ['127.255.255.254', '127.255.255.255', '127.255.255.252'])
    for (const holds of [everything(code), { ...sound, [subject]: [code] }])
      for (const state of await states(memoryWorld(zones(holds)))) assert.ok(state === 'refused' || state === 'broken')
})

test('listings: three round trips at most: all at once, then two more where one is doubted, then the reason', async () => {
  const odd = aList('odd.example')
  const world = memoryWorld(
    `${listZone(zen, sound)}\n${listZone(odd, { ...sound, '127.0.0.1': ['127.0.0.2'], [subject]: ['127.0.0.2'] })}`,
  )
  const listings = await askIn(world, [zen, odd])
  assert.deepEqual(
    listings.map(({ state }) => state),
    ['not-listed', 'listed'],
  )
  assert.equal(world.rounds, 3)
  assert.deepEqual(world.questions.toSorted(), [
    'A 1.0.0.127.odd.example',
    'A 1.0.0.127.zen.example',
    'A 1.113.0.203.odd.example',
    'A 1.2.0.192.odd.example',
    'A 2.0.0.127.odd.example',
    'A 2.0.0.127.zen.example',
    'A 7.0.60.32.odd.example',
    'A 7.0.60.32.zen.example',
    'TXT 7.0.60.32.odd.example',
  ])
})

test('listings: IPv6 is asked only where a list holds it, by 32 nibbles, with test entries that stay IPv6', async () => {
  const six = aList('six.example', {
    kinds: ['ip4', 'ip6'],
    probes: {
      ip4: { listed: '127.0.0.2', clear: '127.0.0.1' },
      ip6: { listed: '::ffff:7f00:2', clear: '::ffff:7f00:1' },
    },
  })
  const world = memoryWorld(listZone(six, sound))
  const listings = await askIn(world, [zen, six], { about: '2a01:7e00::f03c:91ff:fe00:1' })
  assert.deepEqual(
    listings.map(({ list, state }) => [list.zone, state]),
    [['six.example', 'not-listed']],
  )
  assert.deepEqual(world.questions, [
    'A 1.0.0.0.0.0.e.f.f.f.1.9.c.3.0.f.0.0.0.0.0.0.0.0.0.0.e.7.1.0.a.2.six.example',
    'A 1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.six.example',
    'A 2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.six.example',
  ])
})

test('listings: nobody is asked about an address that the Internet cannot reach, nor where no list was chosen', async () => {
  const world = memoryWorld(listZone(zen, sound))
  const gatherers = { addressReach, ipListings: ipListingsFrom(onlyThese(zen)) }
  for (const address of ['10.0.0.1', '192.0.2.7', 'fe80::1', '2001:db8::1']) {
    const { ipListings } = await gatherAbout(world, address, gatherers, { lists: core })
    assert.ok(ipListings && !ipListings.seen && ipListings.blind.reason === 'not-attempted')
  }
  const { ipListings } = await gatherAbout(world, subject, gatherers)
  assert.deepEqual(ipListings, { seen: true, value: [] })
  assert.deepEqual(world.questions, [])
})

test('listings: every question names the operator, so that its limits can be kept', async () => {
  const world = memoryWorld(listZone(zen, { ...sound, [subject]: ['127.0.0.2'], '127.0.0.1': ['127.0.0.2'] }))
  const operators: (string | undefined)[] = []
  const heard: World = {
    ...world,
    dns(name, type, how) {
      operators.push(how?.operator)
      return world.dns(name, type, how)
    },
  }
  await askIn(heard, [aList('zen.example', { operator: 'Example' })])
  assert.deepEqual(operators, Array(6).fill('Example'))
})

test('listings: what a list says of itself is bounded', async () => {
  const many = Array.from({ length: 200 }, (_, i) => `127.0.${i}.9`)
  const world = memoryWorld(
    `${listZone(zen, { ...sound, [subject]: ['127.0.0.2', ...many] })}
    ${Array.from({ length: 30 }, (_, i) => `7.0.60.32.zen.example TXT "${'x'.repeat(250)}" "${'y'.repeat(250)}" "${'z'.repeat(250)}" "${'w'.repeat(250)}" "${i}"`).join('\n')}`,
  )
  const [listing] = await askIn(world, [zen])
  assert.equal(listing?.state, 'listed')
  assert.ok((listing?.codes.length ?? 0) <= 32)
  assert.ok((listing?.reasons.length ?? 0) <= 10)
  assert.ok(listing?.reasons.every((text) => text.length <= 1000))
})
