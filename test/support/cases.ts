import assert from 'node:assert/strict'
import test from 'node:test'
import type { Check } from '../../src/core/check.ts'
import type { FactName, Facts } from '../../src/core/facts.ts'
import type { Finding } from '../../src/core/finding.ts'
import { blind, seen } from '../../src/core/observation.ts'
import { judge } from '../../src/judge.ts'

type Said<O extends string> = O | 'unknown' | 'not-applicable'
type Row<N extends FactName, O extends string> = readonly [
  facts: Pick<Facts, N> & Partial<Facts>,
  says: Said<O> | readonly Said<O>[],
  more?: (findings: Finding[]) => void,
]

/**
 * A check's whole test: what was seen -> what is said. Also proves that no declared outcome is dead, and that a blind
 * need gives `unknown` whatever else was seen. A third element may look closer at the findings.
 */
export function cases<N extends FactName, O extends string>(
  check: Check<N, O>,
  table: Record<string, Row<N, NoInfer<O>>>,
) {
  const plain: Check = check
  const reached = new Set<string>()
  for (const [name, [facts, says, more]] of Object.entries(table)) {
    for (const outcome of [says].flat()) reached.add(outcome)
    test(`${check.id}: ${name}`, () => {
      const gathered = Object.fromEntries(Object.entries(facts).map(([fact, value]) => [fact, seen(value)]))
      const findings = judge(plain, gathered)
      assert.deepEqual(
        findings.map((f) => f.id),
        [says].flat().map((outcome) => `${check.id}/${outcome}`),
      )
      more?.(findings)
    })
  }
  test(`${check.id}: every outcome is reached`, () => {
    assert.deepEqual(
      Object.keys(check.outcomes).filter((outcome) => !reached.has(outcome)),
      [],
    )
  })
  const [first] = Object.values(table)
  for (const unseen of check.needs.filter((n) => n !== 'target' && n !== 'asked'))
    test(`${check.id}: cannot tell without ${unseen}`, () => {
      const others = Object.fromEntries(Object.entries(first?.[0] ?? {}).map(([fact, value]) => [fact, seen(value)]))
      const gathered = { ...others, [unseen]: blind({ reason: 'timeout', detail: 'nobody answered' }) }
      assert.deepEqual(
        judge(plain, gathered).map((f) => f.verdict),
        ['unknown'],
      )
    })
}
