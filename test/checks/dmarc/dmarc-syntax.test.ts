import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-syntax.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts, inWords } from '../../support/dmarc-facts.ts'

const offers =
  (...changes: string[]) =>
  ([finding]: Finding[]) =>
    assert.deepEqual((finding?.repair ?? []).map(inWords), changes)
const news = { domain: 'news.shop.example' }

cases(check, {
  valid: [await dmarcFacts('v=DMARC1; p=reject; sp=none; np=reject; t=n; psd=u; adkim=s; aspf=r; fo=1'), 'valid'],
  'a last semicolon, capitals in a value and obsolete tags are no fault': [
    await dmarcFacts('v=DMARC1;p=None;pct=100;rf=afrf;ri=86400;'),
    'valid',
  ],
  'a policy that is none': [
    await dmarcFacts('v=DMARC1; p=monitor'),
    'invalid',
    ([finding]) => {
      assert.equal(finding?.about.position, 11)
      assert.match(finding?.says ?? '', /_dmarc\.shop\.example has a fault at character 11: p reads "monitor"/)
    },
  ],
  'a policy that is misspelt is put right': [
    await dmarcFacts('v=DMARC1; p=quarantaine'),
    'invalid',
    offers('replace "v=DMARC1; p=quarantaine" "v=DMARC1; p=quarantine"'),
  ],
  'put right it would have all mail put aside, since nothing of the domain passes': [
    await dmarcFacts('v=DMARC1; p=quarantaine\nshop.example TXT "v=spf1 ?all"'),
    'invalid',
    offers(),
  ],
  'no policy at all': [await dmarcFacts('v=DMARC1; adkim=s'), 'invalid'],
  'a tag that nobody knows': [await dmarcFacts('v=DMARC1; p=none; foo=bar'), 'tolerated'],
  'a repeated tag': [await dmarcFacts('v=DMARC1; p=none; p=reject'), 'tolerated', offers()],
  'a blank before the version': [
    await dmarcFacts('_dmarc.shop.example TXT " v=DMARC1; p=none"'),
    'tolerated',
    offers('replace " v=DMARC1; p=none" "v=DMARC1; p=none"'),
  ],
  'psd=y at a domain like any other: names below it are no longer of one house with it': [
    await dmarcFacts('v=DMARC1; p=reject; psd=y'),
    'tolerated',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /at character 21: psd=y says that shop\.example is a public suffix.* fails DMARC/,
      )
      assert.match(finding?.fix ?? '', /^Take psd=y out of the record at _dmarc\.shop\.example/)
      assert.equal(finding?.repair, undefined)
    },
  ],
  'psd=y above the domain, at a name that is no public suffix': [
    await dmarcFacts('v=DMARC1; p=reject; psd=y\nnews.shop.example A 192.0.2.1', {}, news),
    'tolerated',
    ([finding]) => assert.match(finding?.fix ?? '', /unless others than you register names below shop\.example/),
  ],
  'psd=y beside a slip that costs the policy: the slip is told and mended, both are listed': [
    await dmarcFacts('v=DMARC1; p=rejekt; psd=y'),
    'invalid',
    (findings) => {
      offers('replace "v=DMARC1; p=rejekt; psd=y" "v=DMARC1; p=reject; psd=y"')(findings)
      const table = findings[0]?.evidence?.find((one) => one.kind === 'table')
      assert.deepEqual(
        table?.rows.map(([position]) => position),
        [11, 21],
      )
    },
  ],
  'psd=y beside a tag that nobody knows: to mend the one leaves the other': [
    await dmarcFacts('v=DMARC1; p=none; psd=y; foo=bar'),
    'tolerated',
    offers(),
  ],
  'psd=y at a public suffix': [
    await dmarcFacts(
      '_dmarc.github.io TXT "v=DMARC1; p=reject; psd=y"\ngithub.io A 192.0.2.1',
      {},
      { domain: 'github.io' },
    ),
    'valid',
  ],
  'psd=n anywhere': [await dmarcFacts('v=DMARC1; p=reject; psd=n'), 'valid'],
  'what a registry publishes is its own concern': [
    await dmarcFacts('_dmarc.example TXT "v=DMARC1; p=non; psd=y"'),
    'not-applicable',
  ],
  'parked, below a record that cannot be read: one of its own is offered': [
    await dmarcFacts('v=DMARC1; p=non\nnews.shop.example A 192.0.2.1', { parked: true }, news),
    'invalid',
    (findings) => {
      offers('add _dmarc.news.shop.example "v=DMARC1; p=reject"')(findings)
      assert.match(findings[0]?.fix ?? '', /^Nobody is to send for news\.shop\.example: publish a record for it alone/)
    },
  ],
  'several faults: the worst is told, all are listed': [
    await dmarcFacts('v=DMARC1; foo=bar; p=monitor; adkim=x'),
    'invalid',
    ([finding]) => {
      assert.match(finding?.says ?? '', /p reads "monitor"/)
      const table = finding?.evidence?.find((one) => one.kind === 'table')
      assert.deepEqual(
        table?.rows.map(([position]) => position),
        [11, 20, 31],
      )
    },
  ],
  'an address that receivers skip is told elsewhere': [
    await dmarcFacts('v=DMARC1; p=none; rua=a@shop.example'),
    'valid',
  ],
  'what another domain owns is not mended from here': [
    await dmarcFacts('_dmarc.shop.example CNAME d.host.example\nd.host.example TXT "v=DMARC1; p=none; sp=non"'),
    'invalid',
    ([finding]) => {
      assert.equal(finding?.repair, undefined)
      assert.match(finding?.fix ?? '', /in the record at d\.host\.example/)
    },
  ],
  'an alias within the domain is followed to the record': [
    await dmarcFacts('_dmarc.shop.example CNAME d.shop.example\nd.shop.example TXT "v=DMARC1; p=none; sp=non"'),
    'invalid',
    offers('replace d.shop.example "v=DMARC1; p=none; sp=non" "v=DMARC1; p=none; sp=none"'),
  ],
  'inherited: the record speaks for others as well, and is told, not changed': [
    await dmarcFacts('v=DMARC1; p=none; sp=non\nnews.shop.example A 192.0.2.1', {}, news),
    'invalid',
    offers(),
  ],
  'inherited, in a zone of its own: the record above is told, not changed': [
    await dmarcFacts('v=DMARC1; p=none; sp=non\nnews.shop.example SOA ns.news.example h.news.example', {}, news),
    'invalid',
    offers(),
  ],
  'what a wildcard answers is not mended at the name': [
    await dmarcFacts('*.shop.example TXT "v=DMARC1; p=non"'),
    'invalid',
    offers(),
  ],
  'the record above was not seen, and there is one of its own': [
    await dmarcFacts('v=DMARC1; p=none', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'valid',
  ],
  'which record applies was not seen': [
    await dmarcFacts('', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'unknown',
  ],
  'no record': [await dmarcFacts(''), 'not-applicable'],
  'several records': [await dmarcFacts('v=DMARC1; p=none\nv=DMARC1; p=reject'), 'not-applicable'],
})
