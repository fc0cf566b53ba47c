import type { Mail } from '../../core/mail.ts'
import type { ReportContent } from '../../core/mail-report.ts'
import { readComplaint } from './complaint.ts'
import { readDelivery } from './delivery-report.ts'

/**
 * A report about other mail, taken apart; nothing where the message is an ordinary one, be it one that quotes a report. `sender`
 * is its return path, where that is known: of a report about delivery it is the null one (RFC 3464 section 2, RFC 5321 section
 * 4.5.5), which some write as the mailbox of their mail system.
 */
export function readReport(mail: Mail, sender: string | undefined): ReportContent | undefined {
  const [top] = mail.parts
  if (!top) return undefined
  const kind = top.type === 'multipart/report' ? (top.parameters['report-type']?.toLowerCase() ?? 'any') : 'none'
  const isNull = sender === '' || /^mailer-daemon(?:@|$)/i.test(sender ?? '')
  return readComplaint(mail) ?? (sender && !isNull ? undefined : readDelivery(mail, kind, isNull))
}
