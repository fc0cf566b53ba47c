import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-obsolete.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts, inWords } from '../../support/dmarc-facts.ts'

const offers =
  (...changes: string[]) =>
  ([finding]: Finding[]) =>
    assert.deepEqual((finding?.repair ?? []).map(inWords), changes)

cases(check, {
  none: [await dmarcFacts('v=DMARC1; p=reject; t=n; np=reject'), 'none'],
  'all of them': [
    await dmarcFacts('v=DMARC1; p=reject; pct=100; rf=afrf; ri=86400; aspf=s'),
    'obsolete-tags',
    (findings) => {
      assert.deepEqual(findings[0]?.about.tags, ['pct', 'rf', 'ri'])
      offers('replace "v=DMARC1; p=reject; pct=100; rf=afrf; ri=86400; aspf=s" "v=DMARC1; p=reject; aspf=s"')(findings)
    },
  ],
  'pct below 100: without it older receivers would enforce more': [
    await dmarcFacts('v=DMARC1; p=reject; pct=10'),
    'obsolete-tags',
    offers(),
  ],
  'pct below 100 where nothing is enforced': [
    await dmarcFacts('v=DMARC1; p=none; pct=10'),
    'obsolete-tags',
    offers('replace "v=DMARC1; p=none; pct=10" "v=DMARC1; p=none"'),
  ],
  'pct below 100, with a policy for names below': [
    await dmarcFacts('v=DMARC1; p=none; sp=reject; pct=10'),
    'obsolete-tags',
    offers(),
  ],
  'the size of a report': [
    await dmarcFacts('v=DMARC1; p=reject; rua=mailto:a@shop.example!10m ,mailto:b@shop.example'),
    'obsolete-tags',
    (findings) => {
      assert.deepEqual(findings[0]?.about.tags, ['!10m'])
      offers(
        'replace "v=DMARC1; p=reject; rua=mailto:a@shop.example!10m ,mailto:b@shop.example" ' +
          '"v=DMARC1; p=reject; rua=mailto:a@shop.example ,mailto:b@shop.example"',
      )(findings)
    },
  ],
  'in the record of another': [
    await dmarcFacts('_dmarc.shop.example CNAME d.host.example\nd.host.example TXT "v=DMARC1; p=none; ri=1"'),
    'obsolete-tags',
    offers(),
  ],
  'which record applies was not seen': [
    await dmarcFacts('', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'unknown',
  ],
})
