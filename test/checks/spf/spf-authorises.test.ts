import assert from 'node:assert/strict'
import test from 'node:test'
import check from '../../../src/checks/spf/spf-authorises.ts'
import type { TreeRow } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

const many = (count: number) => Array.from({ length: count }, (_, i) => `a:h${i}.example`).join(' ')
const manyHosts = (count: number) =>
  Array.from({ length: count }, (_, i) => `h${i}.example A 203.0.113.${i}\nh${i}.example AAAA 2001:db8::${i}`).join(
    '\n',
  )
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
      assert.match(f?.says ?? '', /SPF fails by -all, which says "192\.0\.2\.7 is no host of ours", so/)
      assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.7 ip4:198.51.100.1 -all exp=why.shop.example"')
      assert.equal(f?.fix, 'If 192.0.2.7 sends for shop.example, publish the SPF record that lets it pass.')
    },
  ],
  'without a repair the term itself is given': [
    await spfFacts('v=spf1 -all', { addresses: ['192.0.2.7'] }),
    'not-authorised',
    ([f]) => {
      assert.equal(f?.repair, undefined)
      assert.match(f?.fix ?? '', /^If 192\.0\.2\.7 sends for shop\.example, put this term .*\n {4}ip4:192\.0\.2\.7$/)
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
    ([f]) => {
      assert.equal(f?.repair, undefined)
      assert.equal(f?.fix, 'Put the SPF of shop.example right: the other findings of this step say how.')
    },
  ],
  'over the lookup limit: the address can be let pass at once, the rest only its owner can mend': [
    await ask(`v=spf1 ${many(11)} ip4:192.0.2.7 -all\n${manyHosts(11)}`, '192.0.2.7'),
    'permerror',
    ([f]) => {
      assert.match(becomes(f) ?? '', /^"v=spf1 ip4:192\.0\.2\.7 a:h0\.example/)
      assert.match(
        f?.fix ?? '',
        /this alone lets 192\.0\.2\.7 pass\. For all others the SPF of shop\.example is still an error/,
      )
    },
  ],
  'behind a loop of others: the same': [
    await ask('v=spf1 include:a.example -all\na.example TXT "v=spf1 include:a.example -all"', '192.0.2.7'),
    'permerror',
    ([f]) => assert.match(f?.fix ?? '', /this alone lets 192\.0\.2\.7 pass/),
  ],
  'over the limit at another domain': [
    await spfFacts(`v=spf1 -all\nother.example TXT "v=spf1 ${many(11)} -all"\n${manyHosts(11)}`, {
      addresses: ['192.0.2.7'],
      sender: 'joe@other.example',
    }),
    'permerror',
    ([f]) => assert.match(f?.fix ?? '', /relaycheck domain other\.example says how\.$/),
  ],
  'over the limit of void lookups behind a fault that only its owner can mend': [
    await ask(
      'v=spf1 a:d1.example a:d2.example a:d3.example include:i.example -all\ni.example TXT "v=spf1 x:y"',
      '192.0.2.7',
    ),
    'permerror',
    ([f]) => assert.match(f?.says ?? '', /void lookup 3, and 2 are allowed/),
  ],
  'no policy': [
    await ask(hosts, '192.0.2.7'),
    'no-policy',
    ([f]) => {
      assert.equal(f?.about.result, 'none')
      assert.match(
        f?.says ?? '',
        /^There is no SPF policy for postmaster@shop\.example: shop\.example has no SPF record\./,
      )
      assert.equal(f?.fix, 'Publish the SPF record that lets 192.0.2.7 pass.')
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
  'an address literal as HELO has no domain at which to publish': [
    await spfFacts('v=spf1 mx -all', { addresses: ['192.0.2.7'], sender: '', helo: '[192.0.2.7]' }),
    'no-policy',
    ([f]) => {
      assert.match(f?.says ?? '', /postmaster@\[192\.0\.2\.7\]: "\[192\.0\.2\.7\]" is no domain/)
      assert.match(
        f?.fix ?? '',
        /^No record can stand at \[192\.0\.2\.7\]\. Let the server greet with its full name.* --helo NAME\.$/,
      )
    },
  ],
  'nor has a sender at one label': [
    await spfFacts('v=spf1 mx -all', { addresses: ['192.0.2.7'], sender: 'root@localhost' }),
    'no-policy',
    ([f]) => assert.match(f?.fix ?? '', /--sender USER@DOMAIN\.$/),
  ],
  'an address that receivers never see': [
    await ask(
      'v=spf1 mx ~all',
      '192.168.1.5',
      '10.0.0.5',
      '127.0.0.1',
      '100.64.0.1',
      '169.254.1.1',
      'fd00::5',
      'fe80::5',
    ),
    Array<'not-public'>(7).fill('not-public'),
    (findings) => {
      assert.match(findings[0]?.says ?? '', /^192\.168\.1\.5 is a private address: receivers never see it/)
      assert.match(findings[0]?.fix ?? '', /the address that mail leaves your network from/)
      assert.deepEqual(
        findings.flatMap(({ repair = [] }) => repair),
        [],
      )
    },
  ],
  'a private address that the record names on purpose': [
    await ask('v=spf1 ip4:10.0.0.0/8 -all', '10.0.0.5'),
    'authorised',
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

test('where no record was evaluated nothing is drawn as if one had been', async () => {
  const worlds = {
    none: await spfFacts('', { addresses: ['192.0.2.7'] }),
    several: await ask('v=spf1 -all\nshop.example TXT "v=spf1 mx -all"', '192.0.2.7'),
    broken: await ask('v=spf1 foo:bar -all', '192.0.2.7'),
  }
  for (const [name, facts] of Object.entries(worlds)) {
    const evidence = [check.judge(facts as Parameters<typeof check.judge>[0])].flat()[0]?.evidence ?? []
    assert.ok(!evidence.some(({ kind }) => kind === 'tree'), name)
  }
  const [empty] = [check.judge((await ask('v=spf1', '192.0.2.7')) as Parameters<typeof check.judge>[0])].flat()
  assert.ok(empty?.evidence?.some(({ kind }) => kind === 'tree'))
})
