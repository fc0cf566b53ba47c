import assert from 'node:assert/strict'
import test from 'node:test'
import check from '../../../src/checks/spf/spf-authorises.ts'
import type { TreeRow } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

const ask = (world: string, ...addresses: string[]) => spfFacts(world, { addresses })
const hosts = `
  shop.example MX 10 mx.shop.example
  mx.shop.example A 198.51.100.10
  _spf.mail.example TXT "v=spf1 ip4:203.0.113.0/26 ip4:203.0.113.64/26 ~all"`

cases(check, {
  authorised: [
    await ask('v=spf1 ip4:192.0.2.0/24 -all', '192.0.2.7'),
    'authorised',
    ([f]) => {
      assert.deepEqual(
        [f?.brief, f?.about.result, f?.about.lookups, f?.about.matched],
        ['192.0.2.7 may send', 'pass', 0, 'ip4:192.0.2.0/24'],
      )
      assert.equal(f?.repair, undefined)
    },
  ],
  softfail: [
    await ask('v=spf1 mx ~all\n shop.example MX 10 mx.shop.example\n mx.shop.example A 198.51.100.10', '192.0.2.7'),
    'softfail',
    ([f]) => assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.7 mx ~all"'),
  ],
  'not authorised, with the domain’s own words': [
    await ask(
      'v=spf1 ip4:198.51.100.1 -all exp=why.shop.example\nwhy.shop.example TXT "%{i} is no host of ours"',
      '192.0.2.7',
    ),
    'not-authorised',
    ([f]) => {
      assert.equal(f?.about.explanation, '192.0.2.7 is no host of ours')
      assert.match(f?.says ?? '', /It tells them: "192\.0\.2\.7 is no host of ours"$/)
      assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.7 ip4:198.51.100.1 -all exp=why.shop.example"')
      assert.match(f?.fix ?? '', /\n {4}ip4:192\.0\.2\.7$/)
    },
  ],
  'neutral by the end of the record': [
    await ask('v=spf1 ip4:198.51.100.1', '2001:db8::7'),
    'neutral',
    ([f]) => {
      assert.equal(f?.about.matched, 'the end of the record')
      assert.equal(becomes(f), '"v=spf1 ip6:2001:db8::7 ip4:198.51.100.1 ~all"')
    },
  ],
  'a slip makes it an error; the mended record lets the address pass': [
    await ask('v=spf1 ipv4:192.0.2.7 -all', '192.0.2.7'),
    'permerror',
    ([f]) => {
      assert.match(f?.says ?? '', /"ipv4:192\.0\.2\.7" in the record of shop\.example is an error/)
      assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.7 -all"')
    },
  ],
  'a fault that only its owner can mend leaves no repair': [
    await ask('v=spf1 ip4:192.0.2.7 moo.x -all', '192.0.2.7'),
    'permerror',
    ([f]) => assert.equal(f?.repair, undefined),
  ],
  'no policy': [
    await ask(hosts, '192.0.2.7'),
    'no-policy',
    ([f]) => {
      assert.equal(f?.about.result, 'none')
      assert.match(f?.says ?? '', /postmaster@shop\.example: shop\.example has no SPF record\. Mail/)
      assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.7 mx ~all"')
    },
  ],
  'another domain’s sender is told as such, without a repair here': [
    await spfFacts('v=spf1 -all', { addresses: ['192.0.2.7'], sender: 'joe@other.example' }),
    'no-policy',
    ([f]) =>
      assert.deepEqual(
        [f?.about.domain, f?.about.identity, f?.repair],
        ['other.example', 'joe@other.example', undefined],
      ),
  ],
  'the null sender is judged by HELO': [
    await spfFacts('v=spf1 -all\nmail.shop.example TXT "v=spf1 a -all"\nmail.shop.example A 192.0.2.7', {
      addresses: ['192.0.2.7'],
      sender: '',
      helo: 'mail.shop.example',
    }),
    'authorised',
    ([f]) => assert.deepEqual([f?.about.by, f?.about.domain], ['HELO', 'mail.shop.example']),
  ],
  'several addresses, each for itself': [
    await ask('v=spf1 ip4:192.0.2.0/24 -all', '192.0.2.7', '198.51.100.7', '2001:db8::7'),
    ['authorised', 'not-authorised', 'not-authorised'],
    (findings) => {
      const repairs = new Set(findings.flatMap((f) => becomes(f) ?? []))
      assert.deepEqual([...repairs], ['"v=spf1 ip4:198.51.100.7 ip6:2001:db8::7 ip4:192.0.2.0/24 -all"'])
    },
  ],
  'silence is neither yes nor no': [
    await spfFacts(
      'v=spf1 a:slow.example -all',
      { addresses: ['192.0.2.7'] },
      { blindAt: { 'A slow.example': 'timeout' } },
    ),
    'unknown',
    ([f]) => {
      assert.equal(f?.about.result, 'temperror')
      assert.match(f?.says ?? '', /^A slow\.example: 192\.0\.2\.53 did not answer/)
    },
  ],
  'names of the address that we cannot see another may see': [
    await spfFacts(
      'v=spf1 ptr ~all',
      { addresses: ['192.0.2.7'] },
      { blindAt: { 'PTR 7.2.0.192.in-addr.arpa': 'server-failure' } },
    ),
    'unknown',
    ([f]) => {
      assert.equal(f?.about.result, 'softfail')
      assert.match(f?.says ?? '', /^PTR 7\.2\.0\.192\.in-addr\.arpa: /)
    },
  ],
  'nobody asked': [await ask('v=spf1 -all'), 'not-asked'],
  'a parked domain sends nothing': [
    await spfFacts('v=spf1 -all', { addresses: ['192.0.2.7'], parked: true }),
    'parked',
  ],
})

test('spf-authorises: the way is drawn, addresses that do not match in one line, and of other records what costs or decides', async () => {
  const facts = await ask(
    `shop.example TXT "v=spf1 ip4:198.51.100.1 ip4:198.51.100.2 include:_spf.mail.example a:gone.example mx -all"${hosts}`,
    '198.51.100.10',
  )
  const ruling = [check.judge(facts)].flat()[0]
  const evidence = ruling && 'evidence' in ruling ? ruling.evidence : undefined
  const drawn = evidence?.find((one) => one.kind === 'tree')
  const rows: TreeRow[] = [
    { depth: 0, text: 'v=spf1', cells: [] },
    { depth: 1, text: '2 addresses', cells: ['', ''], mark: 'no match' },
    { depth: 1, text: 'include:_spf.mail.example', cells: [1, 1], mark: 'no match' },
    { depth: 1, text: 'a:gone.example', cells: [1, 2], mark: 'void' },
    { depth: 1, text: 'mx', cells: [1, 3], mark: 'pass' },
  ]
  assert.deepEqual(drawn, { kind: 'tree', head: ['lookups', 'running'], rows })
  assert.deepEqual(evidence?.at(-1), { kind: 'note', text: 'answers from 192.0.2.53' })
})
