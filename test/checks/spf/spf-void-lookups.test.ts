import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-void-lookups.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

const mx = (...hosts: string[]) => hosts.map((host, i) => `shop.example MX ${i} ${host}.shop.example`).join('\n')

cases(check, {
  'nothing void': [await spfFacts('v=spf1 ip4:192.0.2.1 -all'), 'within'],
  'one is one lookup': [
    await spfFacts('v=spf1 a:d1.example -all'),
    'within',
    ([f]) => assert.match(f?.says ?? '', /meets 1 void lookup of 2 for/),
  ],
  'two are allowed': [await spfFacts('v=spf1 a:d1.example a:d2.example -all'), 'within'],
  'three dead exists, then ip4': [
    await spfFacts('v=spf1 exists:d1.example exists:d2.example exists:d3.example ip4:192.0.2.9 -all'),
    'too-many',
    ([finding]) => {
      assert.equal(finding?.about.count, 3)
      assert.deepEqual(finding?.about.terms, ['exists:d1.example', 'exists:d2.example', 'exists:d3.example'])
      assert.equal(becomes(finding), '"v=spf1 ip4:192.0.2.9 -all"')
    },
  ],
  'three hosts with IPv4 only, for an IPv6 client': [
    await spfFacts(
      'v=spf1 a:h1.example a:h2.example a:h3.example -all\nh1.example A 192.0.2.1\nh2.example A 192.0.2.2\nh3.example A 192.0.2.3',
    ),
    'too-many-ipv6',
    ([finding]) => assert.equal(becomes(finding), undefined),
  ],
  'an mx with three dead hosts counts for those that count each question': [
    await spfFacts(`v=spf1 mx ip4:192.0.2.9 -all\n${mx('m1', 'm2', 'm3')}`),
    'too-many-by-query',
    ([finding]) => {
      assert.deepEqual(finding?.about.terms, ['A m1.shop.example', 'A m2.shop.example', 'A m3.shop.example'])
      assert.equal(becomes(finding), undefined)
    },
  ],
  'three mx of hosts that exist and take no mail': [
    await spfFacts(
      `v=spf1 mx:h1.example mx:h2.example mx:h3.example ip4:192.0.2.9 -all\n${[1, 2, 3].map((i) => `h${i}.example A 192.0.2.${i}`).join('\n')}`,
    ),
    'too-many',
    ([finding]) => {
      assert.equal(becomes(finding), undefined)
      assert.match(finding?.fix ?? '', /If the host itself sends, write a:h1\.example in place of mx:h1\.example, a:h2/)
      assert.doesNotMatch(finding?.fix ?? '', /exist/)
    },
  ],
  'three hosts with IPv6 only': [
    await spfFacts(
      `v=spf1 a:h1.example a:h2.example a:h3.example ip4:192.0.2.9 -all\n${[1, 2, 3].map((i) => `h${i}.example AAAA 2001:db8::${i}`).join('\n')}`,
    ),
    'too-many',
    ([finding]) => {
      assert.equal(becomes(finding), undefined)
      assert.equal(
        finding?.fix,
        'Name by ip6: the hosts that have only IPv6 addresses: a:h1.example, a:h2.example, a:h3.example.',
      )
    },
  ],
  'names that exist without an address, beside one that does not exist': [
    await spfFacts('v=spf1 a:h1.example a:h2.example a:d3.example mx -all\nh1.example TXT "x"\nh2.example TXT "x"'),
    'too-many',
    ([finding]) => {
      assert.match(
        finding?.fix ?? '',
        /no longer exist: a:d3\.example\. .*for mx: .*a:shop\.example in place of mx\. These names exist/,
      )
      assert.equal(becomes(finding), undefined)
    },
  ],
  'hosts that are no more beside those with IPv4 only: the repair takes the first out, and says so': [
    await spfFacts(
      'v=spf1 a:h1.example a:h2.example a:d3.example ip4:192.0.2.9 -all\nh1.example A 192.0.2.1\nh2.example A 192.0.2.2',
    ),
    'too-many-ipv6',
    ([finding]) => {
      assert.equal(becomes(finding), '"v=spf1 a:h1.example a:h2.example ip4:192.0.2.9 -all"')
      assert.match(finding?.fix ?? '', /^Publish the SPF record without the terms that add nobody/)
    },
  ],
  'two dead hosts of mx and two dead a: two by term, four by query': [
    await spfFacts(`v=spf1 mx a:d1.example a:d2.example ip4:192.0.2.9 -all\n${mx('m1', 'm2')}`),
    'too-many-by-query',
    ([finding]) => assert.equal(finding?.about.count, 4),
  ],
  'three MX hosts with IPv4 only, and nobody sends over IPv6': [
    await spfFacts(
      `v=spf1 mx -all\n${mx('m1', 'm2', 'm3')}\n${[1, 2, 3].map((i) => `m${i}.shop.example A 192.0.2.${i}`).join('\n')}`,
    ),
    'within',
  ],
  'three MX hosts with IPv4 only, and somebody does': [
    await spfFacts(
      `v=spf1 mx ip6:2001:db8::1 -all\n${mx('m1', 'm2', 'm3')}\n${[1, 2, 3].map((i) => `m${i}.shop.example A 192.0.2.${i}`).join('\n')}`,
    ),
    'too-many-ipv6',
  ],
  'three MX hosts with IPv4 only, and whoever sends over IPv6 is named before them': [
    await spfFacts(
      `v=spf1 ip6:2001:db8::1 mx -all\n${mx('m1', 'm2', 'm3')}\n${[1, 2, 3].map((i) => `m${i}.shop.example A 192.0.2.${i}`).join('\n')}`,
    ),
    'within',
  ],
  'three hosts with IPv4 only, and whoever sends over IPv6 is named before them': [
    await spfFacts(
      'v=spf1 ip6:2001:db8::1 a:h1.example a:h2.example a:h3.example -all\nh1.example A 192.0.2.1\nh2.example A 192.0.2.2\nh3.example A 192.0.2.3',
    ),
    'late-for-strangers',
  ],
  'three hosts with IPv4 only, and one more of those who send over IPv6 after them': [
    await spfFacts(
      'v=spf1 ip6:2001:db8::1 a:h1.example a:h2.example a:h3.example ip6:2001:db8::2 -all\nh1.example A 192.0.2.1\nh2.example A 192.0.2.2\nh3.example A 192.0.2.3',
    ),
    'too-many-ipv6',
  ],
  'after all nothing counts': [await spfFacts('v=spf1 -all a:d1.example a:d2.example a:d3.example'), 'within'],
  'an include of no name is no void': [
    await spfFacts('v=spf1 include:d1.example include:d2.example include:d3.example -all'),
    'within',
  ],
  'what was not seen may be void': [
    await spfFacts('v=spf1 a:deaf.example -all', {}, { blindAt: { 'A deaf.example': 'timeout' } }),
    'unknown',
  ],
  'an IPv6 question that was not seen': [
    await spfFacts(
      'v=spf1 a:deaf.example -all\ndeaf.example A 192.0.2.1',
      {},
      { blindAt: { 'AAAA deaf.example': 'timeout' } },
    ),
    'unknown',
  ],
  'three are too many, whatever was not seen': [
    await spfFacts(
      'v=spf1 a:d1.example a:d2.example a:d3.example include:deaf.example -all',
      {},
      { blindAt: { 'TXT deaf.example': 'timeout' } },
    ),
    'too-many',
  ],
  'one that depends on the message cannot be one too many': [
    await spfFacts('v=spf1 exists:%{i}.l.example a:d1.example -all'),
    'within',
  ],
  'three that depend on the message can': [
    await spfFacts('v=spf1 exists:%{i}.l.example exists:%{s}.l.example a:%{h} -all'),
    'depends-on-sender',
  ],
})
