import type { Postfix } from '../core/mta.ts'
import type { QueueReason } from '../core/queue.ts'
import { enforces } from './mta-tls-policy.ts'

/** Whose move it is: this machine's, its relay's, the receiver's, or the network's that the machine stands in. */
export type Mover = 'here' | 'relay' | 'receiver' | 'network'

/** What a reason of the queue means. */
export interface Cause {
  mover: Mover
  /** A sentence. */
  means: string
  /** Names the order among the fixes of mta-queue. */
  fix?: string
}

interface Known extends Cause {
  pattern: RegExp
  /** Said by whom; without it by anybody. */
  at?: 'relay' | 'receiver'
  /** What has to hold of Postfix beside. */
  where?: (postfix: Postfix) => boolean
}

const routesOf = ({ routes }: Postfix) =>
  routes.flatMap(({ kind, tls }) => (kind === 'relay' && tls.seen ? [tls.value] : []))
const wrapsTls = (postfix: Postfix) => routesOf(postfix).some(({ wrapperMode }) => wrapperMode)
const wrapsWeakly = (postfix: Postfix) =>
  routesOf(postfix).some(({ wrapperMode, level }) => wrapperMode && !enforces(level))

/** Postfix's own words, which stand at the beginning; what servers said stands behind them. First come, first served. */
const own: readonly Known[] = [
  {
    pattern: /^SASL authentication failed; cannot authenticate to server [^:]*: no mechanism available/,
    mover: 'here',
    means:
      'Postfix has no way to log in that the relay takes: the plug-ins of the SASL library are missing, or the settings forbid those that are there.',
    fix: 'mechanism',
  },
  {
    pattern: /^SASL (?:\[CACHED\] )?authentication failed; server \S+ said: 4(?!\d\d 4\.7\.8|\d\d 5)/,
    mover: 'relay',
    means: 'The relay could not look at the password just now, and is tried again.',
  },
  {
    pattern: /^SASL (?:\[CACHED\] )?authentication failed; server /,
    mover: 'here',
    means: 'The relay refuses user and password.',
    fix: 'password',
  },
  { pattern: /^SASL /, mover: 'here', means: 'The login at the relay does not come about.', fix: 'log' },
  {
    pattern: /^local data error while talking to /,
    mover: 'here',
    means:
      'Postfix cannot look into one of its own tables: one that was never made with postmap, or that it may not read.',
    fix: 'table',
  },
  {
    pattern: /^(?:mail transport unavailable|unknown mail transport error)/,
    mover: 'here',
    means: 'The program of Postfix that should carry this mail is missing in master.cf, or ends as soon as it begins.',
    fix: 'transport',
  },
  {
    pattern: /^(?:server unavailable or unable to receive mail|Host not found|Host or domain name not found)/,
    where: wrapsWeakly,
    mover: 'here',
    means:
      'Postfix does not use a port where TLS begins at once unless the level is encrypt or above, and says no more than this.',
    fix: 'wrapper',
  },
  {
    pattern: /^(?:Cannot start TLS: handshake failure|lost connection with \S+ while performing)/,
    where: wrapsTls,
    mover: 'here',
    means: 'TLS begins with the first octet (smtp_tls_wrappermode), which fails where the relay waits for STARTTLS.',
    fix: 'wrapper',
  },
  {
    pattern:
      /^(?:conversation with \S+ timed out|lost connection with \S+) while receiving the initial server greeting/,
    at: 'relay',
    mover: 'here',
    means:
      'The relay takes the connection and sends no greeting: so does a port where TLS begins at once, if Postfix waits for it without smtp_tls_wrappermode.',
    fix: 'wrapper',
  },
  {
    pattern: /^TLS is required, but was not offered/,
    at: 'relay',
    mover: 'relay',
    means: 'The settings demand TLS, and the relay, or somebody on the way, does not offer it on this port.',
    fix: 'tls',
  },
  {
    pattern: /^TLS is required, but our TLS engine is unavailable/,
    mover: 'here',
    means: 'Postfix could not begin TLS by itself: a certificate or a key that its settings name cannot be used.',
    fix: 'log',
  },
  {
    pattern: /^Server certificate not (?:trusted|verified)/,
    at: 'relay',
    mover: 'here',
    means:
      'The settings demand a certificate that Postfix can verify, and that of the relay is none, or Postfix was not told whom to trust.',
    fix: 'certificate',
  },
  {
    pattern: /^Cannot start TLS|^TLS is required/,
    at: 'relay',
    mover: 'relay',
    means: 'TLS with the relay does not come about.',
    fix: 'tls',
  },
  {
    pattern: /^(?:unable to look up host|Host or domain name not found|Host not found)/,
    at: 'relay',
    mover: 'here',
    means: 'The name of the relay has no address: it is misspelt, or this machine cannot ask DNS.',
    fix: 'name',
  },
  {
    pattern: /^connect to \S+: (?:Connection timed out|Operation timed out)/,
    at: 'relay',
    mover: 'network',
    means: 'Nothing answers on that port of the relay: networks that block a port say nothing.',
    fix: 'port',
  },
  {
    pattern: /^connect to \S+: (?:No route to host|Network is unreachable)/,
    mover: 'network',
    means: 'This machine has no way to that address.',
    fix: 'route',
  },
  {
    pattern: /^connect to \S+: Connection refused/,
    at: 'relay',
    mover: 'relay',
    means: 'The relay has nothing on that port.',
    fix: 'port',
  },
]

/** Words of servers, which may hold anything: they decide on the meaning alone. */
const told: readonly Known[] = [
  {
    pattern:
      /unsolicited|reputation|block(?:ed|list)|black ?list|deny ?list|dnsbl|\brbl\b|spamhaus|barracuda|\[TSS?\d\d\]|user complaints|reverse (?:dns|hostname)|\bptr\b/i,
    at: 'receiver',
    mover: 'here',
    means: 'Receivers put off what comes from this machine for what they think of its address.',
    fix: 'reputation',
  },
  {
    pattern: /authenticat|not logged in|log ?in\b|relay(?:ing)? (?:access )?denied|not permitted to relay/i,
    at: 'relay',
    mover: 'here',
    means: 'The relay wants a login that it did not get.',
    fix: 'entry',
  },
  {
    pattern: /quota|limit|rate|too many|exceed|throttl/i,
    at: 'relay',
    mover: 'relay',
    means: 'The relay takes no more for now: so it says where an account has sent what it may.',
    fix: 'limit',
  },
  { pattern: /gr[ea]y-?list/i, mover: 'receiver', means: 'Greylisting: it is taken when Postfix comes again.' },
  {
    pattern: /(?:mailbox|quota|storage|over ?quota).{0,40}(?:full|exceed|over)|full.{0,20}mailbox|4\.2\.2\b/i,
    mover: 'receiver',
    means: 'The mailbox is full.',
  },
  {
    pattern: /rate|too many|too fast|throttl|limit|exceed/i,
    mover: 'receiver',
    means: 'The receiver takes only so much at a time.',
  },
]

/** What the reason means. */
export function causeOf(reason: QueueReason, postfix: Postfix): Cause {
  const at = reason.atRelay ? 'relay' : 'receiver'
  const fits = (known: Known) =>
    (known.at === undefined || known.at === at) && (known.where?.(postfix) ?? true) && known.pattern.test(reason.reply)
  const ours = own.find(fits)
  if (ours) return ours
  const isSaid = /\b(?:said|refused to talk to me|refused to start TLS): /.test(reason.reply)
  const theirs = isSaid ? told.find(fits) : undefined
  if (theirs) return theirs
  if (reason.atRelay)
    return { mover: 'relay', means: 'The relay puts this mail off; Postfix comes again by itself.', fix: 'other' }
  return { mover: 'receiver', means: unknownCause(reason.reply) }
}

const unknownCause = (reply: string): string =>
  /^(?:unable to look up host|Host or domain name not found)/.test(reply)
    ? 'DNS gave no answer for it, or nobody has such a domain.'
    : /^connect to /.test(reply)
      ? 'Their server does not answer.'
      : 'Their server puts it off; Postfix comes again by itself.'
