import { feedOf } from '../../knowledge/feedback-feeds.ts'
import type { SesComplaint } from '../../records/ses-notification.ts'
import { complainedMail } from './complained-mail.ts'
import type { Complaint } from './complaint-parts.ts'

/** A complaint of Amazon SES as any other. Its `sourceIp` is the client that gave SES the mail, and so is not told as the sending address. */
export function sesComplaint(read: SesComplaint): Complaint {
  const { recipients, agent, sender, subtype, sesId } = read
  const about = complainedMail({ text: read.headers.map(({ name, value }) => `${name}: ${oneLine(value)}`).join('\n') })
  const feed = feedOf('complaints@email-abuse.amazonses.com', agent)
  const at = new Date(read.arrived ?? '')
  const [id, from, subject] = [read.id ?? about.original.id, read.from ?? about.original.from, read.subject]
  return {
    kind: 'complaint',
    feedback: read.feedback ?? 'abuse',
    reporter: 'amazonses.com',
    ...(sender !== undefined && { sender }),
    ...(recipients.length === 1 && recipients[0] !== undefined && { recipient: recipients[0] }),
    original: {
      ...(id !== undefined && { id }),
      ...(from !== undefined && { from }),
      ...(subject !== undefined && { subject }),
    },
    faults: [],
    details: {
      form: 'ses',
      ...(feed && { feed }),
      ...(agent !== undefined && { agent }),
      ...(recipients.length > 1 && { candidates: recipients }),
      ...(subtype === 'OnAccountSuppressionList' && { isSuppressed: true as const }),
      ...(!Number.isNaN(at.getTime()) && { arrived: at }),
      campaign: [...(sesId === undefined ? [] : [{ field: 'SES message id', value: sesId }]), ...about.campaign].slice(
        0,
        8,
      ),
      signers: about.signers,
    },
  }
}

const oneLine = (value: string): string => value.replace(/\s+/g, ' ')
