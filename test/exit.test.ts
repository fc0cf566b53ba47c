import assert from 'node:assert/strict'
import test from 'node:test'
import type { Verdict } from '../src/core/finding.ts'
import { exitCode, type Rule } from '../src/exit.ts'

const rule: Rule = { failOn: 'fail', allowUnknown: false, bug: false, interrupted: false }

const codes: [verdicts: Verdict[], change: Partial<Rule>, code: number][] = [
  [[], {}, 0],
  [['pass', 'info', 'skip', 'warn'], {}, 0],
  [['fail'], {}, 1],
  [['warn'], { failOn: 'warn' }, 1],
  [['info', 'skip', 'pass'], { failOn: 'warn' }, 0],
  [['unknown', 'pass'], {}, 3],
  [['unknown', 'warn'], {}, 3],
  [['unknown', 'warn'], { failOn: 'warn' }, 1],
  [['unknown', 'fail'], {}, 1],
  [['unknown'], { allowUnknown: true }, 0],
  [['unknown', 'fail'], { allowUnknown: true }, 1],
  [['fail', 'unknown'], { bug: true }, 70],
  [[], { bug: true, interrupted: true }, 70],
  [['fail'], { interrupted: true }, 130],
  [['unknown'], { bug: true, allowUnknown: true }, 70],
]
for (const [verdicts, change, code] of codes)
  test(`${verdicts.join(', ') || 'nothing'} with ${JSON.stringify(change)} is ${code}`, () => {
    const counts = { pass: 0, info: 0, warn: 0, fail: 0, unknown: 0, skip: 0 }
    for (const verdict of verdicts) counts[verdict]++
    assert.equal(exitCode(counts, { ...rule, ...change }), code)
  })
