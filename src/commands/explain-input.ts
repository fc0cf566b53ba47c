import type { ReplyExplained } from '../core/reply.ts'
import { type Usage, usage } from '../core/request.ts'
import { readReport } from '../facts/mail/report.ts'
import { openSaved } from '../facts/mail/saved.ts'
import { openScan } from '../facts/mail/scan.ts'
import { isExplained, type RepliesExplained } from '../formats/explain-reply.ts'
import { beginsMessage } from '../records/mail/beginning.ts'
import { mostReplies, mostTo } from '../records/reply/lines.ts'
import { mostOctets, noReason, repliesOf } from './explain-words.ts'

/** What octets hold of replies: a bounce as a message, a log, a reply. */
export function repliesIn(octets: Buffer): RepliesExplained | Usage {
  const cut = octets.length > mostOctets
  const whole = octets.subarray(0, mostOctets)
  if (whole.includes(0))
    return usage('Standard input is no text: give a reply, lines of a log, or a bounce as it was received.')
  const lastLine = cut ? whole.lastIndexOf(10) : -1
  const text = whole.toString('utf8', 0, lastLine < 0 ? whole.length : lastLine)
  if (text.trim() === '')
    return usage('Standard input is empty: give a reply, lines of a log, or a bounce as it was received.')
  const isMessage = beginsMessage(whole.toString('latin1'))
  const bounce = isMessage ? reported(whole) : undefined
  if (bounce?.replies.length === 0) return noReason('relaycheck message - judges it')
  const told = bounce ?? repliesOf(text)
  if ('usage' in told) return told
  if (isMessage && !bounce && !told.replies.some(({ reply }) => isExplained(reply)))
    return usage(
      `Standard input is a message ${cut ? 'of more than 1 MB, in the beginning of which' : 'in which'} nothing says that mail could not be delivered: relaycheck message - judges it.`,
    )
  return { ...told, cut }
}

/** What a bounce says to each recipient. */
function reported(octets: Buffer): RepliesExplained | undefined {
  const saved = openSaved()
  const scan = openScan()
  for (const chunk of [...saved.write(octets), ...saved.end()]) scan.write(chunk)
  const report = readReport(scan.end(), '')
  if (report?.kind !== 'delivery') return undefined
  const told = report.recipients
    .filter(({ reply }) => reply.text !== '')
    .map(({ recipient, unclear, reply }) => ({
      recipient,
      reply: unclear === undefined ? reply : notGood(reply, unclear),
    }))
  // What was given up and what is tried again want different things done, be the words the same.
  const keyOf = ({ text, means, fix }: ReplyExplained) => JSON.stringify([text.replace(/\S+@\S+/g, '@'), means, fix])
  const alike = [...Map.groupBy(told, ({ reply }) => keyOf(reply)).values()]
  const replies = alike.slice(0, mostReplies).flatMap((all) => {
    const to = [...new Set(all.map(({ recipient }) => recipient).filter((one) => one !== ''))]
    return all.slice(0, 1).map(({ reply }) => ({
      reply,
      count: all.length,
      to: to.slice(0, mostTo),
      toMore: Math.max(to.length - mostTo, 0),
    }))
  })
  const more = Math.max(alike.length - mostReplies, 0)
  const unread = report.count - report.recipients.length
  return { replies, more, cut: false, ...(unread > 0 && { unread }) }
}

/** Where a report does not tell what became of the mail, a code that begins with 2 is no good news. */
const notGood = (reply: ReplyExplained, unclear: string): ReplyExplained =>
  isExplained(reply) && reply.class === 'unknown'
    ? {
        ...reply,
        owner: 'unknown',
        means: `What became of the mail does not stand in the report: ${unclear}.`,
        fix: 'Look in the log of the sending server for what the receiver answered.',
      }
    : reply
