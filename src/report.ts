import type { Check } from './core/check.ts'
import type { ResolverInfo } from './core/dns.ts'
import type { Finding, Verdict } from './core/finding.ts'
import type { Report, Step, WorstVerdict } from './core/report.ts'
import { type StepId, steps } from './core/step.ts'
import type { Target } from './core/target.ts'
import { exitCode, type Rule } from './exit.ts'

/** What a run came to, before it is put in order. */
export interface Outcomes {
  version: string
  command: string
  typed?: readonly string[]
  at: Date
  /** Absent under `--at`. */
  durationMs?: number
  resolvers: readonly ResolverInfo[]
  judged: readonly { target: Target; findings: readonly Finding[] }[]
  /** The registry: its order is the findings'. */
  checks: readonly Check[]
  /** How many were chosen, and of how many that the command has. */
  chosen: number
  all: number
  rule: Omit<Rule, 'bug'>
}

/** Findings -> report: targets as asked for, under each the steps in catalogue order, findings in registry order. */
export function makeReport({
  version,
  command,
  typed,
  at,
  durationMs,
  resolvers,
  judged,
  checks,
  chosen,
  all,
  rule,
}: Outcomes): Report {
  const findings = judged.flatMap((one) => one.findings)
  const counts = count(findings)
  const bug = findings.some((finding) => finding.blind?.reason === 'bug')
  return {
    tool: { name: 'relaycheck', version },
    command,
    ...(typed && { typed }),
    at: at.toISOString(),
    ...(durationMs !== undefined && { durationMs }),
    verdict: worst(counts),
    exitCode: exitCode(counts, { ...rule, bug }),
    counts,
    resolvers,
    checks: { run: chosen, all },
    steps: judged.flatMap((one) => stepsOf(one.target, one.findings, checks)),
  }
}

function stepsOf(target: Target, findings: readonly Finding[], checks: readonly Check[]): Step[] {
  const byCheck = Map.groupBy(findings, ({ check }) => check)
  const byStep = new Map((Object.keys(steps) as StepId[]).map((id) => [id, [] as Finding[]]))
  for (const { id, step } of checks) for (const finding of byCheck.get(id) ?? []) byStep.get(step)?.push(finding)
  return [...byStep].flatMap(([id, found]) => {
    if (found.length === 0) return []
    return [{ id, title: steps[id], target: target.display, verdict: worst(count(found)), findings: found }]
  })
}

function count(findings: readonly Finding[]): Record<Verdict, number> {
  const counts = { pass: 0, info: 0, warn: 0, fail: 0, unknown: 0, skip: 0 }
  for (const { verdict } of findings) counts[verdict]++
  return counts
}

/** In the order fail, unknown, warn, pass: info and skip count as pass. */
function worst(counts: Record<Verdict, number>): WorstVerdict {
  return (['fail', 'unknown', 'warn'] as const).find((verdict) => counts[verdict] > 0) ?? 'pass'
}
