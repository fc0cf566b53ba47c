import type { ReplyExplained } from '../core/reply.ts'
import { type Usage, usage } from '../core/request.ts'
import type { RecipientExplained } from '../formats/explain-recipients.ts'
import { isExplained, type RepliesExplained } from '../formats/explain-reply.ts'
import { explainReply } from '../knowledge/replies.ts'
import { isReport } from '../records/reply/bounces.ts'
import { type RecipientTold, takeApart } from '../records/reply/lines.ts'
import { visible } from '../records/visible.ts'

/** No more octets of a text are read. */
export const mostOctets = 1_048_576

/** What somebody has to act on first, and of that what is most frequent. */
const inOrder = (replies: RepliesExplained['replies']): RepliesExplained['replies'] =>
  replies.toSorted(
    (a, b) => Number(a.reply.owner === 'nobody') - Number(b.reply.owner === 'nobody') || b.count - a.count,
  )

const mostNamed = 3
/** A bounce from which nobody learns why; `look`: where more of it is. */
export function noReason(look: string, recipients: readonly string[] = []): Usage {
  const named = [...new Set(recipients.filter((one) => one !== ''))].map((one) => visible(one.slice(0, 320)))
  const more = named.length > mostNamed ? ` and ${named.length - mostNamed} more` : ''
  const to = named.length === 0 ? '' : ` to ${named.slice(0, mostNamed).join(', ')}${more}`
  return usage(`This is a bounce that does not say why the mail${to} came back: ${look}.`)
}

/** What a reply, lines of a log, or the text of a bounce hold of replies. */
export function repliesOf(text: string): RepliesExplained | Usage {
  const { replies, passed, recipients, ...rest } = takeApart(text)
  if (replies.length === 0 && !isReport(text))
    return usage(
      'This is the header of a message, and holds no reply: give the reply, lines of a log, or the whole bounce.',
    )
  if (replies.length === 0) return noReason('look in the log of the sending server')
  const told = replies.map(({ said, ...counted }) => ({
    reply: explainReply(said),
    ...counted,
    ...(said.host !== undefined && { by: [said.host] }),
  }))
  if (!recipients && isLetter(text, told))
    return usage(
      'No reply of a server stands in these lines: give a reply with its number (550 5.7.1 …), lines of a log, or the whole bounce.',
    )
  const isAnyKnown = recipients !== undefined || told.some(({ reply }) => isExplained(reply))
  const known = told.filter(({ reply }) => recipients || isExplained(reply) || reply.code !== undefined)
  const kept = isAnyKnown ? known : told
  const left = told.filter((one) => !kept.includes(one)).reduce((sum, { count }) => sum + count, 0)
  return {
    replies: inOrder(kept),
    passed: passed + left,
    ...rest,
    ...(recipients && { recipients: recipients.map(recipientOf) }),
    cut: false,
  }
}

const fewestLines = 3

/** Lines that say nothing of mail to anybody: no code, no address, and no words that are known. */
const isLetter = (text: string, told: readonly { reply: ReplyExplained }[]): boolean =>
  told.length >= fewestLines &&
  !/@|\b[45]\d\d\b|\b[45]\.\d{1,3}\.\d{1,3}\b/.test(text) &&
  told.every(({ reply }) => !isExplained(reply) && reply.code === undefined)

function recipientOf({ recipient, action, status, said }: RecipientTold): RecipientExplained {
  return {
    recipient,
    action,
    ...(status !== undefined && { status }),
    ...(said.host !== undefined && { remote: said.host }),
    reply: explainReply(said),
  }
}
