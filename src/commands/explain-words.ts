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

/** What a reply, or lines of a log, hold of replies. */
export function repliesOf(text: string): RepliesExplained {
  const { replies, passed, ...rest } = takeApart(text)
  const told = replies.map(({ said, ...counted }) => ({ reply: explainReply(said), ...counted }))
  const known = told.some(({ reply }) => isExplained(reply))
    ? told.filter(({ reply }) => isExplained(reply) || reply.code !== undefined)
    : told
  const left = told.filter((one) => !known.includes(one)).reduce((sum, { count }) => sum + count, 0)
  return { replies: inOrder(known), passed: passed + left, ...rest, cut: false }
}
