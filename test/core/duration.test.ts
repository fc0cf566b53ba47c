import assert from 'node:assert/strict'
import test from 'node:test'
import { shortSpan } from '../../src/core/duration.ts'

const spans: [ms: number, text: string][] = [
  [0, '0 s'],
  [999, '0 s'],
  [-999, '0 s'],
  [1000, '1 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [65_000, '1 min 5 s'],
  [3_600_000, '1 h'],
  [3_605_000, '1 h'],
  [7_380_000, '2 h 3 min'],
  [90_000_000, '1 d 1 h'],
  [86_460_000, '1 d'],
  [-125_000, '-2 min 5 s'],
]
for (const [ms, text] of spans) test(`${ms} ms: ${text}`, () => assert.equal(shortSpan(ms), text))
