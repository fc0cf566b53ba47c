import type { ExitCode } from '../core/report.ts'
import { type ExplainRequest, type Usage, usage } from '../core/request.ts'
import { explain, explainJson, explainText } from '../formats/explain.ts'
import { isExplained, type RepliesExplained, repliesJson, repliesText } from '../formats/explain-reply.ts'
import { complain, type Io } from '../terminal/io.ts'
import { version } from '../version.ts'
import { mostOctets, repliesOf } from './explain-words.ts'
import { show } from './show.ts'

/** `relaycheck explain`: a check, a finding, or what a server answered. */
export async function explainWhat(request: ExplainRequest, io: Io): Promise<ExitCode> {
  if (request.what === '-') {
    const octets = await inputOf(io)
    if (io.signal.aborted) return 130
    return 'usage' in octets ? complain(octets, io) : explainInput(request, octets, io)
  }
  if (isReply(request.what)) return showReplies(request, repliesOf(request.what.slice(0, mostOctets)), io)
  return explainCheck(request, io)
}

/** A message that a program sent, or replies. */
async function explainInput(request: ExplainRequest, octets: Buffer, io: Io): Promise<ExitCode> {
  // Loaded only here: what reads a message is more than all that a reply needs.
  const [{ repliesIn }, { kindIn, kindTold, saysMore, withReplies }, { noticeJson, noticeText }] = await Promise.all([
    import('./explain-input.ts'),
    import('./explain-notice.ts'),
    import('../formats/explain-notice.ts'),
  ])
  const { kind, notice, words = '' } = kindIn(octets)
  const isAnswer = kind === 'automatic-reply' || kind === 'challenge'
  const replies = notice && !isAnswer && kind !== 'delay' ? undefined : repliesIn(octets, isAnswer)
  const read = replies && !('usage' in replies) ? replies : undefined
  if (!notice || (isAnswer && read && saysMore(read, words)))
    return showReplies(request, replies ?? repliesIn(octets), io, kindTold(kind, words, read))
  const whole = kind === 'delay' && read ? withReplies(notice, read) : notice
  const lost = await show(request, io, async (format, style) =>
    format === 'text' ? noticeText(whole, style) : noticeJson(whole, { name: 'relaycheck', version }),
  )
  return lost ? complain(lost, io) : 0
}

/** Codes, or words, some of them in letters that need no spaces: no id has any. */
export const isReply = (what: string): boolean =>
  /\S\s+\S/.test(what) ||
  (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{3}/u.test(what) && !isFile.test(what)) ||
  /(?<![\w.-])[245]\d\d(?![\d.])|(?<![\w.])[245]\.\d{1,3}\.\d{1,3}(?![\w.])/.test(what)

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

async function showReplies(
  request: ExplainRequest,
  replies: RepliesExplained | Usage,
  io: Io,
  kind?: string,
): Promise<ExitCode> {
  if ('usage' in replies) return complain(replies, io)
  const lost = await show(request, io, async (format, style) =>
    format === 'text' ? repliesText(replies, style) : repliesJson(replies, { name: 'relaycheck', version }, { kind }),
  )
  if (lost) return complain(lost, io)
  return replies.replies.some(({ reply }) => isExplained(reply)) ? 0 : 3
}

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
