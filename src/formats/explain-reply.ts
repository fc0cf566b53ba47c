import { moveOf, type ReplyExplained } from '../core/reply.ts'
import type { Report } from '../core/report.ts'
import type { Style } from '../core/style.ts'
import { grouped } from '../records/number.ts'
import { type RecipientExplained, recipientsJson, recipientsText } from './explain-recipients.ts'
import { toJson } from './json.ts'
import { inAscii, type Pen, pen as penFor } from './paint.ts'
import { indented, readable } from './wrap.ts'

/** A reply, and how often and toward whom it was said. */
export interface ReplyCounted {
  reply: ReplyExplained
  count: number
  /** Whom it kept the mail from: `user@domain`, each once. */
  to?: readonly string[]
  /** Others beside these. */
  toMore?: number
  /** The servers that said it, at most three. */
  by?: readonly string[]
}

/** What a text held of replies, each different one once. */
export interface RepliesExplained {
  replies: readonly ReplyCounted[]
  /** Different replies that are not among these. */
  more: number
  /** Only the beginning of the text was read. */
  cut: boolean
  /** Lines that were read, and those among them that tell of no reply. */
  lines?: number
  passed?: number
  /** Recipients whom a bounce names behind those that were looked at. */
  unread?: number
  /** Of a bounce: what became of the mail for each recipient. */
  recipients?: readonly RecipientExplained[]
  /** Of a bounce: the server that made it. */
  reporter?: string
}

/** Whether anything more than its kind is known of a reply. */
export const isExplained = ({ pattern, class: kind, owner }: ReplyExplained): boolean =>
  pattern !== undefined || kind !== 'unknown' || owner === 'nobody'

/** The replies for people. */
export function repliesText(
  { replies, more, cut, lines = 0, passed = 0, unread = 0, recipients = [], reporter }: RepliesExplained,
  style: Style,
): string {
  const pen = penFor(style)
  const overview = recipientsText(recipients, pen)
  const blocks = [
    ...(overview.length > 0 ? [overview.join('\n')] : []),
    ...replies.map((one) => replyText(one, reporter, pen).join('\n')),
  ]
  const rest = [
    ...(more > 0 ? [`${grouped(more)} more different ${more === 1 ? 'reply is' : 'replies are'} left out.`] : []),
    ...(unread > 0
      ? [
          `${grouped(unread)} more ${unread === 1 ? 'recipient of the bounce was' : 'recipients of the bounce were'} not looked at.`,
        ]
      : []),
    ...(cut ? ['The input is larger than 1 MB: its beginning was read.'] : []),
    ...(replies.some(({ reply }) => reply.next.some(hasBlanks))
      ? ['Words in capitals in a command stand for what the reply does not tell.']
      : []),
    ...(passed > 0
      ? [
          `${grouped(lines)} lines were read, of which ${grouped(passed)} ${passed === 1 ? 'tells' : 'tell'} of no refusal.`,
        ]
      : []),
  ]
  const whole = `${[...blocks, ...rest.map((line) => indented(line, pen.width, 0).map(pen.dim).join('\n'))].join('\n\n')}\n`
  return pen.unicode ? whole : inAscii(whole)
}

const hasBlanks = (command: string): boolean => /\b(?:DOMAIN|ADDRESS|HOST|MAILBOX|FILE|NAME)\b/.test(command)

/** A page by the name of its site. A list of replies that somebody collected is where the wording was seen, not what explains it. */
function inShort(source: string): string[] {
  const site = /^https:\/\/(?:www\.)?([^/:\s]+)/.exec(source)?.[1]
  return site === 'github.com' || source.startsWith('github:') ? [] : [site ?? source]
}

/** Whom it kept the mail from, where the reply itself does not say it of all, and who said it. */
function partiesOf({ reply, to = [], toMore = 0, by = [] }: ReplyCounted, reporter: string | undefined): string[] {
  const isNamed = toMore === 0 && to.every((one) => reply.text.includes(one))
  const more = to.length - mostNamed + toMore
  const others = more > 0 ? ` and ${grouped(more)} more` : ''
  const said = by.filter((one) => !reply.text.includes(one)).map(readable)
  const parties = [
    ...(isNamed ? [] : [`to ${to.slice(0, mostNamed).map(readable).join(', ')}${others}`]),
    ...(said.length > 0 ? [`said by ${said.join(', ')}`] : []),
    ...(by.length === 0 && reporter !== undefined ? [`reported by ${readable(reporter)}`] : []),
  ]
  return parties.length === 0 ? [] : [parties.join(', ')]
}
const mostNamed = 3

/** Of a reply that no pattern fits: what is known that is like it. */
const nearestKnown = ({ pattern, nearest }: ReplyExplained): string[] =>
  pattern !== undefined || nearest === undefined
    ? []
    : [`The nearest known reply is "${readable(nearest.text)}"; this one may mean something else.`]

function replyText(counted: ReplyCounted, reporter: string | undefined, pen: Pen): string[] {
  const { reply, count } = counted
  const times = count > 1 ? ` (${grouped(count)} times)` : ''
  const known = [
    ...(reply.class === 'unknown' ? [] : [reply.class]),
    ...(reply.emitter === undefined ? [] : [reply.emitter]),
    ...reply.sources.flatMap(inShort),
  ]
  return [
    ...indented(readable(reply.text) + times, pen.width, 0, 2).map(pen.bold),
    ...partiesOf(counted, reporter).flatMap((line) => indented(line, pen.width, 2)),
    '',
    ...indented(`${reply.means} ${moveOf(reply)}`, pen.width, 2),
    '',
    ...indented(reply.fix, pen.width, 2),
    ...nearestKnown(reply).flatMap((line) => ['', ...indented(line, pen.width, 2)]),
    ...(reply.next.length > 0 ? ['', ...reply.next.map((command) => `    ${readable(command)}`)] : []),
    ...(known.length > 0 ? ['', ...indented([...new Set(known)].join('; '), pen.width, 2).map(pen.dim)] : []),
  ]
}

/** The replies for programs, fields in a fixed order, new ones last; `about` is what the text as a whole is. */
export const repliesJson = (
  { replies, more, cut, lines, passed, unread, recipients, reporter }: RepliesExplained,
  tool: Report['tool'],
  about: object = {},
): string =>
  toJson({
    schema: 1,
    tool: { name: tool.name, version: tool.version },
    command: 'explain',
    replies: replies.map(({ reply, count, to = [], toMore = 0, by }) => ({
      text: reply.text,
      code: reply.code,
      enhanced: reply.enhanced,
      enhancedMeans: reply.enhancedMeans,
      class: reply.class,
      owner: reply.owner,
      reason: reply.reason,
      means: reply.means,
      fix: reply.fix,
      next: reply.next,
      pattern: reply.pattern,
      emitter: reply.emitter,
      sources: reply.sources,
      count,
      names: reply.names,
      recipients: to,
      moreRecipients: toMore,
      servers: by,
      nearest: reply.nearest,
    })),
    more,
    cut,
    lines,
    passed,
    unread,
    ...(recipients && { recipients: recipientsJson(recipients) }),
    reporter,
    ...about,
  })
