import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-subdomains.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts, inWords } from '../../support/dmarc-facts.ts'

const news = { domain: 'news.shop.example' }
const below = 'news.shop.example A 192.0.2.1'

cases(check, {
  'without sp, p covers all': [await dmarcFacts('v=DMARC1; p=reject'), 'covered'],
  'as strict below': [await dmarcFacts('v=DMARC1; p=quarantine; sp=quarantine; np=reject'), 'covered'],
  'stricter below': [await dmarcFacts('v=DMARC1; p=none; sp=reject'), 'covered'],
  'weaker below: the line without sp stands ready': [
    await dmarcFacts('v=DMARC1; p=reject; sp=none'),
    'weaker',
    ([finding]) => {
      assert.match(finding?.says ?? '', /\(sp=none\) than for shop\.example itself \(p=reject\)/)
      assert.match(finding?.fix ?? '', /\n {4}_dmarc\.shop\.example\. 3600 IN TXT "v=DMARC1; p=reject"$/)
      assert.equal(finding?.repair, undefined)
    },
  ],
  'weaker below, while the policy is tried out: no second line to paste beside that of dmarc-policy': [
    await dmarcFacts('v=DMARC1; p=reject; sp=none; t=y'),
    'weaker',
    ([finding]) => assert.match(finding?.fix ?? '', /^Take sp=none out of the record at _dmarc\.shop\.example once/),
  ],
  'weaker below, and parked': [
    await dmarcFacts('v=DMARC1; p=reject; sp=none', { parked: true }),
    'weaker',
    ([finding]) =>
      assert.deepEqual(finding?.repair?.map(inWords), ['replace "v=DMARC1; p=reject; sp=none" "v=DMARC1; p=reject"']),
  ],
  'weaker for names that do not exist': [
    await dmarcFacts('v=DMARC1; p=reject; np=none'),
    'nonexistent-weaker',
    ([finding]) => assert.match(finding?.says ?? '', /\(np=none\) than for those that do \(p=reject\)/),
  ],
  'inherited, and weaker for names that do not exist': [
    await dmarcFacts(`v=DMARC1; p=none; sp=reject; np=none\n${below}`, {}, news),
    'nonexistent-weaker',
    ([finding]) => assert.match(finding?.says ?? '', /\(sp=reject\)/),
  ],
  'inherited: sp is what applies to the domain too': [
    await dmarcFacts(`v=DMARC1; p=reject; sp=none\n${below}`, {}, news),
    'covered',
  ],
  'below another than the organizational domain its own sp is of no effect': [
    await dmarcFacts('v=DMARC1; p=none\n_dmarc.news.shop.example TXT "v=DMARC1; p=reject; sp=none"', {}, news),
    'not-applicable',
    ([finding]) => assert.match(finding?.says ?? '', /follow the DMARC record of shop\.example/),
  ],
  'whether it is the organizational domain was not seen': [
    await dmarcFacts('v=DMARC1; p=reject; sp=none', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'unknown',
  ],
  'psd=n says that it is, whatever stands above': [
    await dmarcFacts('v=DMARC1; p=reject; psd=n', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'covered',
  ],
  'no policy can be read': [await dmarcFacts('v=DMARC1; p=monitor'), 'not-applicable'],
})
