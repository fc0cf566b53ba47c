import assert from 'node:assert/strict'
import test from 'node:test'
import type { Asked } from '../../src/core/target.ts'
import { dmarcGatherers, dmarcRecords, inWords } from '../support/dmarc-facts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

type How = Partial<Asked> & MemoryOptions & { domain?: string }

async function repair(lines: string, { domain = 'shop.example', parked = false, ...options }: How = {}) {
  const world = memoryWorld(dmarcRecords(lines), options)
  const { dmarcRepair } = await gatherIn(world, domain, dmarcGatherers, { parked })
  assert.ok(dmarcRepair?.seen)
  assert.equal(dmarcRepair.value.after === undefined, dmarcRepair.value.changes.length === 0)
  return dmarcRepair.value.changes.map(inWords)
}

const news = 'news.shop.example A 192.0.2.1'
const below = { domain: 'news.shop.example' }
const mute = 'shop.example TXT "v=spf1 ?all"'
const becomes = (was: string, text: string) => [`replace "${was}" "${text}"`]

const table: Record<string, [lines: string, changes: string[], how?: How]> = {
  'nothing to mend': ['v=DMARC1; p=reject; rua=mailto:d@shop.example', []],
  'all slips and obsolete tags at once': [
    'v=DMARC1; p=quarantaine; pct=100; rua=d@shop.example; ri=86400',
    becomes(
      'v=DMARC1; p=quarantaine; pct=100; rua=d@shop.example; ri=86400',
      'v=DMARC1; p=quarantine; rua=mailto:d@shop.example',
    ),
  ],
  'p=none stays p=none: only its owner knows whether mail passes': ['v=DMARC1; p=none; rua=mailto:d@shop.example', []],
  't=y stays': ['v=DMARC1; p=reject; t=y', []],
  'sp weaker stays': ['v=DMARC1; p=reject; sp=none', []],
  'pct stays while it lowers what older receivers do': ['v=DMARC1; p=reject; pct=20', []],
  'a slip that makes the policy stricter than it was meant': ['v=DMARC1; p=reject; t=yes', []],
  'a slip by which mail is aligned today': ['v=DMARC1; p=reject; adkim=strict', []],
  'the same where nothing is enforced': [
    'v=DMARC1; p=none; adkim=strict',
    becomes('v=DMARC1; p=none; adkim=strict', 'v=DMARC1; p=none; adkim=s'),
  ],
  'a fault that nobody can tell the meaning of': ['v=DMARC1; p=whatever; pct=100', []],
  'a policy that begins to work, and nothing of the domain passes': [`v=DMARC1; p=rejekt\n${mute}`, []],
  'the same with a key': [
    `v=DMARC1; p=rejekt\n${mute}\ndefault._domainkey.shop.example TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="`,
    becomes('v=DMARC1; p=rejekt', 'v=DMARC1; p=reject'),
  ],
  'the same as that, and it is not to send': [
    `v=DMARC1; p=rejekt\n${mute}`,
    becomes('v=DMARC1; p=rejekt', 'v=DMARC1; p=reject'),
    { parked: true },
  ],
  'over 255 octets it is cut into strings': [
    `v=DMARC1; p=non; rua=${Array.from({ length: 12 }, (_, i) => `mailto:reports${i}@shop.example`).join(',')}`,
    ['cut'],
  ],
  'in a zone of its own below': [
    'v=DMARC1; p=none; rf=afrf\nnews.shop.example SOA ns.n.example h.n.example',
    [],
    below,
  ],
  'inherited, in the same zone: it speaks for others as well': [`v=DMARC1; p=none; rf=afrf\n${news}`, [], below],
  'inherited, and nothing of the name below is to be sent: its holder may send': [
    `v=DMARC1; p=rejekt\n${mute}\n${news}\nnews.shop.example TXT "v=spf1 -all"`,
    [],
    below,
  ],
  'inherited, and only the name below can pass': [
    `v=DMARC1; p=rejekt\n${mute}\n${news}\nnews.shop.example TXT "v=spf1 a -all"`,
    [],
    below,
  ],
  'behind an alias to what others have too': [
    `v=DMARC1; p=rejekt; rf=afrf\n${news}\nnews.shop.example TXT "v=spf1 -all"\n_dmarc.news.shop.example CNAME _dmarc.shop.example`,
    [],
    below,
  ],
  'parked below a record: one of its own, and the other stays': [
    `v=DMARC1; p=none; rua=mailto:d@shop.example\n${news}`,
    ['add _dmarc.news.shop.example "v=DMARC1; p=reject"'],
    { ...below, parked: true },
  ],
  'parked below a record that refuses only its own mail': [
    `v=DMARC1; p=reject; sp=none\n${news}`,
    ['add _dmarc.news.shop.example "v=DMARC1; p=reject"'],
    { ...below, parked: true },
  ],
  'parked below a record that is only tried out': [
    `v=DMARC1; p=reject; t=y\n${news}`,
    ['add _dmarc.news.shop.example "v=DMARC1; p=reject"'],
    { ...below, parked: true },
  ],
  'parked below a record that refuses all': [`v=DMARC1; p=reject; rf=afrf\n${news}`, [], { ...below, parked: true }],
  'parked below a registry that refuses all: older receivers do not see it': [
    '_dmarc.example TXT "v=DMARC1; p=none; sp=reject; psd=y"',
    ['add "v=DMARC1; p=reject"'],
    { parked: true },
  ],
  'parked behind an alias to what others have too: the alias makes room': [
    `v=DMARC1; p=none; rua=mailto:d@shop.example\n${news}\n_dmarc.news.shop.example CNAME _dmarc.shop.example`,
    [
      'remove _dmarc.news.shop.example _dmarc.shop.example.',
      'add _dmarc.news.shop.example "v=DMARC1; p=reject; rua=mailto:d@shop.example"',
    ],
    { ...below, parked: true },
  ],
  'parked, behind an alias that leads nowhere, below a record that watches': [
    `v=DMARC1; p=none\n${news}\n_dmarc.news.shop.example CNAME gone.example`,
    ['remove _dmarc.news.shop.example gone.example.', 'add _dmarc.news.shop.example "v=DMARC1; p=reject"'],
    { ...below, parked: true },
  ],
  'parked, in a name that is led elsewhere with all below it (DNAME)': [
    `v=DMARC1; p=none\n${news}\nnews.shop.example DNAME other.example\n_dmarc.other.example TXT "v=DMARC1; p=none"`,
    [],
    { ...below, parked: true },
  ],
  'parked behind an alias to a record that refuses all': [
    `v=DMARC1; p=reject\n${news}\n_dmarc.news.shop.example CNAME _dmarc.shop.example`,
    [],
    { ...below, parked: true },
  ],
  'none, since the two above it do not count: those are to be mended': [
    `v=DMARC1; p=none\nv=DMARC1; p=reject\n${news}`,
    [],
    below,
  ],
  'the same, and it is not to send': [
    `v=DMARC1; p=none\nv=DMARC1; p=reject\n${news}`,
    ['add _dmarc.news.shop.example "v=DMARC1; p=reject"'],
    { ...below, parked: true },
  ],
  'none, since the one above it is misspelt': [`_dmarc.shop.example TXT "v=dmarc1; p=reject"\n${news}`, [], below],
  'at the name with its zone behind it once more': [
    `_dmarc.news.shop.example.shop.example TXT "v=DMARC1; p=quarantine"\n${news}\nnews.shop.example TXT "v=spf1 a -all"`,
    ['add _dmarc.news.shop.example "v=DMARC1; p=quarantine"'],
    below,
  ],
  'inherited, in the zone of a suffix that many live below': [
    '_dmarc.github.io TXT "v=DMARC1; p=none; rf=afrf"\ngithub.io SOA ns.github.io h.github.io\nme.github.io A 192.0.2.1',
    [],
    { domain: 'me.github.io' },
  ],
  'behind an alias of another': ['_dmarc.shop.example CNAME d.example\nd.example TXT "v=DMARC1; p=none; rf=afrf"', []],
  'behind an alias that leads nowhere': ['_dmarc.shop.example CNAME gone.example', []],
  'none, and whether one stands elsewhere was not seen': ['', [], { blindAt: { 'TXT dmarc.shop.example': 'timeout' } }],
  'none, and what stands above was not seen': ['', [], { blindAt: { 'TXT _dmarc.example': 'timeout' } }],
  'its own was not seen': ['v=DMARC1; p=non', [], { blindAt: { 'TXT _dmarc.shop.example': 'timeout' } }],
  'a slip, and what stands above was not seen': [
    'v=DMARC1; p=non',
    becomes('v=DMARC1; p=non', 'v=DMARC1; p=none'),
    { blindAt: { 'TXT _dmarc.example': 'timeout' } },
  ],
  'a slip, and whether a wildcard answers was not seen': [
    'v=DMARC1; p=non',
    [],
    { blindAt: { 'TXT noncenoncenoncaa.shop.example': 'timeout' } },
  ],
  'parked: nothing that softens is left': [
    'v=DMARC1; p=none; sp=none; np=none; t=y; pct=10; rua=mailto:d@shop.example',
    becomes(
      'v=DMARC1; p=none; sp=none; np=none; t=y; pct=10; rua=mailto:d@shop.example',
      'v=DMARC1; p=reject; rua=mailto:d@shop.example',
    ),
    { parked: true },
  ],
  'parked: what refuses already stays as it is': ['v=DMARC1; p=reject; sp=reject; adkim=s', [], { parked: true }],
}

for (const [name, [lines, changes, how]] of Object.entries(table))
  test(`DMARC repair fact: ${name}`, async () => {
    const found = await repair(lines, how)
    if (changes[0] === 'cut') assert.match(found[0] ?? '', /^replace .* "v=DMARC1; p=none; .{237}" "[^"]+"$/)
    else assert.deepEqual(found, changes)
  })
