import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { About, Evidence } from '../../core/finding.ts'
import type { Blind } from '../../core/observation.ts'
import type { ProbeSent, Via } from '../../core/probe.ts'
import type { ReplyExplained } from '../../core/reply.ts'
import type { SmtpTrouble } from '../../core/smtp.ts'
import { brokenIn, replyIn } from '../../core/smtp-blind.ts'
import { decisiveIn, meaningOf, repliedWith, sendingEvidence } from '../probe-told.ts'
import { noUtf8 } from '../session-envelopes.ts'
import { untriedBecause } from '../session-login.ts'
import { replied } from '../session-replies.ts'

const outcomes = {
  accepted: {
    verdict: 'pass',
    says: '{server} has taken the message to {recipient}{named}: {reply}. That is not yet that it arrived (see probe-arrived).',
    brief: 'taken by {host}',
  },
  rejected: {
    verdict: 'fail',
    says: '{server} refuses the message to {recipient} {when}: {reply}. {means}',
    fix: '{order}',
    fixes: { next: '{order} What to run next:\n\n    {next}' },
  },
  deferred: {
    verdict: 'warn',
    says: '{server} puts the message to {recipient} off {when}: {reply}. {means} It was not sent: a mail server would try again, relaycheck sends once.',
    fix: '{order} Then run it again, in a quarter of an hour or later.',
    fixes: {
      next: '{order} Then run it again, in a quarter of an hour or later. What to run meanwhile:\n\n    {next}',
      nobody: 'Run it again in a quarter of an hour, from the same address, as a mail server does by itself.',
    },
  },
  nowhere: {
    verdict: 'fail',
    says: 'The message to {recipient} was not sent: {why}. All mail to it comes back.',
    fix: 'Look at the spelling of {recipient}. If {domain} is meant to take mail, publish an MX record that names its server, and the addresses of that server. What there is now:\n\n    relaycheck domain {domain}',
  },
  'not-sent': {
    verdict: 'fail',
    says: 'The message to {recipient} was not sent: {why}. Mail that is sent this way does not leave.',
    fix: '{way}',
    fixes: { relay: '{way} What is wrong there, and what must change:\n\n    {next}' },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>
type Known = Pick<Facts, 'probe' | 'probeSent' | 'asked'>

/** When a server said no, behind "refuses the message". */
const whens: Readonly<Record<ProbeSent['stage'], string>> = {
  connect: 'at once',
  greeting: 'before anything was said',
  tls: 'before TLS was set up',
  login: 'at the login',
  sender: 'when the sender {sender} was named',
  recipient: 'when the recipient was named',
  data: 'when the message was announced',
  end: 'once it had the whole of it, after DATA, which no test that stops before sees',
}

export default defineCheck({
  id: 'probe-accepted',
  step: 'probe',
  title: 'The message is taken',
  why: 'Only a message that is sent shows what the server says once it has it; many judge author and content only then.',
  refs: ['RFC 5321 section 4.2.1', 'RFC 3463 section 3', 'RFC 7505 section 4'],
  needs: ['probe', 'probeSent', 'asked'],
  outcomes,
  judge(facts): Rulings {
    const { probe, probeSent: sent } = facts
    const evidence = sendingEvidence(sent)
    const last = decisiveIn(sent)
    const server = last?.server ?? ''
    const about = { recipient: probe.display, domain: domainOf(probe.display), server, host: last?.session.host ?? '' }
    const stood = { evidence, about: { ...about, ...(sent.queueId !== undefined && { queueId: sent.queueId }) } }
    if (sent.outcome === 'perhaps') return { cannotTell: perhaps(sent, server), ...stood }
    if (sent.outcome === 'not-sent') return notSent(facts, stood)
    if (!sent.reply) throw new Error(`the message was ${sent.outcome} without a reply`)
    if (sent.outcome === 'accepted') {
      const named = sent.queueId === undefined ? '' : `, as ${sent.queueId}`
      return { outcome: 'accepted', about: { ...stood.about, reply: repliedWith(sent.reply), named }, evidence }
    }
    const meaning = meaningOf(ofRelay(sent.reply, sent, facts.asked), sent)
    const sender = last?.session.envelopes[0]?.sender || '<>'
    const more = { ...meaning, when: whens[sent.stage].replace('{sender}', () => sender) }
    const waits = sent.outcome === 'deferred' && sent.reply.owner === 'nobody'
    const fixFor = waits ? 'nobody' : meaning.next === '' ? '' : 'next'
    return { outcome: sent.outcome, about: { ...stood.about, ...more }, evidence, fixFor }
  },
})

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/**
 * Through a relay: what is to be run names its port too, and a reply that only its code tells of, or that says no more than
 * that a server has trouble or a rule, is the relay's own where it does not have the message yet.
 */
function ofRelay(reply: ReplyExplained, { via, stage }: ProbeSent, { probe }: Known['asked']): ReplyExplained {
  if (via !== 'relay' || !probe?.server) return reply
  const command = commandAt(probe.server)
  const isAnybodys = reply.pattern === undefined || reply.pattern === 'policy' || reply.reason === 'server-trouble'
  if (!isAnybodys || stage === 'end')
    return { ...reply, next: reply.next.map((one) => one.replace(/^relaycheck relay \S+/, () => command)) }
  const owner = reply.owner === 'receiver' ? 'relay' : reply.owner
  const fix = reply.owner === 'receiver' ? 'Ask whoever runs the relay, with this reply.' : reply.fix
  return { ...reply, owner, fix, next: [command] }
}

const commandAt = ({ host, port }: { host: string; port: number }): string =>
  `relaycheck relay ${host.includes(':') ? `[${host}]` : host}:${port}`

const patience = ' Some servers look through a message for minutes before they answer: --deadline 660 waits for that.'

/** Sent twice it would come twice. */
const perhaps = ({ blind, letter }: ProbeSent, server: string): Blind => ({
  ...(blind ?? { reason: 'hung-up' }),
  detail: `whether ${server} has the message is not known, as the conversation ended between the message and the answer to it (${blind?.detail ?? 'no answer'})`,
  wayOut: `Look for "${letter.subject}" in the mailbox, and in the log of the server, before you send another.${blind?.reason === 'timeout' ? patience : ''}`,
})

interface Stood {
  about: About
  evidence: readonly Evidence[]
}

function notSent({ probeSent: sent, asked }: Known, { about, evidence }: Stood): Rulings {
  const { nowhere, blind, via, sessions } = sent
  if (nowhere && via === 'mx')
    return { outcome: 'nowhere', about: { ...about, why: nobody(nowhere, String(about.domain)) }, evidence }
  const unseen = (via === 'mx' ? ofPort25(sent) : undefined) ?? blind
  if (unseen) return { cannotTell: unseen, about, evidence }
  const relay = asked.probe?.server
  const host = relay?.host ?? String(about.host)
  const isOurs = sent.stage === 'sender' || sent.stage === 'recipient' || sent.stage === 'data'
  const next = via === 'mx' || isOurs ? '' : relay ? commandAt(relay) : 'relaycheck relay'
  const plain =
    sessions.length === 0
      ? { why: `${host} has no address in DNS`, way: 'Look at the spelling of the relay (--relay).' }
      : standing(sent, host)
  return { outcome: 'not-sent', about: { ...about, ...plain, next }, evidence, fixFor: next === '' ? '' : 'relay' }
}

const nobody = (nowhere: NonNullable<ProbeSent['nowhere']>, domain: string): string =>
  ({
    'null-mx': `${domain} says by a null MX record that it takes no mail`,
    'no-such-domain': `there is no domain ${domain}`,
    'no-address': `no mail server of ${domain} has an address`,
  })[nowhere]

const unreachable: ReadonlySet<SmtpTrouble | undefined> = new Set(['silent', 'refused', 'unreachable'])

/** Where no server was reached on port 25: whether it is they or the network of this machine, one receiver does not tell. */
function ofPort25({ sessions }: ProbeSent): Blind | undefined {
  const troubles = sessions.map(({ connected }) => brokenIn(connected)?.trouble)
  if (sessions.length === 0 || !troubles.every((trouble) => unreachable.has(trouble))) return undefined
  const all = [...new Set(sessions.map(({ host }) => host))].join(', ')
  return {
    reason: troubles.includes('silent') ? 'timeout' : 'unreachable',
    detail: `none of the servers that take the recipient's mail (${all}) took a connection on port 25 from here`,
    wayOut:
      'Try a recipient elsewhere: if no server anywhere is reached, the network of this machine lets nothing out on port 25, as many hosting companies do. Then send through a relay on another port (--relay mail.example.com:587), or have the port opened. If others are reached, these servers are down: run it again later.',
  }
}

const ways: Readonly<Record<Via, (host: string) => string>> = {
  relay: (host) => `Give the port on which ${host} takes mail, or have whoever runs it open this one.`,
  local: () => 'Start the mail server of this machine, or send without it: --relay mail.example.com:587, or --via mx.',
  mx: (host) => `Run it again later. If it stays so, have whoever runs ${host} look into its log.`,
}

/** What plainly stood against it, a clause, and how to mend that, an order. */
function standing(sent: ProbeSent, host: string): { why: string; way: string } {
  const { session, server } = decisiveIn(sent) ?? {}
  if (!session || server === undefined) throw new Error('no server was asked')
  const { connected, greeting, hello, starttls, encrypted, login, withheld } = session
  if (sent.stage === 'login' && login && 'untried' in login) {
    const { why, way } = untriedBecause[login.untried]
    return { why: `${server} was not logged in to, as ${why}`, way }
  }
  if (withheld)
    return {
      why: `it has octets outside ASCII, and ${server} does not offer 8BITMIME`,
      way: 'Encode the parts of the message as quoted-printable or base64.',
    }
  if (sent.stage === 'sender' || sent.stage === 'recipient') {
    const { why, way } = noUtf8(server)
    return { why: why.replace(/\.$/, ''), way }
  }
  const broken = [connected, greeting, hello, starttls, encrypted].map(brokenIn).find((one) => one !== undefined)
  if (sent.stage !== 'tls')
    return {
      why: broken?.detail ?? `${server} does not go on`,
      way: ways[sent.via](host),
    }
  const reply = replyIn(starttls)
  const why =
    broken?.detail ?? (reply ? `${server} refuses STARTTLS (${replied(reply)})` : `${server} offers no STARTTLS`)
  const allowed =
    sent.via === 'mx' ? ' To have it sent in clear then, as mail servers do, leave --tls starttls away.' : ''
  return { why: `${why}, and nothing is sent in clear`, way: `Have whoever runs ${host} mend TLS there.${allowed}` }
}
