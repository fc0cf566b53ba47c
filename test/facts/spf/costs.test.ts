import assert from 'node:assert/strict'
import test from 'node:test'
import type { SpfCosts } from '../../../src/core/spf-survey.ts'
import { growTree } from '../../../src/facts/spf/grow.ts'
import { surveyOf } from '../../../src/facts/spf/survey.ts'
import { type MemoryOptions, memoryWorld } from '../../support/memory-dns.ts'

/** A zone, or an SPF record followed by other lines. */
async function costs(zone: string, options?: MemoryOptions): Promise<SpfCosts> {
  const [record = '', ...others] = zone.split('\n')
  const lines = zone.startsWith('v=spf1') ? [`shop.example TXT "${record}"`, ...others].join('\n') : zone
  return surveyOf(await growTree(memoryWorld(lines, options).dns, 'shop.example')).costs
}

/** What each costs: lookups, voids by term and by query for IPv4, the same for IPv6. Worked out by hand from RFC 7208 section 4.6.4. */
const table: Record<string, [zone: string, lookups: number, ipv4: [number, number], ipv6: [number, number]]> = {
  // The rows of PITFALLS.md A.1
  'a: three times, IPv4-only hosts': [
    'v=spf1 a:h1.example a:h2.example a:h3.example -all\nh1.example A 192.0.2.1\nh2.example A 192.0.2.2\nh3.example A 192.0.2.3',
    3,
    [0, 0],
    [3, 3],
  ],
  'mx with two dead hosts, then two dead a:, then ip4': [
    'v=spf1 mx a:d1.example a:d2.example ip4:192.0.2.9 -all\nshop.example MX 10 m1.example\nshop.example MX 20 m2.example',
    3,
    [2, 4],
    [2, 4],
  ],
  'mx with three dead hosts, then ip4': [
    'v=spf1 mx ip4:192.0.2.9 -all\nshop.example MX 10 m1.example\nshop.example MX 20 m2.example\nshop.example MX 30 m3.example',
    1,
    [0, 3],
    [0, 3],
  ],
  'three dead exists, then ip4': [
    'v=spf1 exists:d1.example exists:d2.example exists:d3.example ip4:192.0.2.9 -all',
    3,
    [3, 3],
    [3, 3],
  ],
  'include of a name with TXT but no SPF': ['v=spf1 include:i.example -all\ni.example TXT "hello"', 1, [0, 0], [0, 0]],
  'include of no name': ['v=spf1 include:i.example -all', 1, [0, 0], [0, 0]],
  'all that stands after all is free': ['v=spf1 -all a:h.example a:dead.example include:i.example', 0, [0, 0], [0, 0]],
  'redirect beside all is free': ['v=spf1 redirect=r.example -all\nr.example TXT "v=spf1 mx -all"', 0, [0, 0], [0, 0]],
  'the same include reached three times is paid three times': [
    `shop.example TXT "v=spf1 include:a.example include:b.example include:c.example -all"
     a.example TXT "v=spf1 include:c.example -all"
     b.example TXT "v=spf1 include:c.example -all"
     c.example TXT "v=spf1 exists:x.example exists:x.example -all"
     x.example A 127.0.0.2`,
    // include a, b, c: 3; c inside a and b: 2; two exists in each of three: 6
    11,
    [0, 0],
    [0, 0],
  ],
  'a with a prefix is one lookup': [
    'v=spf1 a:h.example/24 -all\nh.example A 192.0.2.1\nh.example AAAA 2001:db8::1',
    1,
    [0, 0],
    [0, 0],
  ],
  // and what else the section says
  'a bare a, a bare mx and a qualified include all cost': [
    'v=spf1 a mx ?include:i.example ptr -all\nshop.example A 192.0.2.1\nshop.example AAAA 2001:db8::1\nshop.example MX 1 shop.example\ni.example TXT "v=spf1 -all"',
    4,
    [0, 0],
    [0, 0],
  ],
  'mx is one lookup however many hosts': [
    `v=spf1 mx -all\n${[1, 2, 3, 4].map((i) => `shop.example MX ${i} m${i}.example\nm${i}.example A 192.0.2.${i}\nm${i}.example AAAA 2001:db8::${i}`).join('\n')}`,
    1,
    [0, 0],
    [0, 0],
  ],
  'an mx without hosts is void for both': ['v=spf1 mx:none.example -all', 1, [1, 1], [1, 1]],
  'exists asks A for an IPv6 client too': ['v=spf1 exists:x.example -all\nx.example A 127.0.0.2', 1, [0, 0], [0, 0]],
  'ip4, ip6, all and exp are free': ['v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 exp=why.example -all', 0, [0, 0], [0, 0]],
  'redirect costs, and what it leads to': [
    'v=spf1 redirect=r.example\nr.example TXT "v=spf1 a:d.example -all"',
    2,
    [1, 1],
    [1, 1],
  ],
  'a null MX is no void': ['v=spf1 mx -all\nshop.example MX 0 .', 1, [0, 0], [0, 0]],
}
for (const [name, [zone, lookups, ipv4, ipv6]] of Object.entries(table))
  test(`SPF costs: ${name}`, async () => {
    const { voids, ...sum } = await costs(zone)
    assert.deepEqual(
      [
        sum.lookups,
        [voids.ipv4.byTerm.length, voids.ipv4.byQuery.length],
        [voids.ipv6.byTerm.length, voids.ipv6.byQuery.length],
      ],
      [lookups, ipv4, ipv6],
    )
    assert.equal(sum.unseen ?? voids.ipv4.unseen ?? voids.ipv6.unseen, undefined)
  })

test('SPF costs: each term with what stands below it, and the running total', async () => {
  const { rows } = await costs(`
    shop.example TXT "v=spf1 include:a.example ip4:192.0.2.1 mx include:b.example -all"
    shop.example MX 10 m.example
    a.example TXT "v=spf1 include:a1.example include:a2.example -all"
    a1.example TXT "v=spf1 ip4:192.0.2.1 -all"
    a2.example TXT "v=spf1 a:h.example -all"
    b.example TXT "v=spf1 -all"`)
  assert.deepEqual(
    rows.map(({ depth, term, lookups, running }) => [depth, term, lookups, running]),
    [
      [1, 'include:a.example', 4, 4],
      [2, 'include:a1.example', 1, 2],
      [2, 'include:a2.example', 2, 4],
      [3, 'a:h.example', 1, 4],
      [1, 'mx', 1, 5],
      [1, 'include:b.example', 1, 6],
    ],
  )
})

test('SPF costs: what was not seen makes every total after it a least one', async () => {
  const sum = await costs(
    `shop.example TXT "v=spf1 a:h.example include:deaf.example mx -all"
     shop.example MX 10 h.example
     h.example A 192.0.2.1`,
    { blindAt: { 'TXT deaf.example': 'timeout', 'AAAA h.example': 'server-failure' } },
  )
  assert.deepEqual(
    sum.rows.map(({ term, atLeast, runningAtLeast, blind }) => [term, atLeast, runningAtLeast, blind]),
    [
      ['a:h.example', false, false, false],
      ['include:deaf.example', true, true, true],
      ['mx', false, true, false],
    ],
  )
  assert.equal(sum.lookups, 3)
  assert.equal(sum.unseen?.question, 'TXT deaf.example')
  assert.equal(sum.voids.ipv4.unseen?.question, 'TXT deaf.example')
  assert.equal(sum.voids.ipv6.unseen?.question, 'AAAA h.example')
})

test('SPF costs: what depends on the sender is named, not counted', async () => {
  const sum = await costs('v=spf1 exists:%{i}.l.example include:%{o}.spf.example ptr a:%{l}.example -all')
  assert.equal(sum.lookups, 4)
  assert.deepEqual(sum.dynamic, ['include:%{o}.spf.example'])
  assert.deepEqual(sum.voids.ipv4.dynamic, [
    'exists:%{i}.l.example',
    'include:%{o}.spf.example',
    'ptr',
    'a:%{l}.example',
  ])
  assert.deepEqual(
    sum.rows.map((row) => row.dynamic),
    [true, true, false, true],
  )
})

test('SPF costs: a tree that was cut for its size is over the limit for certain', async () => {
  const many = Array.from({ length: 60 }, (_, i) => `include:x${i}.example`).join(' ')
  const each = Array.from(
    { length: 60 },
    (_, i) =>
      `x${i}.example TXT "v=spf1 ${Array.from({ length: 20 }, (_, j) => `a:h${j}.x${i}.example`).join(' ')} -all"`,
  )
  const sum = await costs(`shop.example TXT "v=spf1 ${many} -all"\n${each.join('\n')}`)
  assert.ok(sum.lookups > 10)
  assert.ok(sum.unseen)
})

/** Whether whoever passes over IPv6 stands before three questions without a record, or behind them. */
const senders: [record: string, sender: 'early' | 'late' | undefined][] = [
  ['a:h1.example a:h2.example a:h3.example', undefined],
  ['ip6:2001:db8::1 a:h1.example a:h2.example a:h3.example', 'early'],
  ['a:h1.example a:h2.example ip6:2001:db8::1 a:h3.example', 'early'],
  ['a:h1.example a:h2.example a:h3.example ip6:2001:db8::1', 'late'],
  ['ip6:2001:db8::1 a:h1.example a:h2.example a:h3.example ip6:2001:db8::2', 'late'],
  ['a:h1.example a:h2.example a:h3.example ?ip6:2001:db8::1', undefined],
]
for (const [record, sender] of senders)
  test(`SPF costs, who sends over IPv6: ${record}: ${sender ?? 'nobody'}`, async () => {
    const { voids } = await costs(
      `v=spf1 ${record} -all\nh1.example A 192.0.2.1\nh2.example A 192.0.2.2\nh3.example A 192.0.2.3`,
    )
    assert.equal(voids.ipv6.sender, sender)
  })
