import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { About, Evidence } from '../../core/finding.ts'
import type { EnvelopeSaid, SmtpSession } from '../../core/smtp.ts'
import { isRefusal, isTaken } from '../../core/smtp-blind.ts'
import type { SmtpReply } from '../../records/smtp/reply.ts'
import { few } from '../few.ts'
import { endedBefore, namings, noUtf8, replyTo, senderNamed, undecided, whoseFault } from '../session-envelopes.ts'
import { excerptOrEnd } from '../session-excerpt.ts'
import { loginIn, neverSpoke, speaking, untriedLoggedOut, untriedStranger, wantsLogin } from '../session-login.ts'
import { replied, wordsIn } from '../session-replies.ts'
import { ready } from '../session-subjects.ts'
import { transcriptOf } from '../session-told.ts'

const outcomes = {
  accepted: {
    verdict: 'pass',
    says: '{server} takes {recipient} as a recipient: {reply}. Nothing was sent, and what becomes of a message is decided later.',
  },
  rejected: {
    verdict: 'fail',
    says: '{server} refuses {recipient} as a recipient from {sender}: {reply}. Mail to it comes back at once.',
    fix: 'Look at the spelling of {recipient}. If it is right, look in the panel of the relay for a list of addresses that it no longer sends to (suppressions), which it keeps after a bounce or a complaint, and take it off there.',
    fixes: {
      relaying:
        'Have whoever runs {host} let this login send to other domains: the reply says that it may not. Without a login, give one: --user NAME, and the password in --password-file FILE or RELAYCHECK_PASSWORD.',
      mailbox: 'Have whoever reads {recipient} make room in the mailbox, or open it again: the reply says which.',
    },
  },
  'not-given': {
    verdict: 'skip',
    says: 'No recipient was judged, since none was given: name one with --to ADDRESS. Nothing is sent to it.',
  },
  'not-tried': { verdict: 'skip', says: 'Not judged as recipient: {recipient}. {why} {way}', unseen: 'the recipients' },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'relay-recipient',
  step: 'session',
  title: 'The relay takes each recipient',
  why: 'A relay that does not take a recipient sends its mail back; many keep a list of addresses that they no longer send to.',
  refs: ['RFC 5321 section 3.3', 'RFC 3463 section 3'],
  subject: ready,
  needs: ['relay', 'relaySessions', 'asked'],
  outcomes,
  judge(facts: Pick<Facts, 'relay' | 'relaySessions' | 'asked'>): Rulings | Rulings[] {
    const { senders = [], recipients = [] } = facts.asked.session ?? {}
    if (recipients.length === 0) return { outcome: 'not-given' }
    if (senders.length === 0) {
      const way = 'Give one: --from ADDRESS.'
      return {
        outcome: 'not-tried',
        about: { recipient: few(recipients), why: 'It is named behind a sender only.', way },
      }
    }
    const spoken = speaking(facts)
    if (!spoken) return neverSpoke(facts)
    const { session, server } = spoken
    const evidence = transcriptOf(session, server)
    const about = { server, address: session.address, port: session.port, host: facts.relay.host }
    const login = loginIn(session, server)
    if (login.state === 'unknown') return { cannotTell: login.blind, about, evidence }
    if (login.state === 'out') {
      const recipient = few(recipients)
      return { outcome: 'not-tried', about: { ...about, recipient, ...untriedLoggedOut(login, server) }, evidence }
    }
    const told = { server, session, envelopes: session.envelopes, login: login.state }
    return recipients.map((recipient) => {
      const own = excerptOrEnd(session, server, `RCPT TO:<${recipient}>`, ['RCPT ', 'RSET', 'QUIT'])
      return judgeOne(recipient, { ...told, about: { ...about, recipient }, evidence: own })
    })
  },
})

interface Told {
  about: About
  evidence: Evidence[]
  server: string
  session: SmtpSession
  envelopes: readonly EnvelopeSaid[]
  login: 'in' | 'none'
}

function judgeOne(recipient: string, told: Told): Rulings {
  const { about, evidence, server, envelopes, login } = told
  const all = namings(envelopes)
  const mine = all.filter((one) => one.recipient === recipient)
  const answered = mine.flatMap((one) => {
    const reply = replyTo(one.rcpt)
    return reply ? [{ one, reply }] : []
  })
  const taken = answered.find(({ reply }) => isTaken(reply))
  if (taken) return { outcome: 'accepted', about: { ...about, reply: replied(taken.reply) }, evidence }
  const noes = answered.filter(({ reply }) => isRefusal(reply))
  const wanted = login === 'none' ? noes.find(({ reply }) => wantsLogin(reply, told.session)) : undefined
  if (wanted) return stranger(wanted.reply, told)
  const own = noes.find(({ one, reply }) => whoseFault(one, reply, all) !== 'sender')
  if (own) {
    const more = { sender: senderNamed(own.one.sender), reply: replied(own.reply) }
    return { outcome: 'rejected', about: { ...about, ...more }, evidence, fixFor: fixFor(own.reply) }
  }
  const [unseen] = mine.flatMap(({ rcpt }) => undecided(rcpt, server) ?? [])
  if (unseen) return { cannotTell: unseen, about, evidence }
  if (mine.length > 0 && mine.every(({ rcpt }) => 'untried' in rcpt))
    return { outcome: 'not-tried', about: { ...about, ...noUtf8(server) }, evidence }
  return noes.length > 0 ? noSender(told) : beforeIt(told)
}

/** It was never named: every sender was refused, or the conversation ended before. */
function beforeIt(told: Told): Rulings {
  const { about, evidence, server, envelopes, login } = told
  const mails = envelopes.flatMap(({ mail }) => replyTo(mail) ?? [])
  const wanted =
    login === 'none' ? mails.find((reply) => isRefusal(reply) && wantsLogin(reply, told.session)) : undefined
  if (wanted) return stranger(wanted, told)
  if (mails.length > 0 && mails.every(isRefusal)) return noSender(told)
  return { cannotTell: endedBefore(envelopes, server), about, evidence }
}

const noSender = ({ about, evidence, server }: Told): Rulings => ({
  outcome: 'not-tried',
  about: { ...about, why: `${server} takes none of the senders, behind whom it is named.`, way: 'See relay-sender.' },
  evidence,
})

const stranger = (reply: SmtpReply, { about, evidence, server }: Told): Rulings => ({
  outcome: 'not-tried',
  about: { ...about, ...untriedStranger(reply, server) },
  evidence,
})

function fixFor(reply: SmtpReply): string {
  if (reply.enhanced?.startsWith('5.2.')) return 'mailbox'
  return /relay/i.test(wordsIn(reply)) ? 'relaying' : ''
}
