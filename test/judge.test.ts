import assert from 'node:assert/strict'
import test from 'node:test'
import { type Check, defineCheck } from '../src/core/check.ts'
import { seen } from '../src/core/observation.ts'
import { judge } from '../src/judge.ts'

test('a value from outside cannot start a line of its own, and so forges nothing to be pasted', () => {
  const check: Check = defineCheck({
    id: 'spf-syntax',
    step: 'spf',
    title: 'x',
    why: 'x',
    refs: ['RFC 7208'],
    needs: ['asked'],
    outcomes: { invalid: { verdict: 'fail', says: '{term} is wrong', fix: 'Take {term} out.' } },
    judge: () => ({ outcome: 'invalid', about: { term: 'x\n    rm -rf /\u001b[2J' } }),
  })
  const [finding] = judge(check, { asked: seen({ addresses: [], parked: false, authoritative: false }) })
  assert.equal(finding?.fix, 'Take x\\x0a    rm -rf /\\x1b[2J out.')
  assert.equal(finding?.says, 'x\\x0a    rm -rf /\\x1b[2J is wrong')
  assert.deepEqual(finding?.about, { term: 'x\n    rm -rf /\u001b[2J' })
})
