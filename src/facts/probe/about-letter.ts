import { fieldsOf, type Mail } from '../../core/mail.ts'
import type { ReportContent, ReportedRecipient } from '../../core/mail-report.ts'
import type { ProbeAnswer, ProbeLetter } from '../../core/probe.ts'
import { isMarked, mailboxOf, markedBy } from '../../records/mail/probe-marks.ts'
import { decodeWords } from '../mail/decode.ts'
import { readReport } from '../mail/report.ts'

type Delivery = Extract<ReportContent, { kind: 'delivery' }>

/** What a message is to somebody who waits for another one. */
export type Told =
  | { kind: 'itself' }
  /** It failed, or is late, for this recipient: the report tells of nobody else. */
  | { kind: 'failed'; report: Delivery }
  | { kind: 'delayed'; report: Delivery }
  /** It failed for somebody to whom it was sent on, or of whom it is not known whether. */
  | { kind: 'failed-beyond'; report: Delivery }
  | { kind: 'answer'; answer: ProbeAnswer }

/** Tells what a message says of the letter to that recipient, which it names. */
export function toldBy(mail: Mail, letter: ProbeLetter, recipient: string): Told {
  if (isMarked(markedBy(mail.fields), letter)) return { kind: 'itself' }
  const report = readReport(mail, returnPathOf(mail))
  if (report?.kind !== 'delivery') return { kind: 'answer', answer: answerIn(mail) }
  const ours = report.recipients.filter((one) => isAbout(one, recipient))
  const failed = ours.some(({ action }) => action === 'failed')
  if (failed || ours.some(({ action }) => action === 'delayed'))
    return { kind: failed ? 'failed' : 'delayed', report: { ...report, recipients: ours, count: ours.length } }
  const other = report.recipients.find(({ action }) => action === 'failed')
  // A message that was composed went to nobody else; one that was given may have been sent to others before.
  if (other && !letter.given) return { kind: 'failed-beyond', report }
  return {
    kind: 'answer',
    answer: { ...answerIn(mail), ...(other && { recipient: other.recipient }) },
  }
}

/** Null where the field says so (RFC 5321 section 4.4); not known where there is none. */
function returnPathOf(mail: Mail): string | undefined {
  const value = fieldsOf(mail, 'return-path')[0]?.value
  return value?.replace(/^<(.*)>$/, '$1')
}

const isAbout = ({ recipient, original }: ReportedRecipient, sought: string): boolean =>
  [recipient, original].some((one) => one !== undefined && mailboxOf(one) === mailboxOf(sought))

const longest = 200

function answerIn(mail: Mail): ProbeAnswer {
  const said = (key: string) => decodeWords(fieldsOf(mail, key)[0]?.value.slice(0, longest) ?? '')
  return { from: said('from'), subject: said('subject') }
}
