import type { Postfix } from '../core/mta.ts'
import type { QueueReason } from '../core/queue.ts'
import type { ReplyPattern } from '../core/reply.ts'
import { patternFor } from '../knowledge/replies.ts'
import { readReply } from '../records/reply/read.ts'
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

/** What a known reply comes to where this Postfix gets it: whose move it is then, and what it means there beyond its words. */
interface Local {
  /** Patterns of replies (knowledge/replies). */
  of: readonly string[]
  mover: Mover
  means?: string
  fix?: string
  /** Said by whom, or about whom; without it anybody. */
  at?: 'relay' | 'receiver'
  /** What has to hold of Postfix beside. */
  where?: (postfix: Postfix) => boolean
}

const routesOf = ({ routes }: Postfix) =>
  routes.flatMap(({ kind, tls }) => (kind === 'relay' && tls.seen ? [tls.value] : []))
const wrapsTls = (postfix: Postfix) => routesOf(postfix).some(({ wrapperMode }) => wrapperMode)
const wrapsWeakly = (postfix: Postfix) =>
  routesOf(postfix).some(({ wrapperMode, level }) => wrapperMode && !enforces(level))

const nameless = ['pf-dns-tryagain', 'pf-dns-notfound', 'pf-dns-nodata']
const silent = ['pf-connect-timeout', 'pf-connect-refused']

/** Postfix's own words. First come, first served. */
const own: readonly Local[] = [
  { of: ['pf-sasl-nomech'], mover: 'here', fix: 'mechanism' },
  { of: ['pf-sasl-later'], mover: 'relay' },
  { of: ['pf-sasl-cached', 'pf-sasl-server-said'], mover: 'here', fix: 'password' },
  { of: ['pf-sasl-nocompat', 'pf-sasl', 'pf-tls-engine'], mover: 'here', fix: 'log' },
  { of: ['pf-local-data'], mover: 'here', fix: 'table' },
  { of: ['pf-transport-unavailable'], mover: 'here', fix: 'transport' },
  {
    of: ['pf-server-unavailable', 'pf-dns-tryagain', 'pf-dns-notfound'],
    where: wrapsWeakly,
    mover: 'here',
    means:
      'Postfix does not use a port where TLS begins at once unless the level is encrypt or above, and says no more than this.',
    fix: 'wrapper',
  },
  {
    of: ['pf-tls-handshake', 'pf-lost-connection'],
    where: wrapsTls,
    mover: 'here',
    means: 'TLS begins with the first octet (smtp_tls_wrappermode), which fails where the relay waits for STARTTLS.',
    fix: 'wrapper',
  },
  { of: ['pf-no-greeting'], at: 'relay', mover: 'here', fix: 'wrapper' },
  { of: ['pf-cert-untrusted', 'pf-cert-unverified'], at: 'relay', mover: 'here', fix: 'certificate' },
  { of: ['pf-tls-not-offered', 'pf-tls-refused', 'pf-tls-handshake'], at: 'relay', mover: 'relay', fix: 'tls' },
  {
    of: nameless,
    at: 'relay',
    mover: 'here',
    means: 'The name of the relay has no address: it is misspelt, or this machine cannot ask DNS.',
    fix: 'name',
  },
  { of: nameless, mover: 'receiver', means: 'DNS gave no answer for it, or nobody has such a domain.' },
  { of: ['pf-network-unreachable'], mover: 'network', fix: 'route' },
  { of: ['pf-connect-timeout'], at: 'relay', mover: 'network', fix: 'port' },
  { of: ['pf-connect-refused'], at: 'relay', mover: 'relay', fix: 'port' },
  { of: silent, mover: 'receiver', means: 'Their server does not answer.' },
]

/** What the words of servers come to: whatever pattern they fit, what it is about decides. */
const told: readonly (Omit<Local, 'of'> & { is(pattern: ReplyPattern): boolean })[] = [
  {
    is: ({ class: kind, owner }) => kind === 'reputation' || owner === 'host',
    at: 'receiver',
    mover: 'here',
    means: 'Receivers put off what comes from this machine for what they think of its address.',
    fix: 'reputation',
  },
  { is: ({ class: kind }) => kind === 'sender-authentication', at: 'receiver', mover: 'here', fix: 'authentication' },
  {
    is: ({ id }) =>
      /^(?:rate|too-many-connections|quota-exceeded-hoster|mailbox-full)$|-(?:quota|ratelimit|throttle|credits)$/.test(
        id,
      ),
    at: 'relay',
    mover: 'relay',
    means: 'The relay takes no more for now: so it says where an account has sent what it may.',
    fix: 'limit',
  },
  {
    is: ({ id }) =>
      /(?:^|-)(?:auth|relay-denied|not-owned|want-auth|auth-wanted|auth-failed|auth-creds|invalidcred)$/.test(id),
    at: 'relay',
    mover: 'here',
    means: 'The relay wants a login that it did not get.',
    fix: 'entry',
  },
]

/** What the reason means to Exim, of whose settings no more than the relay is known. */
export function eximCause(reason: QueueReason): Cause {
  const pattern = known(reason)
  const at = reason.atRelay ? 'relay' : 'receiver'
  const [, trouble] =
    /(?:^|: )(Connection timed out|Connection refused|retry time not reached)/.exec(reason.reply) ?? []
  if (/^R=\S+: (?:host lookup did not complete|lookup of host)/.test(reason.reply))
    return { mover: 'receiver', means: 'DNS gave no answer for it.' }
  if (/^R=/.test(reason.reply))
    return { mover: 'here', means: 'A router of Exim cannot tell where this mail is to go.' }
  if (reason.atRelay && trouble === 'Connection timed out')
    return { mover: 'network', means: 'The relay does not answer: most often the network here blocks the port.' }
  if (trouble === 'Connection refused') return { mover: at, means: 'Nothing listens at that port.' }
  if (trouble === 'retry time not reached')
    return { mover: at, means: 'Exim waits for its next try; the reason of the last one stands in its log.' }
  const local = pattern && told.find((one) => one.is(pattern) && (one.at === undefined || one.at === at))
  if (pattern && local) {
    const fix = local.fix === 'entry' ? undefined : local.fix
    return { mover: local.mover, means: local.means ?? pattern.means, ...(fix !== undefined && { fix }) }
  }
  const means = pattern?.means ?? (reason.atRelay ? 'The relay puts this mail off.' : 'Their server puts it off.')
  return { mover: at, means }
}

/** The reply in a reason of the queue, as the world knows it. */
const known = ({ reply }: QueueReason): ReplyPattern | undefined => patternFor(readReply(reply))

/** A server of a receiver that does not answer at all. */
export const isSilent = (reason: QueueReason): boolean => !reason.atRelay && known(reason)?.id === 'pf-connect-timeout'

/** What the reason means. */
export function causeOf(reason: QueueReason, postfix: Postfix): Cause {
  const pattern = known(reason)
  const at = reason.atRelay ? 'relay' : 'receiver'
  const holds = (local: Omit<Local, 'of'>) =>
    (local.at === undefined || local.at === at) && (local.where?.(postfix) ?? true)
  const local =
    pattern &&
    (own.find((one) => one.of.includes(pattern.id) && holds(one)) ?? told.find((one) => one.is(pattern) && holds(one)))
  if (pattern && local)
    return {
      mover: local.mover,
      means: local.means ?? pattern.means,
      ...(local.fix !== undefined && { fix: local.fix }),
    }
  if (reason.atRelay)
    return { mover: 'relay', means: 'The relay puts this mail off; Postfix comes again by itself.', fix: 'other' }
  return { mover: 'receiver', means: pattern?.means ?? 'Their server puts it off; Postfix comes again by itself.' }
}
