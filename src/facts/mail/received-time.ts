import type { MailField } from '../../core/mail.ts'
import type { ReceivedAt } from '../../core/mail-path.ts'
import type { Asked } from '../../core/target.ts'
import { parseReceived } from '../../records/mail/received.ts'
import { kindOf } from './hop-kind.ts'

/** Beyond so many Received fields none is read. */
const mostHops = 100

/** The Received fields, topmost first, as many as are read. */
export const receivedFields = (fields: readonly MailField[]): MailField[] =>
  fields.filter(({ key }) => key === 'received').slice(0, mostHops)

/** When the message was received: as given, else by the topmost Received date that the receiver wrote, else now. */
export function receivedAtOf(fields: readonly MailField[], { message }: Pick<Asked, 'message'>, now: Date): ReceivedAt {
  if (message?.receivedAt) return { at: message.receivedAt, from: 'option' }
  const hops = receivedFields(fields).map(({ value }) => parseReceived(value))
  for (const [i, hop] of hops.entries()) {
    if (hop.at) return { at: hop.at, from: 'received' }
    if (kindOf(hop, hops[i + 1]) !== 'inside') break
  }
  return { at: now, from: 'clock' }
}
