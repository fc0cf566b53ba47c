import type { ExitCode } from '../core/report.ts'
import { type ExplainRequest, type Usage, usage } from '../core/request.ts'
import { readReport } from '../facts/mail/report.ts'
import { openSaved } from '../facts/mail/saved.ts'
import { openScan } from '../facts/mail/scan.ts'
import { explain, explainJson, explainText } from '../formats/explain.ts'
import { isExplained, type RepliesExplained, repliesJson, repliesText } from '../formats/explain-reply.ts'
import { explainReply } from '../knowledge/replies.ts'
import { beginsMessage } from '../records/mail/beginning.ts'
import { mostReplies, mostTo, takeApart } from '../records/reply/lines.ts'
import { complain, type Io } from '../terminal/io.ts'
import { version } from '../version.ts'
import { show } from './show.ts'

/** `relaycheck explain`: a check, a finding, or what a server answered. */
export async function explainWhat(request: ExplainRequest, io: Io): Promise<ExitCode> {
  if (request.what === '-') {
    const octets = await inputOf(io)
    if (io.signal.aborted) return 130
    const read = 'usage' in octets ? octets : repliesIn(octets)
    return 'usage' in read ? complain(read, io) : showReplies(request, read, io)
  }
  if (isReply(request.what)) return showReplies(request, explained(request.what.slice(0, mostOctets)), io)
  return explainCheck(request, io)
}

/** Codes, or words: no id has either. */
export const isReply = (what: string): boolean =>
  /\S\s+\S/.test(what) || /(?<![\w.-])[245]\d\d(?![\d.])|(?<![\w.])[245]\.\d{1,3}\.\d{1,3}(?![\w.])/.test(what)

async function explainCheck(request: ExplainRequest, io: Io): Promise<ExitCode> {
  // Loaded only here: no reply needs them.
  const { checks } = await import('../checks/index.ts')
  const explanation = explain(request.what, checks)
  if ('usage' in explanation) return complain(isFile.test(request.what) ? asFile(request.what) : explanation, io)
  const lost = await show(request, io, async (format, style) =>
    format === 'text' ? explainText(explanation, style) : explainJson(explanation),
  )
  return lost ? complain(lost, io) : 0
}

const isFile = /\.(?:log|txt|eml|msg)$|^[.~]{0,2}\//i
const asFile = (what: string): Usage =>
  usage(
    `There is no check "${what}". What stands in a file is explained from standard input: relaycheck explain - < FILE`,
  )

async function showReplies(request: ExplainRequest, replies: RepliesExplained, io: Io): Promise<ExitCode> {
  const lost = await show(request, io, async (format, style) =>
    format === 'text' ? repliesText(replies, style) : repliesJson(replies, { name: 'relaycheck', version }),
  )
  if (lost) return complain(lost, io)
  return replies.replies.some(({ reply }) => isExplained(reply)) ? 0 : 3
}

/** No more of standard input is read. */
const mostOctets = 1_048_576

/** Standard input to its end, or to 1 MB and one octet. */
async function inputOf({ stdin, signal }: Io): Promise<Buffer | Usage> {
  const stream = stdin()
  const stop = () => stream.destroy()
  signal.addEventListener('abort', stop)
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stream) {
      const octets = Buffer.from(chunk)
      chunks.push(octets)
      length += octets.length
      if (length > mostOctets) break
    }
  } catch (error) {
    return usage(`Standard input cannot be read: ${(error as Error).message}.`)
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return Buffer.concat(chunks)
}

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
  const told = isMessage ? (reported(whole) ?? explained(text)) : explained(text)
  if (isMessage && !told.replies.some(({ reply }) => isExplained(reply)))
    return usage(
      'Standard input is a message in which nothing says that mail could not be delivered: relaycheck message - judges it.',
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
  const told = report.recipients.filter(({ reply }) => reply.text !== '')
  const alike = [...Map.groupBy(told, ({ reply }) => reply.text.replace(/\S+@\S+/g, '@')).values()]
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
  return replies.length > 0 ? { replies, more, cut: false, ...(unread > 0 && { unread }) } : undefined
}

/** What somebody has to act on first, and of that what is most frequent. */
const inOrder = (replies: RepliesExplained['replies']): RepliesExplained['replies'] =>
  replies.toSorted(
    (a, b) => Number(a.reply.owner === 'nobody') - Number(b.reply.owner === 'nobody') || b.count - a.count,
  )

function explained(text: string): RepliesExplained {
  const { replies, passed, ...rest } = takeApart(text)
  const told = replies.map(({ said, ...counted }) => ({ reply: explainReply(said), ...counted }))
  const known = told.some(({ reply }) => isExplained(reply))
    ? told.filter(({ reply }) => isExplained(reply) || reply.code !== undefined)
    : told
  const left = told.filter((one) => !known.includes(one)).reduce((sum, { count }) => sum + count, 0)
  return { replies: inOrder(known), passed: passed + left, ...rest, cut: false }
}
