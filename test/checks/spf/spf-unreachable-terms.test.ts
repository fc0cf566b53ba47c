import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-unreachable-terms.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

cases(check, {
  none: [await spfFacts('v=spf1 mx exp=why.example -all'), 'none'],
  'after all': [
    await spfFacts('v=spf1 ip4:192.0.2.1 -all include:i.example a'),
    'after-all',
    ([f]) => {
      assert.deepEqual(f?.about.terms, ['include:i.example', 'a'])
      assert.equal(becomes(f), undefined)
      assert.match(f?.fix ?? '', /^Move what is to count before all/)
      assert.match(JSON.stringify(f?.evidence), /v=spf1 ip4:192\.0\.2\.1 -all include:i\.example a/)
    },
  ],
  'a redirect beside all': [
    await spfFacts('v=spf1 ip4:192.0.2.1 redirect=r.example -all'),
    'redirect-beside-all',
    ([f]) => {
      assert.equal(becomes(f), undefined)
      assert.match(f?.fix ?? '', /^If redirect=r\.example is to count, take all out/)
    },
  ],
  'repeats of what stands before, and another all': [
    await spfFacts('v=spf1 ip4:192.0.2.0/24 mx -all ip4:192.0.2.1 MX:shop.example. ~all'),
    'after-all',
    ([f]) => {
      assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.0/24 mx -all"')
      assert.match(f?.fix ?? '', /^Leave ip4:192\.0\.2\.1, MX:shop\.example\., ~all out/)
    },
  ],
  'a repeat of one that says otherwise, or that stands after all as well': [
    await spfFacts('v=spf1 ip4:192.0.2.1 ?mx -all mx a a'),
    'after-all',
    ([f]) => assert.equal(becomes(f), undefined),
  ],
  'in a parked domain': [
    await spfFacts('v=spf1 ip4:192.0.2.1 -all mx', { parked: true }),
    'after-all',
    ([f]) => {
      assert.match(f?.fix ?? '', /^Nobody is to send/)
      assert.equal(becomes(f), '"v=spf1 -all"')
    },
  ],
  both: [
    await spfFacts('v=spf1 ip4:192.0.2.1 -all mx redirect=r.example'),
    ['after-all', 'redirect-beside-all'],
    (findings) => assert.deepEqual(findings.map(becomes), [undefined, undefined]),
  ],
  'in a record of its own': [
    await spfFacts('v=spf1 include:_a.shop.example -all\n_a.shop.example TXT "v=spf1 -all mx"'),
    'after-all',
    ([f]) => assert.equal(f?.about.holder, '_a.shop.example'),
  ],
  'in a record that a loop leads back to': [
    await spfFacts('v=spf1 include:i.example -all mx\ni.example TXT "v=spf1 include:shop.example -all"'),
    'after-all',
  ],
  'in a record of others it is their affair': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 -all mx"'),
    'none',
  ],
  'a record of its own that was not seen': [
    await spfFacts('v=spf1 include:_a.shop.example -all', {}, { blindAt: { 'TXT _a.shop.example': 'timeout' } }),
    'unknown',
  ],
})
