import type { Verdict } from './core/finding.ts'
import type { ExitCode } from './core/report.ts'
import type { Run } from './core/request.ts'

/** What decides beside the verdicts. */
export interface Rule extends Pick<Run, 'failOn' | 'allowUnknown'> {
  /** relaycheck itself failed somewhere in the run. */
  bug: boolean
  interrupted: boolean
}

/** One code for a run: a bug before all else, since no other code may hide it. */
export function exitCode(counts: Record<Verdict, number>, { failOn, allowUnknown, bug, interrupted }: Rule): ExitCode {
  if (bug) return 70
  if (interrupted) return 130
  if (counts.fail > 0 || (failOn === 'warn' && counts.warn > 0)) return 1
  if (counts.unknown > 0 && !allowUnknown) return 3
  return 0
}
