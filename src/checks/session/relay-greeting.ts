import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import { endOf } from '../../core/session-stages.ts'
import type { SmtpSession } from '../../core/smtp.ts'
import { brokenIn, isRefusal, replyIn } from '../../core/smtp-blind.ts'
import { commandAt } from '../session-orders.ts'
import { isToClient, quotedOf, replied } from '../session-replies.ts'
import { greets } from '../session-subjects.ts'
import { eachSession, serverOf, type Told } from '../session-told.ts'

/**
 * RFC 5321 section 4.5.3.2.1 lets a server take five minutes, and Postfix waits so long; nodemailer waits 30 s. Servers that
 * hold a greeting back on purpose, to shake off senders of spam, mostly do so for less than this.
 */
const lateMs = 20_000

const outcomes = {
  ready: { verdict: 'pass', says: '{server} greets: {greeting}.' },
  late: {
    verdict: 'warn',
    says: '{server} greets only after {seconds} s. Postfix waits five minutes for that; many programs that send by themselves wait 30 s or less, and then report that the relay is down.',
    fix: 'See on the relay what it waits for: most often it looks up the name of this machine, or a blocklist, and gets no answer. Until then let programs wait longer for the greeting, or let Postfix here take their mail and hand it on.',
  },
  refused: {
    verdict: 'fail',
    says: '{server} turns this machine away before anything is said: {reply}. No mail can be sent through it from here.',
    fix: 'Follow what the reply says. Where it names a blocklist, or the address of this machine: see relaycheck ip with that address. Otherwise ask whoever runs {host} to let this machine in, with the reply in full.',
  },
  'refused-at-one': {
    verdict: 'warn',
    says: '{server} turns this machine away before anything is said: {reply}, while {ready} takes it in. Senders that try it first lose time; Postfix goes on to the next (smtp_skip_5xx_greeting), other programs may give up.',
    fix: 'Tell whoever runs {host} what {address} answers, with the reply in full: the addresses of a relay should all do the same.',
  },
  'hello-refused': {
    verdict: 'fail',
    says: '{server} does not take the name that this machine gives itself: {reply}. Whatever says EHLO with that name sends no mail through it.',
    fix: 'Give a full name that leads to the address of this machine: here with --helo NAME; in Postfix as myhostname, or as smtp_helo_name.',
  },
  'speaks-tls': {
    verdict: 'fail',
    says: '{server} begins with TLS, where the session was to begin in clear. No mail can be sent that way: the two sides do not understand each other.',
    fix: 'Begin TLS with the first octet{with}:\n\n    {command}\n\nIn Postfix: smtp_tls_wrappermode = yes and smtp_tls_security_level = encrypt.',
  },
  'not-smtp': {
    verdict: 'fail',
    says: '{server} is no mail server, as far as its first words tell: {what}. No mail can be sent that way.',
    fix: 'Give the port at which {host} takes mail: 587 or 465 for most relays, 25 between servers.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>
type Known = Pick<Facts, 'relay' | 'relaySessions' | 'relayProfile' | 'asked'>

export default defineCheck({
  id: 'relay-greeting',
  step: 'session',
  title: 'The relay greets and takes a greeting',
  why: 'A server that turns this machine away at the door takes no mail from it, whatever the password.',
  refs: ['RFC 5321 section 3.1', 'RFC 5321 section 4.5.3.2.1'],
  subject: greets,
  needs: ['relay', 'relaySessions', 'relayProfile', 'asked'],
  outcomes,
  judge: (facts): Rulings[] =>
    eachSession(facts.relay, facts.relaySessions, 'greeting', (told) => judgeOne(told, facts)),
})

function judgeOne(
  { session, end, about: told, evidence }: Told,
  { relay, relaySessions, relayProfile, asked }: Known,
): Rulings {
  const { greeting, port } = session
  const about = { ...told, host: relay.host }
  const there = commandAt(relay, asked, port, 'implicit')
  const broken = brokenIn(greeting)
  if (broken?.trouble === 'not-smtp' || broken?.trouble === 'too-much') {
    const isTls = broken.speaks === 'tls' && session.tls !== 'implicit'
    return { outcome: isTls ? 'speaks-tls' : 'not-smtp', about: { ...about, ...there, what: broken.detail }, evidence }
  }
  if (broken?.trouble === 'silent' && session.tls !== 'implicit' && isImplicit(port, relayProfile)) {
    const wayOut = `TLS begins with the first octet at that port, as it is used, and the server waits for it${there.with}:\n\n    ${there.command}`
    return { cannotTell: { reason: 'timeout', detail: broken.detail, wayOut }, about: told, evidence }
  }
  const isHere = end?.stage === 'greeting' || end?.stage === 'hello'
  if (isHere && !end.seen) return { cannotTell: end.blind, about: told, evidence }
  const refusal = refusalIn(session)
  if (isHere && refusal) {
    const { outcome, reply } = refusal
    const well = relaySessions.find((one) => endOf(one, '') === undefined)
    if (outcome === 'refused' && well) {
      const there = { ...about, reply, ready: serverOf(relay, well) }
      return { outcome: 'refused-at-one', about: there, evidence }
    }
    return { outcome, about: { ...about, reply }, evidence }
  }
  return judgeTaken(session, about, evidence)
}

const isImplicit = (port: number, profile: Known['relayProfile']): boolean =>
  profile ? profile.ports.implicit.includes(port) : port === 465

/** The first no, to the connection or to the name that was given; of one inside TLS relay-auth speaks. */
function refusalIn({ greeting, hello }: SmtpSession) {
  const first = replyIn(greeting)
  if (first && isRefusal(first)) return { outcome: 'refused', reply: replied(first) } as const
  const second = replyIn(hello)
  if (!second || !isRefusal(second)) return undefined
  return { outcome: isToClient(second) ? 'refused' : 'hello-refused', reply: replied(second) } as const
}

function judgeTaken({ greeting }: SmtpSession, about: Told['about'], evidence: Told['evidence']): Rulings {
  const ms = greeting?.ms ?? 0
  const [line = ''] = replyIn(greeting)?.lines ?? []
  if (ms >= lateMs) return { outcome: 'late', about: { ...about, seconds: Math.round(ms / 1000) }, evidence }
  return { outcome: 'ready', about: { ...about, greeting: quotedOf(line), ms }, evidence }
}
