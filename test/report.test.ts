import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding, Verdict } from '../src/core/finding.ts'
import type { WorstVerdict } from '../src/core/report.ts'
import type { Target } from '../src/core/target.ts'
import { makeReport, type Outcomes } from '../src/report.ts'
import { registry } from './support/registry.ts'
import { blindFinding, finding } from './support/reports.ts'

const shop: Target = { kind: 'domain', name: 'shop.example', display: 'shop.example' }
const books: Target = { kind: 'domain', name: 'xn--bcher-kva.example', display: 'bücher.example' }
const outcomes = (judged: Outcomes['judged'], more: Partial<Outcomes> = {}): Outcomes => ({
  version: '1.2.3',
  command: 'domain',
  at: new Date('2026-11-24T06:00:00Z'),
  resolvers: [],
  judged,
  checks: registry,
  chosen: registry.length - 1,
  all: registry.length,
  rule: { failOn: 'fail', allowUnknown: false, interrupted: false },
  ...more,
})
const mx = (verdict: Verdict, outcome = 'x'): Finding => finding(`mx-record/${outcome}`, verdict, 'says')
const spf = (verdict: Verdict): Finding => finding('spf-all/x', verdict, 'says')

test('targets as asked for, steps as in the catalogue, findings as in the registry', () => {
  const report = makeReport(
    outcomes([
      { target: shop, findings: [spf('pass'), mx('warn', 'b'), mx('fail', 'a')] },
      { target: books, findings: [mx('pass')] },
    ]),
  )
  assert.deepEqual(
    report.steps.map(({ id, title, target, verdict, findings }) => [
      id,
      title,
      target,
      verdict,
      findings.map((f) => f.id),
    ]),
    [
      ['mx', 'MX', 'shop.example', 'fail', ['mx-record/b', 'mx-record/a']],
      ['spf', 'SPF', 'shop.example', 'pass', ['spf-all/x']],
      ['mx', 'MX', 'bücher.example', 'pass', ['mx-record/x']],
    ],
  )
  assert.deepEqual(report.counts, { pass: 2, info: 0, warn: 1, fail: 1, unknown: 0, skip: 0 })
})

const worst: [verdicts: Verdict[], verdict: WorstVerdict, exitCode: number][] = [
  [['pass', 'info', 'skip'], 'pass', 0],
  [['skip'], 'pass', 0],
  [['warn', 'pass'], 'warn', 0],
  [['warn', 'unknown'], 'unknown', 3],
  [['unknown', 'fail', 'warn'], 'fail', 1],
]
for (const [verdicts, verdict, exitCode] of worst)
  test(`the worst of ${verdicts.join(', ')} is ${verdict}`, () => {
    const report = makeReport(outcomes([{ target: shop, findings: verdicts.map((v) => mx(v)) }]))
    assert.deepEqual([report.verdict, report.exitCode], [verdict, exitCode])
  })

test('a check that failed by a bug of ours makes the code 70', () => {
  const bug = blindFinding('mx-record', { reason: 'bug', detail: 'relaycheck itself failed' })
  const rule = { failOn: 'fail', allowUnknown: true, interrupted: false } as const
  assert.equal(makeReport(outcomes([{ target: shop, findings: [bug, spf('fail')] }], { rule })).exitCode, 70)
})

test('the head', () => {
  const resolvers = [{ address: '192.0.2.53', from: 'system' }] as const
  const { steps, counts, ...head } = makeReport(outcomes([], { durationMs: 12, resolvers }))
  assert.deepEqual(head, {
    tool: { name: 'relaycheck', version: '1.2.3' },
    command: 'domain',
    at: '2026-11-24T06:00:00.000Z',
    durationMs: 12,
    verdict: 'pass',
    exitCode: 0,
    resolvers,
    checks: { run: registry.length - 1, all: registry.length },
  })
  assert.equal('durationMs' in makeReport(outcomes([])), false)
})
