import assert from 'node:assert/strict'
import test from 'node:test'
import type { Asked } from '../../src/core/target.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'
import { spfGatherers, spfRecords } from '../support/spf-world.ts'

async function repair(zone: string, asked: Partial<Asked> = {}, options: MemoryOptions = {}) {
  const world = memoryWorld(spfRecords(zone), options)
  const { spfRepair } = await gatherIn(world, 'shop.example', spfGatherers, asked)
  assert.ok(spfRepair?.seen)
  const changes = spfRepair.value.changes.map((c) =>
    [c.change, c.name, 'was' in c && c.was, 'becomes' in c && c.becomes].filter(Boolean).join(' '),
  )
  return { changes, after: spfRepair.value.after, world }
}

const mx = 'shop.example MX 10 mx.shop.example\nmx.shop.example A 198.51.100.10'

const table: Record<string, [zone: string, changes: string[], asked?: Partial<Asked>, options?: MemoryOptions]> = {
  'nothing to mend': ['v=spf1 mx -all', []],
  'all at once': [
    'v=spf1 ipv4:192.0.2.1 include:gone.example mx mx ?all a redirect=r.example',
    [
      'replace shop.example "v=spf1 ipv4:192.0.2.1 include:gone.example mx mx ?all a redirect=r.example" "v=spf1 ip4:192.0.2.1 mx ~all"',
    ],
  ],
  'a record over 255 octets is cut into strings': [
    `v=spf1 ${Array.from({ length: 20 }, (_, i) => `ip4:192.0.2.${100 + i}`).join(' ')} ?all`,
    [
      `replace shop.example "v=spf1 ${Array.from({ length: 20 }, (_, i) => `ip4:192.0.2.${100 + i}`).join(' ')} ?all" ` +
        `"v=spf1 ${Array.from({ length: 20 }, (_, i) => `ip4:192.0.2.${100 + i}`)
          .join(' ')
          .slice(0, 248)}" "${Array.from({ length: 20 }, (_, i) => `ip4:192.0.2.${100 + i}`)
          .join(' ')
          .slice(248)} ~all"`,
    ],
  ],
  'a record of several strings is named as it stands': [
    `shop.example TXT "v=spf1 mx " "?all"\n${mx}`,
    ['replace shop.example "v=spf1 mx " "?all" "v=spf1 mx ~all"'],
  ],
  'an include that was not seen stays': [
    'v=spf1 include:deaf.example -all',
    [],
    {},
    { blindAt: { 'TXT deaf.example': 'timeout' } },
  ],
  'addresses that do not pass go first': [
    'v=spf1 mx ~all',
    ['replace shop.example "v=spf1 mx ~all" "v=spf1 ip4:203.0.113.5 ip6:2001:db8::5 mx ~all"'],
    { addresses: ['203.0.113.5', '2001:db8::5'] },
  ],
  'addresses that pass are not named again': ['v=spf1 ip4:203.0.113.0/24 ~all', [], { addresses: ['203.0.113.5'] }],
  'an address that a term denies is let pass before it': [
    'v=spf1 -ip4:203.0.113.5 ip4:203.0.113.0/24 -all',
    [
      'replace shop.example "v=spf1 -ip4:203.0.113.5 ip4:203.0.113.0/24 -all" "v=spf1 ip4:203.0.113.5 ip4:203.0.113.0/24 -all"',
    ],
    { addresses: ['203.0.113.5'] },
  ],
  'a domain that says it sends nothing is not opened': ['v=spf1 -all', [], { addresses: ['203.0.113.5'] }],
  'nor is one begun that turns away who sends': ['shop.example TXT " v=spf1 -all"', [], { addresses: ['203.0.113.5'] }],
  'addresses asked about for another sender are another domain’s': [
    'v=spf1 mx ~all',
    [],
    { addresses: ['203.0.113.5'], sender: 'a@other.example' },
  ],
  'parked: closed, whatever stood there': [
    'v=spf1 include:gone.example +all',
    ['replace shop.example "v=spf1 include:gone.example +all" "v=spf1 -all"'],
    { parked: true },
  ],
  'parked and closed already': ['v=spf1 -all', [], { parked: true }],
  'a record that stands behind an alias of others': [
    'shop.example CNAME host.example\nhost.example TXT "v=spf1 mx ?all"',
    [],
  ],
  'nothing can stand beside an alias': ['shop.example CNAME host.example\nhost.example MX 10 mx.host.example', []],
  'MX not seen: nobody knows where to begin': [
    'shop.example A 192.0.2.1',
    [],
    {},
    { blindAt: { 'MX shop.example': 'timeout' } },
  ],
  'two records of the same text in other strings': [
    `shop.example TXT "v=spf1 mx -all"\nshop.example TXT "v=spf1 " "mx -all"\n${mx}`,
    ['remove shop.example "v=spf1 " "mx -all"'],
  ],
}
for (const [name, [zone, changes, asked, options]] of Object.entries(table))
  test(`SPF repair: ${name}`, async () => assert.deepEqual((await repair(zone, asked, options)).changes, changes))

test('SPF repair: what it leads to is surveyed', async () => {
  const { after } = await repair(`v=spf1 include:gone.example a:d.example +mx ?all\n${mx}`)
  assert.equal(after?.costs.lookups, 2)
  assert.deepEqual(after?.nodes[0]?.at.texts, ['v=spf1 a:d.example +mx ~all'])
})

test('SPF repair: the questions are those of the tree, but for the ones of a record not there yet', async () => {
  const { world } = await repair('v=spf1 include:gone.example a ?all')
  assert.deepEqual(
    world.questions.filter((q) => q.startsWith('TXT')),
    ['TXT shop.example', 'TXT gone.example'],
  )
})
