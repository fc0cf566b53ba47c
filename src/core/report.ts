import type { ResolverInfo } from './dns.ts'
import type { Finding, Verdict } from './finding.ts'
import type { StepId } from './step.ts'

/** The worst of its findings: info and skip count as pass. */
export type WorstVerdict = 'pass' | 'warn' | 'unknown' | 'fail'
export type ExitCode = 0 | 1 | 2 | 3 | 70 | 130

/** The findings about one target under one heading, in registry order. `target` is for people (U-labels). */
export interface Step {
  id: StepId
  title: string
  target: string
  verdict: WorstVerdict
  findings: Finding[]
}

/** What one run found out. `durationMs` is absent under `--at`. */
export interface Report {
  tool: { name: 'relaycheck'; version: string }
  command: string
  /** The command line that asked, word by word, where there was one. */
  typed?: readonly string[]
  at: string
  durationMs?: number
  verdict: WorstVerdict
  exitCode: ExitCode
  counts: Record<Verdict, number>
  resolvers: readonly ResolverInfo[]
  /** How many checks were run, and how many apply here: fewer where `--only` and `--skip` chose. */
  checks: { run: number; all: number }
  steps: Step[]
}
