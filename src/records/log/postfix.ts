import { type LogClock, type LogLine, longestLine } from './line.ts'
import { stampOf } from './stamp.ts'

/** `host postfix-out/submission/smtpd[123]: 4XyZ01: …`: the last name is the daemon's. */
const shape =
  /^(?:\S{1,255} )?[\w.-]{1,80}(?:\/[\w.-]{1,80}){0,3}?\/([\w-]{1,40})\[\d{1,10}\]: (?:warning: )?([0-9A-Za-z]{5,30}): (.*)$/

type About = Omit<LogLine, 'at' | 'id' | 'text'>

/** A line that Postfix wrote about a message: by syslog, in the journal, or to a file of its own. */
export function parsePostfixLine(line: string, clock: LogClock): LogLine | undefined {
  const text = line.slice(0, longestLine)
  const stamp = stampOf(text, clock)
  const found = stamp && shape.exec(stamp.rest)
  if (!found) return undefined
  const [, daemon = '', id = '', rest = ''] = found
  return { at: stamp.at, id, text, ...aboutOf(daemon, rest) }
}

function aboutOf(daemon: string, rest: string): About {
  switch (daemon) {
    case 'smtpd':
      return /^client=/.test(rest) ? { event: { state: 'queued' } } : {}
    case 'pickup':
      return /^uid=/.test(rest) ? { event: { state: 'queued' } } : {}
    case 'cleanup':
      return ofCleanup(rest)
    case 'qmgr':
      return ofQueueManager(rest)
    case 'postsuper':
      return ofAdministrator(rest)
    default:
      return ofDelivery(daemon, rest)
  }
}

/** cleanup(8): what it read of the header, and what rules of header_checks(5) and milters did. */
function ofCleanup(rest: string): About {
  const messageId = /^(?:resent-)?message-id=<?([^<>]{1,998})>?$/.exec(rest)?.[1]
  if (messageId !== undefined) return rest.startsWith('resent-') ? {} : { messageId }
  const rule = /^(?:milter-)?(reject|discard|hold|quarantine): (.*)$/.exec(rest)
  if (!rule) return {}
  const [, action, words = ''] = rule
  const answer = /: ([245]\.\d{1,3}\.\d{1,3} .*?)(?:; from=<.*)?$/.exec(words)?.[1]
  const recipient = /; from=<.*? to=<([^<>]{1,320})>/.exec(words)?.[1]
  const refused = answer?.startsWith('4') ? 'deferred' : 'bounced'
  const state = action === 'reject' ? refused : action === 'discard' ? 'dropped' : 'deferred'
  return {
    ...(recipient !== undefined && { recipients: [recipient] }),
    event: { state, ...(answer !== undefined && { answer }) },
    ...((action === 'reject' || action === 'discard') && { ends: true }),
  }
}

function ofQueueManager(rest: string): About {
  if (rest === 'removed') return { ends: true }
  return /\bstatus=(?:force-)?expired, returned to sender/.test(rest) ? { event: { state: 'bounced' } } : {}
}

/** postsuper(1), by hand. */
function ofAdministrator(rest: string): About {
  if (rest === 'removed') return { event: { state: 'dropped' }, ends: true }
  return /^placed on hold/.test(rest) ? { event: { state: 'deferred' } } : {}
}

const delivery =
  /^to=<(.{0,320}?)>, (?:orig_to=<(.{0,320}?)>, )?relay=([^,]{1,400}), .{0,300}?\bstatus=([\w-]{1,20}) \((.*)$/

/** A delivery agent: smtp(8), lmtp(8), local(8), virtual(8), pipe(8), error(8), retry and discard(8), under any name. */
function ofDelivery(daemon: string, rest: string): About {
  const found = delivery.exec(rest)
  if (!found) return {}
  const [, to = '', before, relay = '', status = '', words = ''] = found
  const recipients = [to, ...(before === undefined ? [] : [before])]
  const answer = words.replace(/\)$/, '')
  const by = relay === 'none' ? {} : { to: relay }
  if (status === 'deferred' || status === 'SOFTBOUNCE')
    return { recipients, event: { state: 'deferred', answer, ...by } }
  if (status === 'bounced' || status === 'expired') return { recipients, event: { state: 'bounced', answer, ...by } }
  // Others tell of addresses that were only tried (verify(8)).
  if (status !== 'sent') return { recipients }
  const next = nextOf(answer, relay)
  return { recipients, event: { state: takenBy(daemon, answer), answer, ...by }, ...(next && { next }) }
}

/** What `sent` comes to: a server that took it, a mailbox, or nowhere. */
function takenBy(daemon: string, answer: string): 'sent' | 'delivered' | 'dropped' {
  if (daemon === 'discard') return 'dropped'
  if (daemon === 'lmtp') return /\bqueued as\b/i.test(answer) ? 'sent' : 'delivered'
  if (daemon === 'virtual' || daemon === 'local')
    return /^delivered to (?:mailbox|maildir|file)/.test(answer) ? 'delivered' : 'sent'
  return daemon === 'pipe' && /^delivered via (?:dovecot|maildrop|cyrus)/.test(answer) ? 'delivered' : 'sent'
}

function nextOf(answer: string, relay: string): LogLine['next'] {
  const forwarded = /^forwarded as ([0-9A-Za-z]{5,30})/.exec(answer)?.[1]
  if (forwarded !== undefined) return { id: forwarded, here: true }
  const queued = /\bqueued as ([0-9A-Za-z]{5,30})(?![0-9A-Za-z-])/.exec(answer)?.[1]
  if (queued === undefined) return undefined
  return { id: queued, here: /\[(?:127\.[\d.]{5,11}|::1)\]/.test(relay) }
}
