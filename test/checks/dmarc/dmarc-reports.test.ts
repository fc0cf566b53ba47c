import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-reports.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts } from '../../support/dmarc-facts.ts'

cases(check, {
  requested: [
    await dmarcFacts('v=DMARC1; p=none; rua=mailto:d@shop.example'),
    'requested',
    ([finding]) => assert.deepEqual(finding?.about.addresses, ['d@shop.example']),
  ],
  'one that can be used among others': [
    await dmarcFacts('v=DMARC1; p=none; rua=d@shop.example,mailto:d@shop.example'),
    'requested',
  ],
  none: [
    await dmarcFacts('v=DMARC1; p=reject'),
    'none',
    ([finding]) => assert.match(finding?.fix ?? '', /^Add rua=mailto: .* to the record at _dmarc\.shop\.example\.$/),
  ],
  'failure reports are no aggregate reports': [
    await dmarcFacts('v=DMARC1; p=reject; ruf=mailto:d@shop.example'),
    'none',
  ],
  'none that can be used': [await dmarcFacts('v=DMARC1; p=none; rua=d@shop.example'), 'unusable'],
  'none, and the domain sends nothing': [
    await dmarcFacts('v=DMARC1; p=reject\nshop.example TXT "v=spf1 -all"'),
    'none-needed',
  ],
  'none, and parked': [await dmarcFacts('v=DMARC1; p=reject', { parked: true }), 'none-needed'],
  'inherited: those of the record above': [
    await dmarcFacts(
      'v=DMARC1; p=none; rua=mailto:d@shop.example\nnews.shop.example A 192.0.2.1',
      {},
      { domain: 'news.shop.example' },
    ),
    'requested',
  ],
  'which record applies was not seen': [
    await dmarcFacts('', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'unknown',
  ],
})
