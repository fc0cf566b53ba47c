import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-ptr.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

cases(check, {
  unused: [await spfFacts('v=spf1 mx -all'), 'unused'],
  'used: it may be what lets mail pass': [
    await spfFacts('v=spf1 ptr ?all'),
    'used',
    ([f]) => {
      assert.equal(becomes(f), undefined)
      assert.match(JSON.stringify(f?.evidence), /v=spf1 ptr/)
    },
  ],
  'with a name': [await spfFacts('v=spf1 ptr:shop.example -all'), 'used'],
  'as a macro': [await spfFacts('v=spf1 exists:%{p}.ok.example -all'), 'used'],
  'a name with ptr in it is none': [await spfFacts('v=spf1 a:ptr.shop.example -all'), 'unused'],
  'after all it is not used': [await spfFacts('v=spf1 -all ptr'), 'unused'],
  'in a record of its own': [
    await spfFacts('v=spf1 include:_a.shop.example -all\n_a.shop.example TXT "v=spf1 ptr -all"'),
    'used',
  ],
  'in a parked domain nobody is to be named in its place': [
    await spfFacts('v=spf1 ptr -all', { parked: true }),
    'used',
    ([f]) => {
      assert.match(f?.fix ?? '', /publish "v=spf1 -all"/)
      assert.equal(becomes(f), '"v=spf1 -all"')
    },
  ],
  'by others': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 ptr -all"'),
    'used-elsewhere',
    ([f]) => assert.deepEqual(f?.about.terms, ['include:i.example > ptr']),
  ],
  'not seen': [
    await spfFacts('v=spf1 include:deaf.example -all', {}, { blindAt: { 'TXT deaf.example': 'timeout' } }),
    'unknown',
  ],
})
