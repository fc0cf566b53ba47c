import type { MessageGatherer } from '../core/gatherer.ts'
import type { MailDmarc, MailSpf } from '../core/mail-auth.ts'
import type { ReportWriter } from '../core/mail-report.ts'
import { type Observation, seen } from '../core/observation.ts'
import { readReport } from './mail/report.ts'

/** Whether the message reports about other mail: a bounce, a delay, a receipt (RFC 3464), a complaint (RFC 5965); and who wrote it. */
export const mailReport: MessageGatherer<'mailReport'> = async ({ look }) => {
  const [mail, envelope] = await Promise.all([look('mail'), look('envelope')])
  if (!mail.seen) return mail
  const sender = envelope.seen ? envelope.value.sender : undefined
  // For the null sender many verifiers write postmaster@HELO into their results.
  const content = readReport(mail.value, sender?.from === 'spf' ? undefined : sender?.value)
  if (!content) return seen(undefined)
  const [dmarc, spf] = await Promise.all([look('mailDmarc'), look('mailSpf')])
  return seen({ writer: writerOf(dmarc, spf), ...content })
}

/** What was not seen proves nothing, and convicts nobody. */
function writerOf(dmarc: Observation<MailDmarc>, spf: Observation<MailSpf>): ReportWriter {
  const { author, legs = [], result, disposition = 'none' } = dmarc.seen ? dmarc.value : {}
  const domain = author && { domain: author.domain }
  if (legs.some(({ passed, aligned, blind }) => passed && aligned && !blind)) return { known: 'proven', ...domain }
  if (spf.seen && 'why' in spf.value && spf.value.inHouse) return { known: 'house', ...domain }
  return { known: result === 'fail' && disposition !== 'none' ? 'forged' : 'unproven', ...domain }
}
