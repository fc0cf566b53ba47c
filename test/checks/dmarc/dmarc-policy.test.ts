import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-policy.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts, inWords } from '../../support/dmarc-facts.ts'

const fix =
  (pattern: RegExp) =>
  ([finding]: Finding[]) => {
    assert.match(finding?.fix ?? '', pattern)
    assert.equal(finding?.repair, undefined)
  }
const says =
  (pattern: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.says ?? '', pattern)
const news = { domain: 'news.shop.example' }
const below = 'news.shop.example A 192.0.2.1'
const rua = 'rua=mailto:d@shop.example'

cases(check, {
  reject: [await dmarcFacts('v=DMARC1; p=reject'), 'enforced', ([f]) => assert.equal(f?.brief, 'p=reject')],
  quarantine: [await dmarcFacts('v=DMARC1; p=quarantine; pct=100; t=n'), 'enforced'],
  'reject, and nothing above it was seen': [
    await dmarcFacts('v=DMARC1; p=reject', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'enforced',
  ],
  'sp does not speak for the domain itself': [await dmarcFacts('v=DMARC1; p=reject; sp=none'), 'enforced'],
  'none, with reports: the line to publish later stands ready': [
    await dmarcFacts(`v=DMARC1; p=none; ${rua}; rf=afrf`),
    'monitor-only',
    ([finding]) =>
      assert.equal(
        finding?.fix,
        'Publish in place of the record at _dmarc.shop.example, after two weeks of clean reports:\n' +
          '    _dmarc.shop.example. 3600 IN TXT "v=DMARC1; p=quarantine; rua=mailto:d@shop.example"',
      ),
  ],
  'none, without reports: they come first': [
    await dmarcFacts('v=DMARC1; p=none'),
    'monitor-only',
    fix(/^See to it first that you get reports/),
  ],
  'none, by an invalid sp beside reports': [await dmarcFacts(`v=DMARC1; p=reject; sp=non; ${rua}`), 'monitor-only'],
  'none, in test mode: nothing is left to test': [await dmarcFacts('v=DMARC1; p=none; t=y; pct=0'), 'monitor-only'],
  'none, in test mode: what is to be published later is no test': [
    await dmarcFacts(`v=DMARC1; p=none; t=y; pct=20; ${rua}`),
    'monitor-only',
    fix(/\n {4}_dmarc\.shop\.example\. 3600 IN TXT "v=DMARC1; p=quarantine; rua=mailto:d@shop\.example"$/),
  ],
  'none, in test mode and without reports: the order says to leave the test out': [
    await dmarcFacts('v=DMARC1; p=none; t=y; pct=20'),
    'monitor-only',
    fix(/set p=quarantine in the record at _dmarc\.shop\.example, without t=y and pct=20\.$/),
  ],
  'none, by a slip of a domain that sends: nobody says that it does not': [
    await dmarcFacts(`v=DMARC1; p=rejct; ${rua}`),
    'monitor-only',
    ([finding]) => {
      assert.equal(finding?.fix, 'The record was meant to ask for p=reject. Publish it so.')
      assert.deepEqual(finding?.repair?.map(inWords), [
        `replace "v=DMARC1; p=rejct; ${rua}" "v=DMARC1; p=reject; ${rua}"`,
      ])
    },
  ],
  'none, by a slip of a domain whose SPF record lets nobody send': [
    await dmarcFacts(`v=DMARC1; p=rejct; ${rua}\nshop.example TXT "v=spf1 -all"`),
    'monitor-only',
    ([finding]) => assert.match(finding?.fix ?? '', /^Nobody is to send for shop\.example/),
  ],
  'the same, and what was meant is less than to refuse': [
    await dmarcFacts(`v=DMARC1; p=quarantaine; ${rua}\nshop.example TXT "v=spf1 -all"`),
    'monitor-only',
    ([finding]) => assert.equal(finding?.fix, 'The record was meant to ask for p=quarantine. Publish it so.'),
  ],
  'inherited, and parked: a record of its own, and that of its holder stays': [
    await dmarcFacts(`v=DMARC1; p=none; ${rua}\n${below}`, { parked: true }, news),
    'monitor-only',
    ([finding]) => {
      assert.match(
        finding?.fix ?? '',
        /^Nobody is to send for news\.shop\.example: .*_dmarc\.shop\.example .* stays as it is/,
      )
      assert.deepEqual(finding?.repair?.map(inWords), ['add _dmarc.news.shop.example "v=DMARC1; p=reject"'])
    },
  ],
  'inherited, and parked, at a name that only a wildcard answers for: the order leaves its holder alone': [
    await dmarcFacts(`v=DMARC1; p=none; ${rua}\n*.shop.example A 192.0.2.1`, { parked: true }, news),
    'monitor-only',
    fix(/publish "v=DMARC1; p=reject" as a TXT record for news\.shop\.example alone at _dmarc\.news\.shop\.example/),
  ],
  'that of a registry only watches: one of its own is to be published': [
    await dmarcFacts(`_dmarc.example TXT "v=DMARC1; p=none; psd=y; ${rua}"`),
    'monitor-only',
    fix(/^That record is the registry's\. Publish one of your own at _dmarc\.shop\.example/),
  ],
  'that of a registry is only tried out': [
    await dmarcFacts(`_dmarc.example TXT "v=DMARC1; p=reject; t=y; psd=y; ${rua}"`),
    'testing',
    fix(/^That record is the registry's\. Publish one of your own at _dmarc\.shop\.example/),
  ],
  'its own, below another organization: what it says of names below it counts for nobody': [
    await dmarcFacts(
      `v=DMARC1; p=none; sp=none\n_dmarc.news.shop.example TXT "v=DMARC1; p=reject"\n${below}`,
      {},
      news,
    ),
    'enforced',
    ([finding]) => {
      const table = finding?.evidence?.find((one) => one.kind === 'table')
      assert.deepEqual(table?.rows, [['news.shop.example', 'p=reject', 'reject']])
    },
  ],
  'its own, and whose names below it are was not seen': [
    await dmarcFacts('v=DMARC1; p=reject', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'enforced',
    ([finding]) => {
      const table = finding?.evidence?.find((one) => one.kind === 'table')
      assert.deepEqual(table?.rows, [['shop.example', 'p=reject', 'reject']])
    },
  ],
  'none, behind an alias of another: the order says that others have it too': [
    await dmarcFacts(`_dmarc.shop.example CNAME d.host.example\nd.host.example TXT "v=DMARC1; p=none; ${rua}"`),
    'monitor-only',
    fix(/stands at d\.host\.example, where an alias leads: .* in place of the alias at _dmarc\.shop\.example\.$/),
  ],
  'none, and parked: refusing all is safe': [
    await dmarcFacts(`v=DMARC1; p=none; ${rua}`, { parked: true }),
    'monitor-only',
    ([finding]) =>
      assert.deepEqual(finding?.repair?.map(inWords), [
        `replace "v=DMARC1; p=none; ${rua}" "v=DMARC1; p=reject; ${rua}"`,
      ]),
  ],
  'quarantine, and parked: all of it can be refused': [
    await dmarcFacts(`v=DMARC1; p=quarantine; ${rua}`, { parked: true }),
    'parked-lenient',
    (findings) => {
      says(/^shop\.example is meant to send no mail \(--parked\), but _dmarc\.shop\.example .* \(p=quarantine\)/)(
        findings,
      )
      assert.equal(findings[0]?.verdict, 'warn')
      assert.deepEqual(findings[0]?.repair?.map(inWords), [
        `replace "v=DMARC1; p=quarantine; ${rua}" "v=DMARC1; p=reject; ${rua}"`,
      ])
    },
  ],
  'quarantine inherited, and parked: a record of its own': [
    await dmarcFacts(`v=DMARC1; p=quarantine; ${rua}\n${below}`, { parked: true }, news),
    'parked-lenient',
    ([finding]) =>
      assert.deepEqual(finding?.repair?.map(inWords), ['add _dmarc.news.shop.example "v=DMARC1; p=reject"']),
  ],
  'quarantine inherited, and parked, where only a wildcard answers: the order says where': [
    await dmarcFacts(`v=DMARC1; p=quarantine; ${rua}\n*.shop.example A 192.0.2.1`, { parked: true }, news),
    'parked-lenient',
    fix(/publish "v=DMARC1; p=reject" as a TXT record for news\.shop\.example alone/),
  ],
  'reject, and parked': [await dmarcFacts(`v=DMARC1; p=reject; ${rua}`, { parked: true }), 'enforced'],
  'quarantine, and it may send': [await dmarcFacts(`v=DMARC1; p=quarantine; ${rua}`), 'enforced'],
  'reject in test mode works as quarantine': [
    await dmarcFacts('v=DMARC1; p=reject; t=y'),
    'testing',
    (findings) => {
      says(/asks for p=reject, but only as a test \(t=y\): forged mail from shop\.example is put aside, not refused/)(
        findings,
      )
      const table = findings[0]?.evidence?.find((one) => one.kind === 'table')
      assert.deepEqual(table?.rows, [
        ['shop.example', 'p=reject', 'quarantine'],
        ['a name below shop.example', 'p=reject', 'quarantine'],
        ['a name below shop.example that does not exist', 'p=reject', 'quarantine'],
      ])
      fix(/\n {4}_dmarc\.shop\.example\. 3600 IN TXT "v=DMARC1; p=reject"$/)(findings)
    },
  ],
  'quarantine in test mode works as none': [
    await dmarcFacts('v=DMARC1; p=quarantine; t=y'),
    'testing',
    says(/is delivered as if it were yours/),
  ],
  'for a part of the mail': [
    await dmarcFacts('v=DMARC1; p=reject; pct=30'),
    'testing',
    says(
      /\(pct=30\): older receivers \(RFC 7489\) refuse 30 % of forged mail from shop\.example and put the rest aside/,
    ),
  ],
  'for none of it': [await dmarcFacts('v=DMARC1; p=quarantine; pct=0'), 'testing', says(/put 0 % .* deliver the rest/)],
  'in test mode, and parked': [
    await dmarcFacts('v=DMARC1; p=quarantine; t=y; sp=none', { parked: true }),
    'testing',
    ([finding]) =>
      assert.deepEqual(finding?.repair?.map(inWords), [
        'replace "v=DMARC1; p=quarantine; t=y; sp=none" "v=DMARC1; p=reject"',
      ]),
  ],
  'inherited: sp decides': [
    await dmarcFacts(`v=DMARC1; p=reject; sp=none; ${rua}\n${below}`, {}, news),
    'monitor-only',
    (findings) => {
      says(/^_dmarc\.shop\.example only watches \(sp=none\): forged mail from news\.shop\.example/)(findings)
      fix(
        /raise sp there to quarantine, or publish a record for news\.shop\.example alone at _dmarc\.news\.shop\.example/,
      )(findings)
    },
  ],
  'inherited: p decides where there is no sp, and np does not': [
    await dmarcFacts(`v=DMARC1; p=quarantine; np=none\n${below}`, {}, news),
    'enforced',
  ],
  'a record in between is not inherited': [
    await dmarcFacts(
      `v=DMARC1; p=reject\n_dmarc.news.shop.example TXT "v=DMARC1; p=none"\na.news.shop.example A 192.0.2.1`,
      {},
      { domain: 'a.news.shop.example' },
    ),
    'enforced',
  ],
  'which record applies was not seen': [
    await dmarcFacts('', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'unknown',
  ],
  'no policy can be read': [await dmarcFacts('v=DMARC1; p=monitor'), 'not-applicable'],
  'no record': [await dmarcFacts(''), 'not-applicable'],
})
