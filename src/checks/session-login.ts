import type { Ruling } from '../core/check.ts'
import type { Facts } from '../core/facts.ts'
import type { Blind } from '../core/observation.ts'
import { offersOf } from '../core/session-stages.ts'
import type { LoginUntried, SmtpSession } from '../core/smtp.ts'
import {
  brokenIn,
  cutShort,
  deferred,
  isDeferral,
  isRefusal,
  isTaken,
  outOfPlace,
  replyIn,
} from '../core/smtp-blind.ts'
import type { SmtpReply } from '../records/smtp/reply.ts'
import { ownWordsIn, replied, wordsIn } from './session-replies.ts'
import { eachSession, serverOf } from './session-told.ts'

/** Why no login was tried, a clause, and how to have it tried, an order. */
export const untriedBecause: Readonly<Record<LoginUntried, { why: string; way: string }>> = {
  'in-clear': {
    why: 'the session is in clear, and whoever listens on the way would learn the password',
    way: 'Use a port with TLS, and leave --tls none away.',
  },
  unverified: {
    why: 'the certificate does not show that this is the relay, and whoever stands in its place would learn the password',
    way: 'Mend that first (see relay-certificate), or name the authority to trust: --ca FILE.',
  },
  'old-tls': {
    why: 'TLS older than 1.2 keeps no secret, and whoever listens on the way would learn the password',
    way: 'Have the server speak TLS 1.2 or later first (see relay-tls-version).',
  },
  'no-auth': { why: 'none is offered', way: 'See relay-auth.' },
  'no-mechanism': { why: 'none is offered that both sides know', way: 'See relay-auth.' },
}

/** What came of the login: `in`; `out` for good, with a clause that says why; not known; or none was asked for. */
export type LoginState = { state: 'in' | 'none' } | { state: 'out'; why: string } | { state: 'unknown'; blind: Blind }

/** What came of the login in this session. */
export function loginIn({ login }: SmtpSession, server: string): LoginState {
  if (!login) return { state: 'none' }
  if ('untried' in login) return { state: 'out', why: 'no login was tried' }
  const reply = replyIn(login)
  if (reply?.code === 235) return { state: 'in' }
  if (reply && isDeferral(reply)) return { state: 'unknown', blind: waiting(reply, server) }
  const odd = reply && (isTaken(reply) ? odder(reply, server) : outOfPlace(reply, server))
  if (odd) return { state: 'unknown', blind: odd }
  if (reply) return { state: 'out', why: `the login was refused with ${replied(reply)}` }
  const broken = brokenIn(login)
  return { state: 'unknown', blind: broken ? cutShort(broken) : nothing(server) }
}

/** RFC 4954 section 6 has one reply that says that the login was taken. */
const odder = (reply: SmtpReply, server: string): Blind => ({
  reason: 'malformed',
  detail: `${server} answers to the login with ${replied(reply)}, which is no 235`,
  wayOut: 'Have whoever runs the relay look into the log of the server: its answers may be out of step.',
})

/** A login that is put off is so for want of whoever knows the passwords, mostly, not of trust. */
const waiting = (reply: SmtpReply, server: string): Blind => ({
  ...deferred(reply, server),
  wayOut:
    'Wait a quarter of an hour, then run again: a server says so when it cannot ask who knows the passwords, or after too many tries.',
})
const nothing = (server: string): Blind => ({ reason: 'not-attempted', detail: `nothing was said to ${server}` })

type Known = Pick<Facts, 'relay' | 'relaySessions' | 'asked'>

/** The one session that logs in, and sends; without a login the one that names senders. */
export function speaking({ relay, relaySessions, asked }: Known): { session: SmtpSession; server: string } | undefined {
  const session = relaySessions.find(({ login, envelopes }) => (asked.session?.login ? login : envelopes.length > 0))
  return session && { session, server: serverOf(relay, session) }
}

/** Why no session got so far as to log in or to send. */
export function neverSpoke({ relay, relaySessions }: Known): Ruling<never>[] {
  return eachSession<never>(relay, relaySessions, 'ready', ({ server, end, about, evidence }) => ({
    cannotTell: end?.blind ?? nothing(server),
    about,
    evidence,
  })).slice(0, 1)
}

/** Reasons of their own: this machine, or how the domain proves its mail. */
const ofAnotherKind =
  /block(?:ed|list)|black ?list|deny ?list|dnsbl|\brbl\b|spamhaus|reputation|\bspf\b|\bdkim\b|\bdmarc\b|reverse (?:dns|hostname)|\bptr\b/i
const ofLogin = [
  /\b(?:auth|authentication|authorization|login|log[- ]in|credentials)\b[^.;:]{0,20}\b(?:required|needed|first|necessary|mandatory)\b/i,
  /\b(?:please|must|need to|have to|requires?|without|not)\b[^.;:]{0,30}\b(?:auth|authenticate|authenticated|authentication|log(?:ged)?[- ]?in)\b/i,
]

/** Whether a reply asks for a login in so many words, or by its code (RFC 4954 section 6). */
export function asksForLogin(reply: SmtpReply): boolean {
  const words = ownWordsIn(reply)
  return reply.code === 530 || (!ofAnotherKind.test(words) && ofLogin.some((pattern) => pattern.test(words)))
}

/** Whether a no is one to relaying, in the words that servers have for that. */
export function isOfRelaying(reply: SmtpReply): boolean {
  const words = ownWordsIn(reply)
  return isRefusal(reply) && !ofAnotherKind.test(words) && /\brelay(?:ed|ing)?\b|\brcpthosts\b/i.test(words)
}

/**
 * Whether a server refuses because nobody has logged in, where it has a login at all. A no for any other reason would have
 * come to a customer as well.
 */
export const wantsLogin = (reply: SmtpReply, session: SmtpSession): boolean =>
  reply.code === 530 || (mayLogIn(session) && isRefusal(reply) && (asksForLogin(reply) || isOfRelaying(reply)))

/** A login is offered, or may be inside TLS that was declined. */
function mayLogIn(session: SmtpSession): boolean {
  const offers = offersOf(session)
  return (offers?.auth.length ?? 0) > 0 || (session.tls === 'none' && offers?.starttls === true)
}

/** How to be no stranger, an order: by a login, or by TLS where the reply asks for that first. */
const strangerWay = (reply: SmtpReply): string =>
  /starttls|\btls\b/i.test(wordsIn(reply))
    ? 'Leave --tls none away.'
    : 'Log in: --user NAME, and the password in a file (--password-file FILE) or in RELAYCHECK_PASSWORD.'

/** Why a sender or a recipient was not judged, behind a login that did not come about. */
export const untriedLoggedOut = ({ why }: { why: string }, server: string) => ({
  why: `${server} was not logged in to: ${why}.`,
  way: 'See relay-login.',
})

/** The same where nobody logged in, and the server asks for that. */
export const untriedStranger = (reply: SmtpReply, server: string) => ({
  why: `${server} refuses it without a login: ${replied(reply)}.`,
  way: strangerWay(reply),
})
