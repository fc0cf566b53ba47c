import assert from 'node:assert/strict'
import test from 'node:test'
import type { Asked } from '../../src/core/target.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'
import { spfGatherers, spfRecords } from '../support/spf-world.ts'

async function repair(zone: string, asked: Partial<Asked> = {}, options: MemoryOptions = {}, domain = 'shop.example') {
  const world = memoryWorld(spfRecords(zone), options)
  const { spfRepair } = await gatherIn(world, domain, spfGatherers, asked)
  assert.ok(spfRepair?.seen)
  const changes = spfRepair.value.changes.map((c) =>
    [c.change, c.name, 'was' in c && c.was, 'becomes' in c && c.becomes].filter(Boolean).join(' '),
  )
  return { changes, after: spfRepair.value.after, world }
}

const mx = 'shop.example MX 10 mx.shop.example\nmx.shop.example A 198.51.100.10'
const google = `shop.example MX 1 smtp.google.com
  smtp.google.com A 192.0.2.250
  _spf.google.com TXT "v=spf1 ip4:192.0.2.128/26 ~all"`
const becomes = (text: string, was: string) => [`replace shop.example "${was}" "${text}"`]

const table: Record<string, [zone: string, changes: string[], asked?: Partial<Asked>, options?: MemoryOptions]> = {
  'nothing to mend': ['v=spf1 mx -all', []],
  'all at once': [
    'v=spf1 ipv4:192.0.2.1 include:gone.example mx mx ?all mx -all',
    [
      'replace shop.example "v=spf1 ipv4:192.0.2.1 include:gone.example mx mx ?all mx -all" "v=spf1 ip4:192.0.2.1 mx ~all"',
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

  'a term with a slip, glued to the version': [
    'shop.example TXT "v=spf1ipv4:192.0.2.1 -all"',
    becomes('v=spf1 ip4:192.0.2.1 -all', 'v=spf1ipv4:192.0.2.1 -all'),
  ],
  'a no-break space after the version': [
    `shop.example TXT "v=spf1\xc2\xa0mx -all"\n${mx}`,
    becomes('v=spf1 mx -all', 'v=spf1\\194\\160mx -all'),
  ],
  'a misspelt include, glued to the version': [
    `shop.example TXT "v=spf1includ:_spf.google.com -all"\n${google}`,
    becomes('v=spf1 include:_spf.google.com -all', 'v=spf1includ:_spf.google.com -all'),
  ],
  'glued to the version, and nobody passes': ['shop.example TXT "v=spf1.mx -all"', []],
  'a wrong version before a record that ends neutrally, and names nobody': ['shop.example TXT "v=spf10 ?all"', []],
  'strings without the blank between them: an include': [
    `shop.example TXT "v=spf1 include:_spf.google.com" "mx -all"\n${google}`,
    ['replace shop.example "v=spf1 include:_spf.google.com" "mx -all" "v=spf1 include:_spf.google.com mx -all"'],
  ],
  'strings without the blank between them: a name': [
    `shop.example TXT "v=spf1 a:mx.shop.example" "mx -all"\n${mx}`,
    ['replace shop.example "v=spf1 a:mx.shop.example" "mx -all" "v=spf1 a:mx.shop.example mx -all"'],
  ],
  'strings without the blank between them, and a blank ahead': [
    `shop.example TXT " v=spf1 a:mx.shop.example" "mx -all"\n${mx}`,
    ['replace shop.example " v=spf1 a:mx.shop.example" "mx -all" "v=spf1 a:mx.shop.example mx -all"'],
  ],
  'strings without the blank between them, in one of two records': [
    `shop.example TXT "v=spf1 a:mx.shop.example" "mx -all"\nshop.example TXT "v=spf1 mx -all"\n${mx}`,
    [],
  ],
  'strings without the blank between them, and an address that does not pass': [
    `shop.example TXT "v=spf1 a:mx.shop.example" "mx -all"\n${mx}`,
    ['replace shop.example "v=spf1 a:mx.shop.example" "mx -all" "v=spf1 ip4:203.0.113.5 a:mx.shop.example mx -all"'],
    { addresses: ['203.0.113.5'] },
  ],
  'all that named somebody leads nowhere: an include': ['v=spf1 include:gone.example -all', []],
  'all that named somebody leads nowhere: a redirect': ['v=spf1 redirect=gone.example', []],
  'all that named somebody leads nowhere: a slip that receivers skip': ['v=spf1 include=gone.example -all', []],
  'all that named somebody leads nowhere: a term without a name': ['v=spf1 include: -all', []],
  'all that named somebody leads nowhere: dead hosts': ['v=spf1 a:d1.example a:d2.example a:d3.example -all', []],
  'all that named somebody leads nowhere: hosts that are no more, beside an include': [
    'v=spf1 a:d1.example include:gone.example -all',
    [],
  ],
  'all that named somebody leads nowhere: a redirect that nothing can take the place of': [
    `v=spf1 mx redirect=gone.example\n${google}`,
    [],
  ],
  'all that named somebody leads nowhere, in a record below': [
    `v=spf1 mx include:_a.shop.example -all\n_a.shop.example TXT "v=spf1 include:gone.example -all"\n${mx}`,
    [],
  ],
  'all that named somebody leads nowhere, and an address that does not pass': [
    'v=spf1 include:gone.example -all',
    becomes('v=spf1 ip4:203.0.113.5 include:gone.example -all', 'v=spf1 include:gone.example -all'),
    { addresses: ['203.0.113.5'] },
  ],
  'all that named somebody stands after all': [
    'v=spf1 -all include:good.example\ngood.example TXT "v=spf1 a ~all"',
    [],
  ],
  'a known sender’s include, misspelt': [`v=spf1 mx include:_spf.gogle.com -all\n${mx}`, []],
  'no record, and mailboxes at a known provider': [google, ['add shop.example "v=spf1 include:_spf.google.com ~all"']],
  'no record, mailboxes at a known provider, and an address that sends': [
    google,
    ['add shop.example "v=spf1 ip4:203.0.113.5 include:_spf.google.com ~all"'],
    { addresses: ['203.0.113.5'] },
  ],
  'no record, and a provider whose record was not seen': [
    google,
    [],
    {},
    { blindAt: { 'TXT _spf.google.com': 'timeout' } },
  ],
  'no record, and hosts that only receive': ['shop.example MX 1 mx1.pphosted.com\nmx1.pphosted.com A 192.0.2.9', []],
  'no record, and hosts of others': ['shop.example MX 1 mx.host.example\nmx.host.example A 192.0.2.9', []],
  'no record, and hosts of its own beside those of a provider': [`${mx}\n${google}`, []],
  'no record, and hosts of its own without an address': ['shop.example MX 1 mx.shop.example', []],
  'neutral, and nobody is named': ['v=spf1 ?all', []],
  'neutral, and only hosts that receive are named': [`v=spf1 mx ?all\n${google}`, []],
  'neutral, and a known sender is named': [
    `v=spf1 mx include:_spf.google.com ?all\n${google}`,
    becomes('v=spf1 mx include:_spf.google.com ~all', 'v=spf1 mx include:_spf.google.com ?all'),
  ],
  'neutral, and an address that does not pass': [
    'v=spf1 ?all',
    becomes('v=spf1 ip4:203.0.113.5 ?all', 'v=spf1 ?all'),
    { addresses: ['203.0.113.5'] },
  ],
  'no end, and nobody is named': ['v=spf1', []],
  'an include whose record is there, but glued': [
    `v=spf1 mx include:_a.shop.example -all\n_a.shop.example TXT "v=spf1ip4:192.0.2.1 -all"\n${mx}`,
    [],
  ],
  'an address that no receiver sees': [
    `v=spf1 mx ~all\n${mx}`,
    [],
    { addresses: ['10.0.0.5', 'fd00::5', '127.0.0.1'] },
  ],
  'an address that no receiver sees, beside one that sends': [
    `v=spf1 mx ~all\n${mx}`,
    becomes('v=spf1 ip4:203.0.113.5 mx ~all', 'v=spf1 mx ~all'),
    { addresses: ['192.168.1.5', '203.0.113.5'] },
  ],
  'no record, and an address that no receiver sees': [
    mx,
    ['add shop.example "v=spf1 mx ~all"'],
    { addresses: ['10.0.0.5'] },
  ],
  'a slip at the end that would hide what follows it': [`v=spf1 mx -al a:mx.shop.example\n${mx}`, []],
  'no record, and a domain that takes no mail may send some': ['shop.example MX 0 .', []],
  'a mail address of its own in place of a name': [`v=spf1 mx include:mail@shop.example -all\n${mx}`, []],
  'two slips that make two redirects': ['v=spf1 a redirct=r.example redirect=s.example', []],
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

const wildcard = '*.shop.example MX 10 mx.shop.example\nmx.shop.example A 198.51.100.10\n'
const below: Record<string, [zone: string, changes: number]> = {
  'that answers through a wildcard': ['', 0],
  'with an MX of its own': ['foo.shop.example MX 10 mx.foo.shop.example\nmx.foo.shop.example A 192.0.2.1', 1],
}
for (const [name, [zone, count]] of Object.entries(below))
  test(`SPF repair: a name ${name}`, async () => {
    const { changes } = await repair(wildcard + zone, {}, {}, 'foo.shop.example')
    assert.equal(changes.length, count)
  })
test('SPF repair: a name that answers through a wildcard is not parked by a record that hides it', async () => {
  assert.deepEqual((await repair(wildcard, { parked: true }, {}, 'foo.shop.example')).changes, [])
})
