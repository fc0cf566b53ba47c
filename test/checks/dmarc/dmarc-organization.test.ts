import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-organization.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts } from '../../support/dmarc-facts.ts'

const news = { domain: 'news.shop.example' }

cases(check, {
  'an organizational domain with a record': [await dmarcFacts('v=DMARC1; p=reject'), 'agree'],
  'a name below it': [await dmarcFacts('v=DMARC1; p=reject\nnews.shop.example A 192.0.2.1', {}, news), 'agree'],
  'both have records': [
    await dmarcFacts('v=DMARC1; p=reject\n_dmarc.news.shop.example TXT "v=DMARC1; p=none"', {}, news),
    'agree',
  ],
  'only a name below has a record: to those that walk it is a house of its own': [
    await dmarcFacts('_dmarc.news.shop.example TXT "v=DMARC1; p=none"', {}, news),
    'differ',
    ([finding]) => {
      assert.equal(finding?.about.organization, 'news.shop.example')
      assert.equal(finding?.about.listed, 'shop.example')
      assert.doesNotMatch(finding?.says ?? '', /policy/)
    },
  ],
  'psd=n in between: another policy applies': [
    await dmarcFacts(
      'v=DMARC1; p=reject\n_dmarc.news.shop.example TXT "v=DMARC1; p=none; psd=n"\na.news.shop.example A 192.0.2.1',
      {},
      { domain: 'a.news.shop.example' },
    ),
    'differ',
    ([finding]) =>
      assert.match(
        finding?.says ?? '',
        /The policy that applies is p=none of news\.shop\.example to the ones, p=reject of shop\.example to the others\.$/,
      ),
  ],
  'a top-level domain with a record that does not say what it is': [
    await dmarcFacts('_dmarc.example TXT "v=DMARC1; p=reject"'),
    'differ',
    ([finding]) => assert.match(finding?.says ?? '', /p=reject of example to the ones, none to the others/),
  ],
  'one that says that it is a public suffix': [
    await dmarcFacts('_dmarc.example TXT "v=DMARC1; p=reject; psd=y"'),
    'agree',
  ],
  'a record of its own, and nothing above it was seen': [
    await dmarcFacts('v=DMARC1; p=reject', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'unknown',
  ],
  'no record': [await dmarcFacts(''), 'not-applicable'],
})
