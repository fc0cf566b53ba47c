import type { Report } from '../core/report.ts'
import { evidence } from './evidence.ts'
import { close, opening, type Told } from './finding.ts'
import type { Pen } from './paint.ts'
import { repair } from './repair.ts'
import { retry, type Unseen, unseenSays } from './unseen.ts'

/** One cause with everything that it blinds, in other words where `says` gives them, and how to get an answer. */
export function blindSpot(
  cause: Unseen,
  report: Report,
  pen: Pen,
  told: Told,
  says = unseenSays(cause, pen.verbosity === 'verbose'),
): string[] {
  const [first] = cause.findings
  const command = retry(report, cause.blind)
  const fix = [first?.fix ?? '', ...(command === undefined ? [] : [`    ${command}`])].join('\n')
  const seen = cause.findings.find((finding) => finding.evidence)
  const paragraphs = [
    opening('unknown', says, pen),
    ...(seen ? evidence(seen, pen, told.evidence) : []),
    ...repair(fix, [], pen, told.changes),
  ]
  return close(paragraphs, [])
}
