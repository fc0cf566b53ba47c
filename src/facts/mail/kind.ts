import type { Mail } from '../../core/mail.ts'
import type { MailNotice } from '../../core/mail-notice.ts'
import type { ReportContent } from '../../core/mail-report.ts'
import { readNotice } from './notice.ts'
import { readReport } from './report.ts'

type Delivery = Extract<ReportContent, { kind: 'delivery' }>
type Complaint = Extract<ReportContent, { kind: 'complaint' }>

/** What a message is that was received. A person's letter, a newsletter, a ticket are `message`, be it that they quote another kind. */
export type Received =
  | { kind: 'bounce' | 'delay' | 'delivered'; report: Delivery }
  | { kind: 'complaint' | 'auth-failure'; report: Complaint }
  | { kind: MailNotice['kind']; notice: MailNotice }
  | { kind: 'message' }

/**
 * Tells the kinds apart, in that order; `sender` is the return path, where it is known. `assumed` is what is taken for it
 * while a report about delivery is looked for.
 */
export function kindOf(mail: Mail, sender: string | undefined, assumed = sender): Received {
  const report = readReport(mail, assumed)
  if (report) return kindOfReport(report)
  const notice = readNotice(mail, sender)
  return notice ? { kind: notice.kind, notice } : { kind: 'message' }
}

/** Of several recipients the worst counts; what does not tell is taken for a bounce, as nobody may rely on it. */
function kindOfReport(report: ReportContent): Received {
  if (report.kind === 'complaint')
    return { kind: report.feedback === 'auth-failure' ? 'auth-failure' : 'complaint', report }
  const actions = new Set(report.recipients.map(({ action }) => action))
  if (actions.has('failed') || actions.has('unclear')) return { kind: 'bounce', report }
  return { kind: actions.has('delayed') ? 'delay' : 'delivered', report }
}
