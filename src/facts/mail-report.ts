import type { MessageGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { readReport } from './mail/report.ts'

/** Whether the message reports about other mail: a bounce, a delay, a receipt (RFC 3464), a complaint (RFC 5965). */
export const mailReport: MessageGatherer<'mailReport'> = async ({ look }) => {
  const mail = await look('mail')
  return mail.seen ? seen(readReport(mail.value)) : mail
}
