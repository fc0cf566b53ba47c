import type { Mail, MailPart } from '../../core/mail.ts'
import type { ReportContent } from '../../core/mail-report.ts'
import { parseFeedbackReport } from '../../records/mail/feedback-report.ts'
import { originalOf, ownOf, readDelivery, reporterOf } from './delivery-report.ts'

/**
 * A report about other mail, taken apart; nothing where the message is a letter, be it one that quotes a report. `sender` is
 * its return path, where that is known: of a report about delivery it is the null one (RFC 3464 section 2, RFC 5321 section
 * 4.5.5), which some write as the mailbox of their mail system.
 */
export function readReport(mail: Mail, sender: string | undefined): ReportContent | undefined {
  const [top] = mail.parts
  if (!top) return undefined
  const kind = top.type === 'multipart/report' ? (top.parameters['report-type']?.toLowerCase() ?? 'any') : 'none'
  const feedback = ownOf(mail).find(({ type }) => type === 'message/feedback-report')
  if (feedback && (kind === 'any' || kind === 'feedback-report')) return complaint(mail, feedback)
  const isNull = sender === '' || /^mailer-daemon(?:@|$)/i.test(sender ?? '')
  return sender && !isNull ? undefined : readDelivery(mail, kind, isNull)
}

function complaint(mail: Mail, part: MailPart): ReportContent | undefined {
  const read = parseFeedbackReport(part.text ?? '')
  if (!read) return undefined
  const { faults, domain: _, reporter = reporterOf(mail), ...rest } = read
  const within = ownOf(mail).filter(({ depth }) => depth === 1)
  const third = within[2]?.type
  return {
    kind: 'complaint',
    ...rest,
    ...(reporter !== undefined && { reporter }),
    original: originalOf(mail),
    faults: [
      ...(within.length === 3 ? [] : [`it has ${within.length} parts in place of three`]),
      ...(third === undefined || third === 'message/rfc822' || third === 'text/rfc822-headers'
        ? []
        : ['its third part is not the mail complained about, nor its header']),
      ...faults,
    ],
  }
}
