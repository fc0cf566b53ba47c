import type { Around } from './said.ts'

/** What somebody said, still as it stands, and where. */
export interface Raw {
  text: string
  around?: Around
}

/** Postfix and sendmail name the return path in a line of its own, by the name of the message. */
export function sendersIn(lines: readonly string[]): ReadonlyMap<string, string> {
  const senders = new Map<string, string>()
  for (const line of lines) {
    const [, id, from] = /\]: ([0-9A-Za-z]{5,20}): from=<([^<>]{0,320})>/.exec(line) ?? []
    if (id !== undefined && from !== undefined && senders.size < 10_000) senders.set(id, from)
  }
  return senders
}

/** A line of a log: the reply in it, or that it holds none; nothing where it is no line of a log. */
export function logLine(line: string, senders: ReadonlyMap<string, string>): Raw | 'passed' | undefined {
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

const mostDelivered = 1000

/** What servers answered to mail that they took, by lines of a log: Postfix, sendmail, Exim; each with its recipient. */
export function deliveriesIn(lines: readonly string[]): Raw[] {
  return lines.flatMap((line) => deliveredIn(line) ?? []).slice(0, mostDelivered)
}

function deliveredIn(line: string): Raw | undefined {
  const [, answer] = /\bstatus=sent \((.*)\)\s*$/.exec(line) ?? /, stat=Sent(?: \((.*)\))?\s*$/.exec(line) ?? []
  const around = aroundOf(line, new Map())
  if (around.to !== undefined)
    return answer === undefined
      ? undefined
      : { text: /^2/.test(answer) ? answer : `${around.dsn ?? ''} ${answer}`.trim(), around }
  const [, to, rest = ''] = / (?:=>|->) (?:[^\s<>]{1,64} <)?([^\s<>@]{1,64}@[^\s<>]{1,253})>? (.*)$/.exec(line) ?? []
  const [, said] = /\bC="([^"]{1,1000})"/.exec(rest) ?? []
  const [, host, ip] = /\bH=([A-Za-z0-9][\w.-]{0,252}) \[([0-9A-Fa-f.:]{2,45})\]/.exec(rest) ?? []
  return to === undefined || said === undefined
    ? undefined
    : {
        text: said,
        around: { to, ...(host !== undefined && ip !== undefined && { host: host.toLowerCase(), hostIp: ip }) },
      }
}
