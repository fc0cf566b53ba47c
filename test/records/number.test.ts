import assert from 'node:assert/strict'
import test from 'node:test'
import { grouped } from '../../src/records/number.ts'

for (const [count, text] of [
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [33_554_432, '33,554,432'],
  [-1234, '-1,234'],
] as const)
  test(`${count} is written ${text}`, () => assert.equal(grouped(count), text))
