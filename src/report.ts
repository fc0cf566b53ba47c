import type { Check } from './core/check.ts'
import type { ResolverInfo } from './core/dns.ts'
import type { Finding, Verdict } from './core/finding.ts'
import type { Report, Step, WorstVerdict } from './core/report.ts'
import type { DomainRequest } from './core/request.ts'
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

/**
 * How long a run took, in ms; nothing under `--at`. A replay repeats what was recorded, and a recording made under `--at` has
 * nothing to repeat.
 */
export const durationOf = (
  { at, replay }: Pick<DomainRequest, 'at' | 'replay'>,
  recorded: number | undefined,
  measured: number,
): number | undefined => (at !== undefined ? undefined : replay === undefined ? Math.round(measured) : recorded)

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
  const places = placesIn(checks)
  const placeOf = ({ check }: Finding) => places.get(check)?.at ?? 0
  const found: { id: StepId; findings: Finding[] }[] = []
  for (const finding of findings.toSorted((one, other) => placeOf(one) - placeOf(other))) {
    const id = places.get(finding.check)?.step
    const last = found.at(-1)
    if (last && last.id === id) last.findings.push(finding)
    else if (id) found.push({ id, findings: [finding] })
  }
  return found.map((step) => ({
    id: step.id,
    title: steps[step.id],
    target: target.display,
    verdict: worst(count(step.findings)),
    findings: step.findings,
  }))
}

/** Where the findings of a check stand: by step, then as in the registry. A long list has one registry for all. */
const known = new WeakMap<readonly Check[], ReadonlyMap<string, { step: StepId; at: number }>>()

function placesIn(checks: readonly Check[]) {
  const places =
    known.get(checks) ??
    new Map(
      (Object.keys(steps) as StepId[])
        .flatMap((id) => checks.filter(({ step }) => step === id))
        .map(({ id, step }, at) => [id, { step, at }]),
    )
  known.set(checks, places)
  return places
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
