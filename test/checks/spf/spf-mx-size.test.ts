import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-mx-size.ts'
import { cases } from '../../support/cases.ts'
import { spfFacts } from '../../support/spf-world.ts'

const mx = (count: number, at = 'shop.example') =>
  Array.from({ length: count }, (_, i) => `${at} MX ${i} m${i}.example`).join('\n')

cases(check, {
  'no mx at all': [await spfFacts('v=spf1 -all'), 'within'],
  'ten hosts': [await spfFacts(`v=spf1 mx -all\n${mx(10)}`), 'within'],
  'eleven hosts': [
    await spfFacts(`v=spf1 mx -all\n${mx(11)}`),
    'too-many-exchanges',
    ([finding]) => assert.equal(finding?.about.count, 11),
  ],
  'eleven hosts in an include': [
    await spfFacts(
      `v=spf1 include:i.example -all\ni.example TXT "v=spf1 mx:big.example -all"\n${mx(11, 'big.example')}`,
    ),
    'too-many-exchanges',
    ([finding]) => assert.equal(finding?.about.holder, 'i.example'),
  ],
  'an mx that was not seen': [
    await spfFacts('v=spf1 mx:deaf.example -all', {}, { blindAt: { 'MX deaf.example': 'timeout' } }),
    'unknown',
  ],
  'an include that was not seen': [
    await spfFacts('v=spf1 include:deaf.example -all', {}, { blindAt: { 'TXT deaf.example': 'timeout' } }),
    'unknown',
  ],
  'after all nothing counts': [await spfFacts(`v=spf1 -all mx\n${mx(11)}`), 'within'],
})
