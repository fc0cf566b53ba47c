import type { Verdict } from './core/finding.ts'
import type { ExitCode } from './core/report.ts'
import type { Run } from './core/request.ts'

/** What scripts may rely on. */
export const exitCodes: Record<ExitCode, string> = {
  0: 'nothing failed (with `--fail-on warn`: nothing failed or wants improving)',
  1: 'something did',
  2: 'asked wrongly: nothing was checked, and one sentence says what to change',
  3: 'nothing failed, but something could not be seen',
  70: 'a bug in relaycheck: the other checks still report',
  130: 'interrupted: what was known by then is printed',
}

/** What decides beside the verdicts. */
export interface Rule extends Pick<Run, 'failOn' | 'allowUnknown'> {
  /** relaycheck itself failed somewhere in the run. */
  bug: boolean
  interrupted: boolean
  /** Something was to be looked at that could not even be found. */
  partly?: boolean
}

/** One code for a run: a bug before all else, since no other code may hide it. */
export function exitCode(
  counts: Record<Verdict, number>,
  { failOn, allowUnknown, bug, interrupted, partly = false }: Rule,
): ExitCode {
  if (bug) return 70
  if (interrupted) return 130
  if (counts.fail > 0 || (failOn === 'warn' && counts.warn > 0)) return 1
  if ((counts.unknown > 0 || partly) && !allowUnknown) return 3
  return 0
}

/** One code for many reports. A bug comes first, then that the run was cut short, then the worst that was found. */
export const worstExitCode = (codes: ReadonlySet<ExitCode>): ExitCode => severity.find((code) => codes.has(code)) ?? 0
const severity: readonly ExitCode[] = [70, 130, 1, 2, 3]
