import { partOriginal, withoutComments } from '../mail/bounce/original.ts'
import { isNotification } from '../mail/bounce-notification.ts'
import type { RecipientStatus } from '../mail/delivery-status.ts'
import { bounceIn, isReport, type RawRecipient } from './bounces.ts'
import { deliveriesIn, logLine, type Raw, sendersIn } from './log-lines.ts'
import { readReply } from './read.ts'
import type { SaidReply } from './said.ts'
import { transcriptIn } from './transcript.ts'

/** A reply, and how often the same one stands in a text. */
export interface Counted {
  said: SaidReply
  count: number
  /** Whom it kept the mail from, as far as that stands there: `user@domain`, each once, at most ten. */
  to: readonly string[]
  /** Others beside these. */
  toMore: number
}
/** What a bounce says of one recipient; nothing was said where `text` of it is empty. */
export interface RecipientTold {
  /** May be empty. */
  recipient: string
  action: RecipientStatus['action']
  status?: string
  said: SaidReply
}
/** What a text holds. */
export interface TakenApart {
  replies: readonly Counted[]
  /** Different replies that are not among these. */
  more: number
  /** Lines of the text that are not blank. */
  lines: number
  /** Those among them that tell of no reply. */
  passed: number
  /** Recipients of a bounce who were not looked at. */
  unread?: number
  /** Of a bounce: each recipient, at most a hundred. */
  recipients?: readonly RecipientTold[]
  /** Of a bounce: the server that made it. */
  reporter?: string
}

/** No more recipients of one reply than these are named. */
export const mostTo = 10
/** No more different replies than these are told. */
export const mostReplies = 1000
const longestLine = 8000
const longestJoined = 4000
const mostForwarded = 3
const mostRecipients = 100

/**
 * Any text with replies in it: one reply of many lines, lines of logs, many of either, a bounce. What is no reply is passed
 * over, unless there is nothing else; the message that a bounce is about, and comments on SPF in a header, are never one.
 */
export function takeApart(text: string): TakenApart {
  const whole = text.replace(/\r\n?/g, '\n')
  const bare = whole.replace(quoted, '')
  const written = writtenIn(whole.split('\n'))
  const bounce = bounceIn(whole) ?? (bare === whole ? undefined : bounceIn(bare))
  if (bounce) {
    const { recipients, unread, reporter } = bounce
    return {
      ...grouped(recipients.filter((one) => one.text !== '')),
      lines: written.length,
      passed: 0,
      ...(unread > 0 && { unread }),
      recipients: recipients.map(toldOf),
      ...(reporter !== undefined && { reporter }),
    }
  }
  if (isNotification(whole)) return { replies: [], more: 0, lines: written.length, passed: written.length }
  const { found, passed, own } = repliesOf(bare)
  const left = written.length - own.length
  if (found.length > 0) return { ...grouped(found), lines: written.length, passed: passed + left }
  const delivered = deliveriesIn(own)
  if (delivered.length > 0)
    return {
      ...grouped(delivered),
      lines: written.length,
      passed: written.length - delivered.length,
      recipients: delivered
        .slice(0, mostRecipients)
        .map((raw) => toldOf({ ...raw, recipient: raw.around?.to ?? '', action: 'delivered' })),
    }
  const others = isReport(text) ? [] : joined(own).map((line) => ({ text: line }))
  return { ...grouped(others), lines: written.length, passed: left }
}

/** Lines that go on with a sentence, or that say only how long it was tried, belong to the one before. */
function joined(lines: readonly string[]): string[] {
  const all: string[] = []
  for (const line of lines) {
    const last = all.at(-1)
    const goesOn = last !== undefined && last.length < longestJoined && (/,\s*$/.test(last) || isClosing.test(line))
    if (goesOn) all[all.length - 1] = `${last} ${unquoted(line)}`
    else all.push(line)
  }
  return all
}
const isClosing =
  /^\s*(?:I'm not going to try again|Message could not be delivered for \d|Message will be deleted from queue|Will keep trying until message is|Giving up\.|I gave up\.|Sorry it didn't work out)/i

/** Marks of whoever quotes it. */
const quoted = /^(?:> ?){1,9}(?!>)/gm
const writtenIn = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.trim() !== '').map((line) => line.slice(0, longestLine))

/** The replies above the message that they are about; where it was forwarded, those below that line. `own`: the lines that were read. */
function repliesOf(text: string, depth = 0): { found: Raw[]; passed: number; own: string[] } {
  const { own, original, isForwarded } = partOriginal(text)
  const lines = withoutComments(own.split('\n')).map((line) => line.slice(0, longestLine))
  const read = transcriptIn(lines) ?? repliesIn(lines, sendersIn(lines))
  if (read.found.length === 0 && isForwarded && original !== undefined && depth < mostForwarded)
    return repliesOf(original, depth + 1)
  return { ...read, own: writtenIn(lines) }
}

function toldOf({ recipient, action, status, text, around }: RawRecipient): RecipientTold {
  const said = readReply(text, around)
  const code = status ?? said.enhanced
  return { recipient, action, ...(code !== undefined && { status: code }), said }
}

/** The replies, and how many lines tell of none. */
function repliesIn(lines: readonly string[], senders: ReadonlyMap<string, string>): { found: Raw[]; passed: number } {
  const found: Raw[] = []
  let passed = 0
  let open: { raw: Raw; code: string; more: boolean } | undefined
  for (const line of lines) {
    const logged = logLine(line, senders)
    if (logged) {
      open = undefined
      if (logged === 'passed') passed++
      else found.push(logged)
      continue
    }
    const [, code, mark] = /^[\s>|<]*(?:S: |smtp; ?)?([2-5]\d\d)([- ]|$)/.exec(line) ?? []
    if (line.trim() === '') open = undefined
    else if (open && (code === undefined ? !isShaped(line) : code === open.code && open.more)) {
      if (open.raw.text.length < longestJoined) open.raw.text += ` ${unquoted(line)}`
      if (code !== undefined) open.more = mark === '-'
    } else if (code !== undefined || isShaped(line)) {
      const raw = { text: line }
      found.push(raw)
      open = { raw, code: code ?? '', more: mark === '-' }
    } else passed++
  }
  return { found, passed }
}

/** Without the marks of who quotes it. */
const unquoted = (line: string): string => line.trim().replace(/^(?:(?:<<<|[>|]) ?)+/, '')

/** A code with an enhanced one, or one that somebody is said to have said; or words of Postfix. */
const isShaped = (line: string): boolean =>
  /(?<![^\s:;'"<(#])[245]\d\d[- ]#?[245]\.\d{1,3}\.\d{1,3}\b/.test(line) ||
  /(?:said|returned|was|after [A-Z a-z]{3,20}(?::<[^<>]{0,320}>)?|;): ?['"]?[245]\d\d[- ]/.test(line) ||
  /^\s*#?[245]\.\d{1,3}\.\d{1,3}[ :]/.test(line)

/** The same words for another mailbox, address or message are the same reply. */
const likeness = ({ text }: SaidReply): string =>
  text
    .toLowerCase()
    .replace(/[\w.+%/=-]{1,64}@[\w.-]{1,253}/g, '@')
    .replace(/(?<![\w.-])(?=[\w.-]{0,60}\d)[\w.-]{8,120}/g, '#')
    .replace(/(?<![\w.:])[0-9a-f:.]{7,45}(?![\w:])/g, '#')
    .replace(/\d{4,}/g, '#')

function grouped(found: readonly Raw[]): Pick<TakenApart, 'replies' | 'more'> {
  const groups = new Map<string, { said: SaidReply; count: number; to: Set<string> }>()
  let more = 0
  const known = new Map<string, SaidReply>()
  for (const { text, around } of found) {
    const said = (around ? undefined : known.get(text)) ?? readReply(text, around)
    if (!around && known.size < mostReplies) known.set(text, said)
    if (said.text === '') continue
    const key = `${said.gaveUp ?? false} ${likeness(said)}`
    const group = groups.get(key) ?? { said, count: 0, to: new Set<string>() }
    if (group.count === 0 && groups.size === mostReplies) {
      more++
      continue
    }
    groups.set(key, group)
    group.count++
    if (said.recipient !== undefined) group.to.add(said.recipient)
  }
  const replies = [...groups.values()].map(({ said, count, to }) => ({
    said,
    count,
    to: [...to].slice(0, mostTo),
    toMore: Math.max(to.size - mostTo, 0),
  }))
  return { replies, more }
}
