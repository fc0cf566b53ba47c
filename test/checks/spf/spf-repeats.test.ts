import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-repeats.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

cases(check, {
  none: [await spfFacts('v=spf1 mx a -all'), 'none'],
  'a term twice': [
    await spfFacts('v=spf1 mx ip4:192.0.2.1 mx:shop.example ip4:192.0.2.1/32 -all'),
    'repeated',
    ([f]) => {
      assert.deepEqual(f?.about.terms, ['mx:shop.example after mx', 'ip4:192.0.2.1/32 after ip4:192.0.2.1'])
      assert.equal(becomes(f), '"v=spf1 mx ip4:192.0.2.1 -all"')
    },
  ],
  'the version once more': [
    await spfFacts('v=spf1 v=spf1 ip4:192.0.2.1 -all'),
    'repeated',
    ([f]) => {
      assert.deepEqual(f?.about.terms, ['v=spf1 after v=spf1'])
      assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.1 -all"')
    },
  ],
  'an include twice, with all below it, is one repeat': [
    await spfFacts(
      'v=spf1 include:i.example include:i.example -all\ni.example TXT "v=spf1 include:j.example -all"\nj.example TXT "v=spf1 -all"',
    ),
    'repeated',
  ],
  'a record reached by two ways': [
    await spfFacts(
      'v=spf1 include:i.example include:j.example -all\ni.example TXT "v=spf1 include:j.example -all"\nj.example TXT "v=spf1 -all"',
    ),
    'reached-twice',
    ([f]) => assert.deepEqual(f?.about.terms, ['j.example (2 times)']),
  ],
  both: [
    await spfFacts(
      'v=spf1 a a include:i.example include:j.example -all\ni.example TXT "v=spf1 include:j.example -all"\nj.example TXT "v=spf1 -all"',
    ),
    ['repeated', 'reached-twice'],
  ],
  'what others repeat is their affair': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 a a -all"'),
    'none',
  ],
  'not seen': [
    await spfFacts('v=spf1 include:deaf.example -all', {}, { blindAt: { 'TXT deaf.example': 'timeout' } }),
    'unknown',
  ],
})
