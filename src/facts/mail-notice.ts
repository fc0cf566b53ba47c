import type { MessageGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { kindOf } from './mail/kind.ts'

/** Whether a program answers with the message: a read receipt, an automatic reply, a challenge. */
export const mailNotice: MessageGatherer<'mailNotice'> = async ({ look }) => {
  const [mail, envelope] = await Promise.all([look('mail'), look('envelope')])
  if (!mail.seen) return mail
  const sender = envelope.seen ? envelope.value.sender : undefined
  // As in mailReport: for the null sender many verifiers write postmaster@HELO into their results.
  const received = kindOf(mail.value, sender?.from === 'spf' ? undefined : sender?.value)
  return seen('notice' in received ? received.notice : undefined)
}
