import { type Usage, usage } from '../core/request.ts'
import { isExplained, type RepliesExplained } from '../formats/explain-reply.ts'
import { explainReply } from '../knowledge/replies.ts'
import { takeApart } from '../records/reply/lines.ts'

/** No more octets of a text are read. */
export const mostOctets = 1_048_576

/** What somebody has to act on first, and of that what is most frequent. */
const inOrder = (replies: RepliesExplained['replies']): RepliesExplained['replies'] =>
  replies.toSorted(
    (a, b) => Number(a.reply.owner === 'nobody') - Number(b.reply.owner === 'nobody') || b.count - a.count,
  )

/** A bounce from which nobody learns anything; `look`: where more of it is. */
export const noReason = (look: string): Usage =>
  usage(`This is a bounce that does not say why the mail came back: ${look}.`)

/** What a reply, or lines of a log, hold of replies. */
export function repliesOf(text: string): RepliesExplained | Usage {
  const { replies, passed, ...rest } = takeApart(text)
  if (replies.length === 0) return noReason('look in the log of the sending server')
  const told = replies.map(({ said, ...counted }) => ({ reply: explainReply(said), ...counted }))
  const known = told.some(({ reply }) => isExplained(reply))
    ? told.filter(({ reply }) => isExplained(reply) || reply.code !== undefined)
    : told
  const left = told.filter((one) => !known.includes(one)).reduce((sum, { count }) => sum + count, 0)
  return { replies: inOrder(known), passed: passed + left, ...rest, cut: false }
}
