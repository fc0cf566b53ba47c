import { defineCheck, defineSubject, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { Blind } from '../../core/observation.ts'
import { endOf } from '../../core/session-stages.ts'
import type { Said, SmtpSession } from '../../core/smtp.ts'
import { cutShort, deferred, isDeferral, isRefusal, isTaken } from '../../core/smtp-blind.ts'
import { hiddenRange, inNetwork } from '../../records/address.ts'
import type { SmtpReply } from '../../records/smtp/reply.ts'
import { asksForLogin, isOfRelaying } from '../session-login.ts'
import { replied } from '../session-replies.ts'
import { ready } from '../session-subjects.ts'
import { serverOf, transcriptOf } from '../session-told.ts'

/** Asked for: to try it looks, in the log of the relay, like somebody who looks for one to send spam through. */
const tried = defineSubject({
  within: ready,
  needs: ['asked'],
  absent: ({ asked }) => (asked.session?.openRelayTest ? undefined : 'asked only with --open-relay-test'),
})

const outcomes = {
  closed: {
    verdict: 'pass',
    says: '{server} takes nothing from {from} for {to} without a login: {reply}.',
    brief: 'not an open relay',
  },
  open: {
    verdict: 'fail',
    says: '{server} takes mail from {from} for {to} without a login, from {source}. If it does so from everywhere it is an open relay: spam goes out through it within hours, and its address is listed within days.',
    fix: 'Run this once more from a network that the relay has no reason to trust: what it does there decides. Where the server is yours and that is Postfix: leave only 127.0.0.0/8 and [::1]/128 in mynetworks, and see that smtpd_relay_restrictions ends with reject_unauth_destination:\n\n    postconf mynetworks smtpd_relay_restrictions smtpd_recipient_restrictions\n\nIf it is meant to trust {source}, all is well.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>
type Known = Pick<Facts, 'relay' | 'relayStranger' | 'relayProfile'>

export default defineCheck({
  id: 'relay-closed',
  step: 'session',
  title: 'The relay takes nothing from strangers',
  why: 'Whoever finds an open relay sends spam through it, and its address is soon refused everywhere.',
  refs: ['RFC 5321 section 7.1', 'RFC 2505 section 2.1'],
  subject: tried,
  needs: ['relay', 'relayStranger', 'relayProfile'],
  outcomes,
  judge({ relay, relayStranger: session, relayProfile }): Rulings | Rulings[] {
    if (!session) return []
    const server = serverOf(relay, session)
    const about = { server, address: session.address, port: session.port }
    const evidence = transcriptOf(session, server)
    const end = endOf(session, server)
    if (end) return { cannotTell: end.blind, about, evidence }
    const ruling = judgeSaid(session, server, { relay, relayStranger: session, relayProfile })
    return { ...ruling, about: { ...about, ...ruling.about }, evidence }
  },
})

/** One thing that was said: who was named, and what came of it. */
interface Named {
  what: 'sender' | 'recipient'
  to: string
  said: Said | { untried: string } | undefined
}

function judgeSaid(session: SmtpSession, server: string, known: Known): Rulings {
  const [envelope] = session.envelopes
  const [first, ...others] = envelope?.recipients ?? []
  const from = envelope?.sender ? envelope.sender : 'the null sender'
  const to = first?.recipient ?? 'anybody'
  const all: Named[] = [
    { what: 'sender', to, said: envelope?.mail },
    ...[first, ...others].flatMap((one) =>
      one ? [{ what: 'recipient', to: one.recipient, said: one.rcpt } as const] : [],
    ),
  ]
  const replies = all.flatMap(({ said, ...named }) =>
    said && 'reply' in said ? [{ ...named, reply: said.reply }] : [],
  )
  const taken = replies.find(
    ({ what, to: recipient, reply }) => what === 'recipient' && recipient === to && isTaken(reply),
  )
  if (taken) return judgeTaken(session, { from, to, server }, known)
  const later = replies.find(({ to: recipient, reply }) => recipient === to && isDeferral(reply))
  const no = later ? undefined : replies.find((one) => isRefusal(one.reply) && saysNo(one))
  if (no) return { outcome: 'closed', about: { from, to: no.to, reply: replied(no.reply) } }
  return { cannotTell: whyUntold(all, replies, server) }
}

function whyUntold(all: readonly Named[], replies: readonly { reply: SmtpReply }[], server: string): Blind {
  const later = replies.find(({ reply }) => isDeferral(reply))
  if (later) return deferred(later.reply, server)
  const [broken] = all.flatMap(({ said }) => (said && 'broken' in said ? [said.broken] : []))
  if (broken) return cutShort(broken)
  const other = replies.find(({ reply }) => reply.code >= 500)
  return {
    reason: 'not-attempted',
    detail: other
      ? `${server} refused a stranger for another reason than that (${replied(other.reply)})`
      : `${server} was told of no sender and no recipient`,
    wayOut:
      'Run this again with a sender and a recipient that exist, at two domains that this relay has nothing to do with: --from and --to. Only its own settings tell for certain: in Postfix smtpd_relay_restrictions.',
  }
}

/** What would be said to a customer as well, though with the code of a policy (RFC 3463 section 3.8). */
const ofAnotherKind =
  /\b(?:sender|client|block(?:ed|list)|black ?list|deny ?list|dnsbl|rbl|spamhaus|reputation|reverse (?:dns|hostname)|ptr|helo|spf|dkim|dmarc|verif\w*|too many|try again|later|spam|null ?mx|domain|hosts? unknown|user unknown|no such user)\b/i

/**
 * Whether a refusal is one of relaying: it speaks of that or of a login, or it is one of policy without another reason, or
 * one of RFC 5321 section 3.4. "Invalid recipient" is how OpenSMTPD says so of a domain that is not its own.
 */
function saysNo({ what, reply }: { what: Named['what']; reply: SmtpReply }): boolean {
  const text = reply.lines.join(' ').slice(0, 1000)
  if (/\bstarttls\b/i.test(text)) return false
  if (asksForLogin(reply)) return true
  if (what === 'sender') return false
  if (isOfRelaying(reply) || reply.code === 551 || /^invalid recipient\b/i.test(text)) return true
  return reply.enhanced === '5.7.1' && !ofAnotherKind.test(text)
}

/** Whoever is trusted by address is no stranger, and from inside nobody can tell who else is trusted. */
function judgeTaken(
  { connected, address }: SmtpSession,
  { from, to, server }: { from: string; to: string; server: string },
  { relayProfile }: Known,
): Rulings {
  const source = 'source' in connected ? connected.source : ''
  const why = trustedFor(source, address, relayProfile?.name)
  if (why === undefined) return { outcome: 'open', about: { from, to, source } }
  const blind: Blind = {
    reason: 'not-attempted',
    detail: `${server} took mail for ${to} from this machine without a login, and ${why}`,
    wayOut: 'Run this from a network that the relay has no reason to trust: what it does there decides.',
  }
  return { cannotTell: blind, about: { from, to, source } }
}

function trustedFor(source: string, address: string, name: string | undefined): string | undefined {
  const range = hiddenRange(source) ?? hiddenRange(address)
  if (range) return `it may trust its own network (${hiddenRange(source) ? source : address} is ${range.what})`
  if (inNetwork(source, address, source.includes(':') ? 64 : 24))
    return `it may trust its own network, which ${source} is in`
  return name === undefined ? undefined : `${name} can be set to know a customer by the address of the machine`
}
