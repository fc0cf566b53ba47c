import assert from 'node:assert/strict'
import test from 'node:test'
import type { SpfReach } from '../../../src/core/spf-survey.ts'
import { growTree } from '../../../src/facts/spf/grow.ts'
import { surveyOf } from '../../../src/facts/spf/survey.ts'
import { type MemoryOptions, memoryWorld } from '../../support/memory-dns.ts'

async function reach(zone: string, options?: MemoryOptions): Promise<SpfReach> {
  const [record = '', ...others] = zone.split('\n')
  const lines = zone.startsWith('v=spf1') ? [`shop.example TXT "${record}"`, ...others].join('\n') : zone
  return surveyOf(await growTree(memoryWorld(lines, options).dns, 'shop.example')).reach
}

const sizes: Record<string, [zone: string, all: number, own: number, everyone?: string]> = {
  nobody: ['v=spf1 -all', 0, 0],
  'one address': ['v=spf1 ip4:192.0.2.1 -all', 1, 1],
  'networks that overlap count once': ['v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.0/24 ip4:192.0.2.7 -all', 256, 256],
  'the host part of a network is no matter': ['v=spf1 ip4:192.0.2.77/24 -all', 256, 256],
  'IPv6 is not counted': ['v=spf1 ip6:2001:db8::/32 -all', 0, 0],
  'a and mx with prefixes': [
    'v=spf1 a/30 mx/31//64 -all\nshop.example A 198.51.100.1\nshop.example MX 10 m.example\nm.example A 203.0.113.9\nm.example AAAA 2001:db8::9',
    6,
    6,
  ],
  'only + lets pass': ['v=spf1 -ip4:192.0.2.1 ~ip4:192.0.2.2 ?ip4:192.0.2.3 +ip4:192.0.2.4 ~all', 1, 1],
  'a qualified include lets nobody pass': [
    'v=spf1 ?include:i.example -all\ni.example TXT "v=spf1 ip4:192.0.2.0/24 -all"',
    0,
    0,
  ],
  'include and redirect reach further': [
    'v=spf1 include:i.example redirect=r.example\ni.example TXT "v=spf1 ip4:192.0.2.0/24 ~all"\nr.example TXT "v=spf1 ip4:198.51.100.0/24 -all"',
    512,
    512,
  ],
  'a known sender is counted apart': [
    'v=spf1 include:_spf.google.com ip4:192.0.2.1 -all\n_spf.google.com TXT "v=spf1 include:_netblocks.google.com ~all"\n_netblocks.google.com TXT "v=spf1 ip4:198.18.0.0/15 ~all"',
    131073,
    1,
  ],
  'what stands after all lets nobody pass': ['v=spf1 -all ip4:192.0.2.1', 0, 0],
  '+all': ['v=spf1 ip4:192.0.2.1 +all', 1, 1, '+all'],
  'all without a sign is +all': ['v=spf1 all', 0, 0, 'all'],
  '+all in an include': [
    'v=spf1 include:i.example -all\ni.example TXT "v=spf1 +all"',
    0,
    0,
    'include:i.example > +all',
  ],
  'a name that exists lets everybody pass': [
    'v=spf1 exists:x.example -all\nx.example A 127.0.0.2',
    0,
    0,
    'exists:x.example',
  ],
  'a name that does not, nobody': ['v=spf1 exists:x.example -all', 0, 0],
  'a network of all': ['v=spf1 ip4:192.0.2.0/0 -all', 2 ** 32, 2 ** 32, 'ip4:192.0.2.0/0'],
  'two halves': ['v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all', 2 ** 32, 2 ** 32, 'ip4:0.0.0.0/1, ip4:128.0.0.0/1'],
  'a part of what a known sender publishes is counted as its own': [
    'v=spf1 include:_netblocks.google.com -all\n_netblocks.google.com TXT "v=spf1 ip4:198.18.0.0/15 ~all"',
    131072,
    0,
  ],
  'so is a name of one’s own that is an alias of it': [
    'v=spf1 include:_a.shop.example -all\n_a.shop.example CNAME _spf.google.com\n_spf.google.com TXT "v=spf1 ip4:198.18.0.0/15 ~all"',
    131072,
    0,
  ],
  'all of IPv6': ['v=spf1 ip6:2000::/3 -all', 0, 0, 'ip6:2000::/3'],
  'a host over all': ['v=spf1 a:h.example/0 -all\nh.example A 192.0.2.1', 2 ** 32, 2 ** 32, 'a:h.example/0'],
}
for (const [name, [zone, all, own, everyone]] of Object.entries(sizes))
  test(`SPF reach: ${name}`, async () => {
    const found = await reach(zone)
    assert.deepEqual([found.addresses4, found.ownAddresses4, found.everyone], [all, own, everyone])
  })

test('SPF reach: each network with the way to it', async () => {
  const { networks, largest } = await reach(`
    shop.example TXT "v=spf1 include:i.example mx -all"
    shop.example MX 10 m.example
    m.example AAAA 2001:DB8:0:0::9
    i.example TXT "v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/25 -all"`)
  assert.deepEqual(networks, [
    { family: 4, address: '192.0.2.0', prefixLength: 24, path: ['include:i.example', 'ip4:192.0.2.0/24'] },
    { family: 4, address: '198.51.100.0', prefixLength: 25, path: ['include:i.example', 'ip4:198.51.100.0/25'] },
    { family: 6, address: '2001:db8::9', prefixLength: 128, path: ['mx'] },
  ])
  assert.deepEqual(largest, [{ term: 'include:i.example', addresses: 384 }])
})

test('SPF reach: what was not seen, unless a known sender answers for it', async () => {
  const deaf = await reach('v=spf1 a:h.example -all', { blindAt: { 'A h.example': 'timeout' } })
  assert.equal(deaf.unseen?.question, 'A h.example')
  const google = await reach('v=spf1 include:_spf.google.com -all', { blindAt: { 'TXT _spf.google.com': 'timeout' } })
  assert.equal(google.unseen, undefined)
  const below = await reach(
    'v=spf1 include:_spf.google.com -all\n_spf.google.com TXT "v=spf1 include:x.google.com ~all"',
    {
      blindAt: { 'TXT x.google.com': 'timeout' },
    },
  )
  assert.equal(below.unseen, undefined)
})

test('SPF reach: what only a message decides', async () => {
  const { dynamic } = await reach(
    'v=spf1 exists:%{i}.l.example ptr a:%{l}.example -exists:%{s}.x.example redirect=%{o}.r.example',
  )
  assert.deepEqual(dynamic, ['exists:%{i}.l.example', 'ptr', 'a:%{l}.example', 'redirect=%{o}.r.example'])
})

/** Terms that would let hosts pass and come to no address, and why. */
const empties: Record<string, [zone: string, empty: [term: string, why: string][]]> = {
  'nobody is named': ['v=spf1 -all', []],
  'names without addresses': [
    'v=spf1 a:gone.example a:text.example exists:gone.example -all\ntext.example TXT "x"',
    [
      ['a:gone.example', 'gone.example has no address'],
      ['a:text.example', 'text.example has no address'],
      ['exists:gone.example', 'gone.example has no A record'],
    ],
  ],
  'mx without MX records, with a null MX, and with hosts that have no address': [
    'v=spf1 mx mx:null.example mx:dead.example -all\nnull.example MX 0 .\ndead.example MX 1 gone.example',
    [
      ['mx', 'shop.example has no MX record'],
      ['mx:null.example', 'null.example takes no mail (null MX)'],
      ['mx:dead.example', 'the MX hosts of dead.example have no address'],
    ],
  ],
  'one family is enough': ['v=spf1 a:six.example -all\nsix.example AAAA 2001:db8::1', []],
  'a name that cannot be asked for': [
    'v=spf1 a:mail..shop.example -all',
    [['a:mail..shop.example', 'its name can never be asked for']],
  ],
  'by way of a redirect': [
    'v=spf1 redirect=_s.shop.example\n_s.shop.example TXT "v=spf1 mx -all"',
    [['redirect=_s.shop.example > mx', '_s.shop.example has no MX record']],
  ],
  'only what would let pass': ['v=spf1 -a:gone.example ~mx ?exists:gone.example -all a:gone.example', []],
}
for (const [name, [zone, empty]] of Object.entries(empties))
  test(`SPF reach, terms that come to nobody: ${name}`, async () => {
    const found = await reach(zone)
    assert.deepEqual(
      found.empty.map(({ term, why }) => [term, why]),
      empty,
    )
  })

test('SPF reach: a term of which a part was not seen does not come to nobody', async () => {
  const found = await reach('v=spf1 a:h.example mx -all\nshop.example MX 1 h.example', {
    blindAt: { 'A h.example': 'timeout' },
  })
  assert.deepEqual(found.empty, [])
})
