import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-no-mail.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

const parked = { parked: true }

cases(check, {
  closed: [await spfFacts('v=spf1 -all', parked), 'closed'],
  'closed, in capitals and with blanks': [await spfFacts('shop.example TXT "V=SPF1  -ALL "', parked), 'closed'],
  'closed, and it says why': [await spfFacts('v=spf1 -all exp=why.shop.example', parked), 'closed'],
  'closed by a record elsewhere': [
    await spfFacts('v=spf1 redirect=_s.shop.example\n_s.shop.example TXT "v=spf1 -all"', parked),
    'closed',
  ],
  'a record elsewhere that was not seen': [
    await spfFacts('v=spf1 redirect=_s.shop.example', parked, { blindAt: { 'TXT _s.shop.example': 'timeout' } }),
    'unknown',
  ],
  'soft is not closed': [
    await spfFacts('v=spf1 ~all', parked),
    'open',
    ([f]) => assert.equal(becomes(f), '"v=spf1 -all"'),
  ],
  'nor is -all behind somebody': [
    await spfFacts('v=spf1 mx -all', parked),
    'open',
    ([f]) => {
      assert.equal(f?.about.record, 'v=spf1 mx -all')
      assert.equal(becomes(f), '"v=spf1 -all"')
    },
  ],
  'no record': [
    await spfFacts('shop.example A 192.0.2.1', parked),
    'open',
    ([f]) => {
      assert.equal(f?.about.record, 'it has none')
      assert.equal(becomes(f), '"v=spf1 -all"')
    },
  ],
  'an alias, beside which nothing can stand': [
    await spfFacts('shop.example CNAME host.example\nhost.example A 192.0.2.1', parked),
    'open',
    ([f]) => {
      assert.match(
        f?.fix ?? '',
        /^Nothing can stand beside the alias \(CNAME\) at shop\.example\. .* at host\.example, where/,
      )
      assert.equal(f?.repair, undefined)
    },
  ],
  'two records': [
    await spfFacts('shop.example TXT "v=spf1 -all"\nshop.example TXT "v=spf1 mx -all"', parked),
    'open',
    ([f]) => assert.equal(f?.about.record, 'it has 2 records'),
  ],
  'not asked for': [await spfFacts('v=spf1 mx ~all'), 'not-applicable'],
})
