import assert from 'node:assert/strict'
import test from 'node:test'
import { seen } from '../../../src/core/observation.ts'
import { askedSpf } from '../../../src/facts/receivers/domain-legs.ts'

test('where SPF was judged for no address, it passes for none', () => {
  assert.equal(askedSpf(seen([]), () => true).state, 'unobservable')
})
