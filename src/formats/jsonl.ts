import { Buffer } from 'node:buffer'
import type { ExitCode, Report } from '../core/report.ts'
import { reportOut, toJsonLine } from './json.ts'

/** A report for programs that read many: the JSON report on one line. */
export const jsonl = (report: Report): string => `${toJsonLine(reportOut(report))}\n`

/** The same as UTF-8, in memory of its own: it can be handed over to another thread. */
export function jsonlOctets(report: Report): Uint8Array {
  const text = toJsonLine(reportOut(report))
  const octets = Buffer.allocUnsafeSlow(Buffer.byteLength(text) + 1)
  octets[octets.write(text)] = 0x0a
  return octets
}

/** The line of a target that was not looked at, as typed, and the one sentence that says why. */
export const errorLine = (command: string, target: string, error: string, exitCode: ExitCode): string =>
  `${toJsonLine({ schema: 1, command, target, error, exitCode })}\n`
