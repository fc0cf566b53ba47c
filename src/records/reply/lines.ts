import { readBounceText } from '../mail/bounce-text.ts'
import { parseDeliveryStatus, remoteOf } from '../mail/delivery-status.ts'
import { readReply } from './read.ts'
import type { Around, SaidReply } from './said.ts'

/** A reply, and how often the same one stands in a text. */
export interface Counted {
  said: SaidReply
  count: number
  /** Whom it kept the mail from, as far as that stands there: `user@domain`, each once, at most ten. */
  to: readonly string[]
  /** Others beside these. */
  toMore: number
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
}

/** No more recipients of one reply than these are named. */
export const mostTo = 10
/** No more different replies than these are told. */
export const mostReplies = 1000
const longestLine = 8000
const longestJoined = 4000

/** Any text with replies in it: one reply of many lines, lines of logs, many of either. What is no reply is passed over, unless there is nothing else. */
export function takeApart(text: string): TakenApart {
  const lines = text.split(/\r\n|[\r\n]/).map((line) => line.slice(0, longestLine))
  const written = lines.filter((line) => line.trim() !== '')
  const bounce = reportedIn(text) ?? bouncedIn(text)
  if (bounce) {
    const { found, unread } = bounce
    return { ...grouped(found), lines: written.length, passed: 0, ...(unread > 0 && { unread }) }
  }
  const { found, passed } = repliesIn(lines, sendersIn(lines))
  if (found.length > 0) return { ...grouped(found), lines: written.length, passed }
  return { ...grouped(isReport(text) ? [] : written.map((line) => ({ text: line }))), lines: written.length, passed: 0 }
}

const isReport = (text: string): boolean => /^Final-Recipient[ \t]*:/im.test(text)

interface Raw {
  text: string
  around?: Around
}

interface Bounce {
  found: readonly Raw[]
  unread: number
}

/** The part of a bounce that is for programs (RFC 3464), by itself, where it gives a reason. */
function reportedIn(text: string): Bounce | undefined {
  if (!isReport(text)) return undefined
  const { recipients, count } = parseDeliveryStatus(text)
  const found = recipients.map(({ recipient, remote, status, diagnostic, action }) => ({
    text: diagnostic ?? status ?? '',
    around: {
      to: recipient,
      ...remoteOf(remote),
      ...(status !== undefined && { dsn: status }),
      ...(action === 'failed' && ({ gaveUp: true } as const)),
    },
  }))
  return found.some(({ text: reason }) => reason !== '') ? { found, unread: count - recipients.length } : undefined
}

/** The words of a bounce for people, where they are a known program's and give a reason. */
function bouncedIn(text: string): Bounce | undefined {
  const bounce = readBounceText(text)
  if (bounce?.program === undefined) return undefined
  const gaveUp = !bounce.delayed && ({ gaveUp: true } as const)
  const found = bounce.recipients
    .filter(({ reason }) => reason !== '')
    .map(({ recipient, reason }) => ({
      text: reason,
      around: { ...(recipient !== '' && { to: recipient }), ...gaveUp },
    }))
  return found.length === 0 ? undefined : { found, unread: bounce.count - bounce.recipients.length }
}

/** Postfix and sendmail name the return path in a line of its own, by the name of the message. */
function sendersIn(lines: readonly string[]): ReadonlyMap<string, string> {
  const senders = new Map<string, string>()
  for (const line of lines) {
    const [, id, from] = /\]: ([0-9A-Za-z]{5,20}): from=<([^<>]{0,320})>/.exec(line) ?? []
    if (id !== undefined && from !== undefined && senders.size < 10_000) senders.set(id, from)
  }
  return senders
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

/** A line of a log: the reply in it, or that it holds none; nothing where it is no line of a log. */
function logLine(line: string, senders: ReadonlyMap<string, string>): Raw | 'passed' | undefined {
  return postfixLine(line, senders) ?? sendmailLine(line, senders) ?? eximLine(line) ?? qmailLine(line)
}

const mailboxes = { to: /\bto=<([^<>]{1,320})>/, from: /\bfrom=<([^<>]{1,320})>/ }
const mailbox = (line: string, key: keyof typeof mailboxes): string | undefined => mailboxes[key].exec(line)?.[1]

function relayIn(line: string): Around {
  const [, host, ip, port] =
    /\brelay=([A-Za-z0-9][\w.-]{0,252}?)\.? ?\[([0-9A-Fa-f.:]{2,45})\](?::(\d{1,5}))?/.exec(line) ?? []
  return {
    ...(host !== undefined && { host: host.toLowerCase() }),
    ...(ip !== undefined && { hostIp: ip }),
    ...(port !== undefined && { port }),
  }
}

function aroundOf(line: string, senders: ReadonlyMap<string, string>): Around {
  const to = mailbox(line, 'to')
  const id = /\]: ([0-9A-Za-z]{5,20}): /.exec(line)?.[1]
  const from = mailbox(line, 'from') ?? (id === undefined ? undefined : senders.get(id))
  const dsn = /\bdsn=([245]\.\d{1,3}\.\d{1,3})\b/.exec(line)?.[1]
  return {
    ...relayIn(line),
    ...(to !== undefined && { to }),
    ...(from !== undefined && from !== '' && { from }),
    ...(dsn !== undefined && { dsn }),
  }
}

const tells =
  /\bsaid: |\bconnect to |SASL |TLS is required|Cannot start TLS|certificate verification failed|\blost connection with|timed out|transport unavailable|refused to talk|does not accept mail|\bstatus=/

function postfixLine(line: string, senders: ReadonlyMap<string, string>): Raw | 'passed' | undefined {
  const [head, program = ''] = /\bpostfix(?:[\w.-]{0,40})((?:\/[\w-]{1,30}){1,3})\[\d{1,10}\]: /.exec(line) ?? []
  if (head === undefined)
    return /\bstatus=(?:deferred|bounced|undeliverable|expired) \(/.test(line) ? delivery(line, senders) : undefined
  const rest = line.slice(line.indexOf(head) + head.length)
  if (/\bstatus=\w/.test(rest)) return delivery(line, senders)
  const refused =
    /\breject: (?:[A-Z]{4,8}|[\w-]{3,20}) from [^\s[]{1,255}\[([0-9A-Fa-f.:]{2,45})\](?::\d+)?: (.*)$/.exec(rest)
  if (refused) {
    const { host: _, hostIp: __, ...around } = aroundOf(line, senders)
    return { text: (refused[2] ?? '').replace(/; from=<.*$/, ''), around: { ...around, ip: refused[1] ?? '' } }
  }
  if (!/\/(?:smtp|lmtp|error|qmgr|smtps)$/.test(program) || !tells.test(rest)) return 'passed'
  return { text: rest.replace(/^(?:warning: )?(?:[0-9A-Za-z]{5,20}: )?/, ''), around: aroundOf(line, senders) }
}

function delivery(line: string, senders: ReadonlyMap<string, string>): Raw | 'passed' {
  const [, status, reason] = /\bstatus=(\w{1,20}) \((.*)$/.exec(line) ?? []
  if (status === undefined || reason === undefined || status === 'sent') return 'passed'
  const gaveUp = /^(?:bounced|undeliverable|expired)$/.test(status) && ({ gaveUp: true } as const)
  return { text: reason.replace(/\)(?:\\n".{0,200})?\s*$/, ''), around: { ...aroundOf(line, senders), ...gaveUp } }
}

function sendmailLine(line: string, senders: ReadonlyMap<string, string>): Raw | 'passed' | undefined {
  const reason = /\bdsn=[245]\.\d{1,3}\.\d{1,3}, stat=(.*)$/.exec(line)?.[1]
  if (reason === undefined) return undefined
  return /^Sent\b/.test(reason) ? 'passed' : { text: reason, around: aroundOf(line, senders) }
}

function eximLine(line: string): Raw | 'passed' | undefined {
  const head =
    /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[\d. +-]{0,12} )?(?:\[\d+\] )?[0-9A-Za-z]{6,12}-[0-9A-Za-z]{6,12}-[0-9A-Za-z]{2,6} (\S\S) /.exec(
      line,
    )
  const rejected = /\bH=.{0,300}\brejected (?:RCPT|after DATA|MAIL|EHLO|HELO|connection)[^:]{0,340}: (.*)$/.exec(line)
  const ip = / \[([0-9A-Fa-f.:]{2,45})\]/.exec(line)?.[1]
  if (rejected) return { text: rejected[1] ?? '', ...(ip !== undefined && { around: { ip } }) }
  const bare = head ?? /^\s*(\*\*|==) (?=\S{1,64}@)/.exec(line)
  if (!bare) return undefined
  const mark = bare[1]
  if (mark !== '**' && mark !== '==') return 'passed'
  const rest = line.slice(bare[0].length)
  const host = /\bH=([A-Za-z0-9][\w.-]{0,252})/.exec(rest)?.[1]
  const from = /\b[FP]=<([^<>]{1,320})>/.exec(rest)?.[1]
  const colon = rest.indexOf(': ')
  const to = /^<?([^\s<>:]{1,320})/.exec(rest)?.[1]
  return {
    text: colon < 0 ? rest : rest.slice(colon + 2),
    around: {
      ...(host !== undefined && { host: host.toLowerCase() }),
      ...(ip !== undefined && { hostIp: ip }),
      ...(to !== undefined && { to }),
      ...(from !== undefined && { from }),
      ...(mark === '**' && { gaveUp: true }),
    },
  }
}

function qmailLine(line: string): Raw | 'passed' | undefined {
  const found = /\bdelivery \d{1,12}: (failure|deferral|success): (\S*)/.exec(line)
  if (!found) return undefined
  return found[1] === 'success'
    ? 'passed'
    : {
        text: (found[2] ?? '')
          .replaceAll('_', ' ')
          .replace(/\/Giving up.*$/, '')
          .replaceAll('/', ' '),
        ...(found[1] === 'failure' && { around: { gaveUp: true } as const }),
      }
}

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
  for (const { text, around } of found) {
    const said = readReply(text, around)
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
