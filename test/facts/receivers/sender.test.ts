import assert from 'node:assert/strict'
import test from 'node:test'
import { seen } from '../../../src/core/observation.ts'
import { existsTest } from '../../../src/facts/receivers/sender.ts'

test('a domain of which nothing was learned is not said to exist', () => {
  const from = { role: 'from', domain: 'shop.example', display: 'shop.example' } as const
  assert.equal(existsTest(seen([{ ...from, state: 'unseen' }])).state, 'blind')
  assert.equal(existsTest(seen([{ ...from, state: 'answers' }])).state, 'holds')
})
