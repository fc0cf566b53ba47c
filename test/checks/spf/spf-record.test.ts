import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-record.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { spfFacts } from '../../support/spf-world.ts'

/** The one finding offers these changes, `was -> becomes`. */
const offers =
  (...changes: string[]) =>
  ([finding]: Finding[]) =>
    assert.deepEqual(
      (finding?.repair ?? []).map((c) =>
        [c.change, 'was' in c && c.was, 'becomes' in c && c.becomes].filter(Boolean).join(' '),
      ),
      changes,
    )
const says =
  (pattern: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.says ?? '', pattern)
const mx = 'shop.example MX 10 mx.shop.example\nmx.shop.example A 198.51.100.10\n'

cases(check, {
  'one record': [await spfFacts('v=spf1 mx -all'), 'one'],
  'upper case is one record': [await spfFacts('shop.example TXT "V=SPF1 -all"'), 'one'],
  'none, with MX: a start is offered': [await spfFacts(mx), 'none', offers('add "v=spf1 mx ~all"')],
  'none, with MX and addresses that send': [
    await spfFacts(mx, { addresses: ['203.0.113.5', '2001:db8::5', '198.51.100.10'] }),
    'none',
    offers('add "v=spf1 ip4:203.0.113.5 ip6:2001:db8::5 mx ~all"'),
  ],
  'none, and no MX: nobody can tell who sends': [await spfFacts('shop.example A 198.51.100.80'), 'none', offers()],
  'none, and takes no mail': [await spfFacts('shop.example MX 0 .'), 'none', offers()],
  'none, and parked': [await spfFacts(mx, { parked: true }), 'none', offers('add "v=spf1 -all"')],
  'none, and more MX hosts than one mx may stand for': [
    await spfFacts(Array.from({ length: 11 }, (_, i) => `shop.example MX ${i} m${i}.shop.example`).join('\n')),
    'none',
    offers(),
  ],
  'other texts are no SPF': [await spfFacts('shop.example TXT "v=DMARC1; p=none"'), 'none'],
  'two records that fit together, whichever comes first': [
    await spfFacts(`${mx}shop.example TXT "v=spf1 mx ~all"\nshop.example TXT "v=spf1 ip4:192.0.2.1 ~all"`),
    'several',
    offers('replace "v=spf1 ip4:192.0.2.1 ~all" "v=spf1 ip4:192.0.2.1 mx ~all"', 'remove "v=spf1 mx ~all"'),
  ],
  'two records, one of which says all that the other does': [
    await spfFacts(`${mx}shop.example TXT "v=spf1 mx ~all"\nshop.example TXT "v=spf1 ip4:192.0.2.1 MX ~all"`),
    'several',
    offers('remove "v=spf1 mx ~all"'),
  ],
  'two records of a parked domain: the words say what the repair does': [
    await spfFacts('shop.example TXT "v=spf1 mx ~all"\nshop.example TXT "v=spf1 a -all"', { parked: true }),
    'several',
    ([finding]) => {
      assert.equal(finding?.fix, 'Nobody is to send for shop.example: publish "v=spf1 -all" as its only SPF record.')
      assert.match(JSON.stringify(finding?.repair), /v=spf1 -all/)
    },
  ],
  'none beside an alias: a record of any kind cannot stand there': [
    await spfFacts(
      'shop.example CNAME web.example\nweb.example A 198.51.100.80\nweb.example MX 1 m.example\nm.example A 192.0.2.1',
    ),
    'none',
    (findings) => {
      offers()(findings)
      assert.match(
        findings[0]?.fix ?? '',
        /^Nothing can stand beside the alias \(CNAME\) at shop\.example\..* one at web\.example, where the alias leads\.$/,
      )
    },
  ],
  'none at a name that only a wildcard answers for': [
    { ...(await spfFacts('shop.example A 198.51.100.80')), nameSource: 'wildcard' },
    'none',
    (findings) => {
      offers()(findings)
      assert.match(
        findings[0]?.fix ?? '',
        /^A wildcard answers for shop\.example, and any record published at that name hides/,
      )
    },
  ],
  'two records that end differently': [
    await spfFacts('shop.example TXT "v=spf1 mx ~all"\nshop.example TXT "v=spf1 a -all"'),
    'several',
    offers(),
  ],
  'two records that together cost too much': [
    await spfFacts(
      `shop.example TXT "v=spf1 a:a.example a:b.example a:c.example a:d.example a:e.example a:f.example -all"
       shop.example TXT "v=spf1 a:g.example a:h.example a:i.example a:j.example a:k.example a:l.example -all"
       ${[...'abcdefghijkl'].map((l, i) => `${l}.example A 192.0.2.${i}`).join('\n')}`,
    ),
    'several',
    offers(),
  ],
  'two records, one deaf include': [
    await spfFacts(
      'shop.example TXT "v=spf1 include:deaf.example -all"\nshop.example TXT "v=spf1 ip4:192.0.2.1 -all"',
      {},
      { blindAt: { 'TXT deaf.example': 'timeout' } },
    ),
    'several',
    offers(),
  ],
  'a blank ahead': [
    await spfFacts(`${mx}shop.example TXT " v=spf1 mx ?all"`),
    'lookalike',
    (findings) => {
      says(/only {2}v=spf1 mx \?all: something blank stands before v=spf1/)(findings)
      offers('replace " v=spf1 mx ?all" "v=spf1 mx ~all"')(findings)
    },
  ],
  'glued, and what it includes does not exist': [
    await spfFacts('shop.example TXT "v=spf1include:gone.example ip4:192.0.2.1 -all"'),
    'lookalike',
    offers('replace "v=spf1include:gone.example ip4:192.0.2.1 -all" "v=spf1 ip4:192.0.2.1 -all"'),
  ],
  'glued, and nobody saw what it includes': [
    await spfFacts(
      'shop.example TXT "v=spf1include:deaf.example -all"',
      {},
      { blindAt: { 'TXT deaf.example': 'timeout' } },
    ),
    'lookalike',
    offers(),
  ],
  'only type 99': [
    await spfFacts('shop.example SPF "v=spf1 ip4:192.0.2.1 -all"'),
    'lookalike',
    (findings) => {
      says(/only a record of type SPF \(99\): receivers ask for type TXT only/)(findings)
      offers('add "v=spf1 ip4:192.0.2.1 -all"')(findings)
    },
  ],
  'only Sender-ID': [
    await spfFacts('shop.example TXT "spf2.0/mfrom,pra ip4:192.0.2.1 -all"'),
    'lookalike',
    offers('add "v=spf1 ip4:192.0.2.1 -all"'),
  ],
  'only Sender-ID for what SPF does not look at': [
    await spfFacts('shop.example TXT "spf2.0/pra mx -all"'),
    'lookalike',
    offers(),
  ],
  'the domain does not exist': [
    { ...(await spfFacts('')), zone: { ...(await spfFacts('')).zone, status: 'no-such-domain' } },
    'not-applicable',
  ],
})
