import type { MessageGatherer } from '../core/gatherer.ts'
import type { MailHop, MailPath } from '../core/mail-path.ts'
import { seen } from '../core/observation.ts'
import { parseReceived, type Received } from '../records/mail/received.ts'
import { kindOf } from './mail/hop-kind.ts'
import { receivedFields } from './mail/received-time.ts'

/** The way of the message, hop by hop, as its Received fields tell it. */
export const mailPath: MessageGatherer<'mailPath'> = async ({ look }) => {
  const mail = await look('mail')
  return mail.seen ? seen(pathOf(receivedFields(mail.value.fields).map(({ value }) => value))) : mail
}

/** The path that these Received fields tell, topmost first. */
export function pathOf(texts: readonly string[]): MailPath {
  const read = texts.map((text) => ({ text, received: parseReceived(text) }))
  const hops = read.map(({ text, received }, place): MailHop => {
    const before = read[place + 1]?.received.at
    const took = received.at && before && received.at.getTime() - before.getTime()
    return {
      place,
      ...said(received),
      kind: kindOf(received, read[place + 1]?.received),
      ...(took !== undefined && { tookMs: took }),
      text,
    }
  })
  const dates = hops.flatMap(({ at }) => at?.getTime() ?? [])
  const border = borderOf(hops)
  const [last, first] = [dates[0], dates.at(-1)]
  return {
    hops,
    ...(dates.length > 1 && last !== undefined && first !== undefined && { tookMs: last - first }),
    ...(border && { border }),
  }
}

const said = ({ local: _, byIp: __, ...hop }: Received): Omit<MailHop, 'place' | 'kind' | 'text'> => hop

/**
 * From the top downward the first hop that is not within the receiver's own house. Nothing below it can be believed; where
 * a client logged in there, it was handed in at the house itself, and came over no border.
 */
function borderOf(hops: readonly MailHop[]): MailHop | undefined {
  const first = hops.find(({ kind }) => kind !== 'inside')
  return first?.kind === 'outside' ? first : undefined
}
