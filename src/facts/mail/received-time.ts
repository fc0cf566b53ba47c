import type { MailField } from '../../core/mail.ts'
import type { ReceivedAt } from '../../core/mail-path.ts'
import type { Asked } from '../../core/target.ts'
import { parseReceived } from '../../records/mail/received.ts'

/** Beyond so many Received fields none is read. */
export const mostHops = 100

/** The Received fields, topmost first, as many as are read. */
export const receivedFields = (fields: readonly MailField[]): MailField[] =>
  fields.filter(({ key }) => key === 'received').slice(0, mostHops)

/** When the message was received: as given, else by the topmost Received date that can be read, else now. */
export function receivedAtOf(fields: readonly MailField[], { message }: Pick<Asked, 'message'>, now: Date): ReceivedAt {
  if (message?.receivedAt) return { at: message.receivedAt, from: 'option' }
  for (const { value } of receivedFields(fields)) {
    const { at } = parseReceived(value)
    if (at) return { at, from: 'received' }
  }
  return { at: now, from: 'clock' }
}
