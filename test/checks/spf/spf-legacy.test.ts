import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-legacy.ts'
import { cases } from '../../support/cases.ts'
import { spfFacts } from '../../support/spf-world.ts'

cases(check, {
  none: [await spfFacts('v=spf1 mx -all'), 'none'],
  'no SPF at all': [await spfFacts('shop.example A 192.0.2.1'), 'none'],
  'type 99 and Sender-ID beside the record': [
    await spfFacts('v=spf1 mx -all\nshop.example SPF "v=spf1 a -all"\nshop.example TXT "spf2.0/pra mx -all"'),
    'leftovers',
    ([f]) =>
      assert.deepEqual(f?.repair, [
        { change: 'remove', name: 'shop.example', type: 'SPF', was: '"v=spf1 a -all"' },
        { change: 'remove', name: 'shop.example', type: 'TXT', was: '"spf2.0/pra mx -all"' },
      ]),
  ],
  'type 99 alone is not to be thrown away yet': [
    await spfFacts('shop.example SPF "v=spf1 a -all"'),
    'leftovers',
    ([f]) => assert.equal(f?.repair, undefined),
  ],
  'type 99 not seen': [await spfFacts('v=spf1 mx -all', {}, { blindAt: { 'SPF shop.example': 'refused' } }), 'unknown'],
})
