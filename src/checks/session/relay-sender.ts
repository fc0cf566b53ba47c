import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { About, Evidence } from '../../core/finding.ts'
import type { Blind } from '../../core/observation.ts'
import type { EnvelopeSaid, SmtpSession } from '../../core/smtp.ts'
import { isRefusal, isTaken } from '../../core/smtp-blind.ts'
import type { SmtpReply } from '../../records/smtp/reply.ts'
import { few } from '../few.ts'
import {
  endedBefore,
  isTakenFromAnother,
  type Naming,
  namings,
  noUtf8,
  replyTo,
  senderNamed,
  undecided,
  whoseFault,
} from '../session-envelopes.ts'
import { excerptOrEnd } from '../session-excerpt.ts'
import { loginIn, neverSpoke, speaking, untriedLoggedOut, untriedStranger, wantsLogin } from '../session-login.ts'
import { isToClient, replied, wordsIn } from '../session-replies.ts'
import { ready } from '../session-subjects.ts'
import { transcriptOf } from '../session-told.ts'

const outcomes = {
  accepted: {
    verdict: 'pass',
    says: '{server} takes {sender} as a sender, up to RCPT {recipient}: {reply}. Nothing was sent; what it looks at once the message is there was not seen.',
    brief: 'takes {sender}',
  },
  'accepted-so-far': {
    verdict: 'pass',
    says: '{server} takes {sender} as a sender so far, up to RCPT {recipient}: {reply}. Nothing was sent. {atData}',
    brief: 'takes {sender} so far',
  },
  'not-seen-yet': { verdict: 'info', says: 'Not seen, since nothing is sent: {atData}' },
  rejected: {
    verdict: 'fail',
    says: '{server} refuses {sender} as a sender, at {at}: {reply}. Mail in that name comes back at once.',
    fix: 'Have whoever runs {host} allow {sender} for this login, or send as an address that is allowed there. Where that is Postfix: smtpd_sender_login_maps.',
    fixes: {
      client:
        'Follow what the reply says: it speaks of this machine, or of its address, and not of {sender} alone. What others see of that address: relaycheck ip with it.',
      account:
        'Follow what the reply says: it speaks of the account, and not of {sender} alone. Its limits and its state stand in the panel of the relay; whoever runs {host} can lift them.',
      page: 'Make {sender}, or its domain, known to {name}, or send as an address that is. {page}',
    },
  },
  'null-sender-refused': {
    verdict: 'warn',
    says: '{server} refuses the null sender <>, at {at}: {reply}. Bounces and other notices of this machine carry it, so they never leave, and pile up in the queue. All other mail is untouched.',
    fix: 'Have whoever runs {host} take <> as a sender, as RFC 5321 section 4.5.5 asks. If it stays so, let this machine refuse what it cannot deliver while the other side is still there, so that it has few bounces to send. In Postfix a line with the key <> in sender_dependent_relayhost_maps names another relay for them.',
  },
  'not-given': {
    verdict: 'skip',
    says: 'No sender was judged, since none was given: name those that this machine sends as with --from ADDRESS, which may be given several times; --from "<>" stands for bounces.',
  },
  'not-tried': { verdict: 'skip', says: 'Not judged as sender: {sender}. {why} {way}', unseen: 'the senders' },
} as const
type Rulings = Ruling<keyof typeof outcomes>
type Known = Pick<Facts, 'relay' | 'relaySessions' | 'asked' | 'relayProfile'>

export default defineCheck({
  id: 'relay-sender',
  step: 'session',
  title: 'The relay takes each sender',
  why: 'A login may send only as the addresses that the relay knows for it: a sender that it does not know has all its mail refused.',
  refs: ['RFC 5321 section 3.3', 'RFC 5321 section 4.5.5', 'RFC 3463 section 3'],
  subject: ready,
  needs: ['relay', 'relaySessions', 'asked', 'relayProfile'],
  outcomes,
  judge(facts): Rulings | Rulings[] {
    const { senders = [] } = facts.asked.session ?? {}
    if (senders.length === 0) return { outcome: 'not-given' }
    const spoken = speaking(facts)
    if (!spoken) return neverSpoke(facts)
    const { session, server } = spoken
    const evidence = transcriptOf(session, server)
    const about = { server, address: session.address, port: session.port, host: facts.relay.host }
    const login = loginIn(session, server)
    if (login.state === 'unknown') return { cannotTell: login.blind, about, evidence }
    if (login.state === 'out') {
      const sender = few(senders.map(senderNamed))
      return { outcome: 'not-tried', about: { ...about, sender, ...untriedLoggedOut(login, server) }, evidence }
    }
    const all = namings(session.envelopes)
    const rulings = senders.map((sender) => {
      const said = session.envelopes.find((one) => one.sender === sender)
      const told = {
        sender,
        about: { ...about, sender: senderNamed(sender) },
        evidence: excerptOrEnd(session, server, `MAIL FROM:<${sender}>`, ['MAIL ', 'QUIT']),
        server,
        session,
        all,
        login: login.state,
      }
      return said ? judgeOne(said, told, facts) : blindTo(endedBefore(session.envelopes, server), told)
    })
    const { atData = '' } = facts.relayProfile ?? {}
    const isOpen = rulings.some((ruling) => 'outcome' in ruling && ruling.outcome === 'accepted-so-far')
    return isOpen ? [...rulings, { outcome: 'not-seen-yet', about: { ...about, atData } }] : rulings
  },
})

interface Told {
  sender: string
  about: About
  evidence: Evidence[]
  server: string
  session: SmtpSession
  all: readonly Naming[]
  login: 'in' | 'none'
}
const blindTo = (cannotTell: Blind, { about, evidence }: Told): Rulings => ({ cannotTell, about, evidence })

function judgeOne({ mail }: EnvelopeSaid, told: Told, facts: Known): Rulings {
  const { about, evidence, server } = told
  if ('untried' in mail) return { outcome: 'not-tried', about: { ...about, ...noUtf8(server) }, evidence }
  const unseen = undecided(mail, server)
  if (unseen) return blindTo(unseen, told)
  const reply = replyTo(mail)
  if (!reply || isTaken(reply)) return judgeNamings(told, facts)
  return told.login === 'none' && wantsLogin(reply, told.session)
    ? stranger(reply, told)
    : refused(reply, 'MAIL', told, facts)
}

function judgeNamings(told: Told, facts: Known): Rulings {
  const { about, evidence, server, all, sender, login } = told
  const mine = all.filter((one) => one.sender === sender)
  const answered = mine.flatMap((one) => {
    const reply = replyTo(one.rcpt)
    return reply ? [{ one, reply }] : []
  })
  const taken = answered.find(({ reply }) => isTaken(reply))
  if (taken) {
    const more = { recipient: taken.one.recipient, reply: replied(taken.reply) }
    const { atData } = facts.relayProfile ?? {}
    if (atData === undefined) return { outcome: 'accepted', about: { ...about, ...more }, evidence }
    return { outcome: 'accepted-so-far', about: { ...about, ...more, atData }, evidence }
  }
  const noes = answered.filter(({ reply }) => isRefusal(reply))
  const wanted = noes.find(({ one, reply }) => wantsLogin(reply, told.session) && !isTakenFromAnother(one, all))
  if (login === 'none' && wanted) return stranger(wanted.reply, told)
  const own = noes.find(({ one, reply }) => whoseFault(one, reply, all) === 'sender')
  if (own) return refused(own.reply, `RCPT ${own.one.recipient}`, told, facts)
  const [unseen] = mine.flatMap(({ rcpt }) => undecided(rcpt, server) ?? [])
  return blindTo(unseen ?? notOfSender(noes[0], told), told)
}

/** Nothing came that tells of the sender. */
function notOfSender(no: { one: Naming; reply: SmtpReply } | undefined, { server, all, about }: Told): Blind {
  const wayOut = 'Name a recipient that the relay is known to take; nothing is sent to it: --to ADDRESS.'
  const sender = String(about.sender)
  if (!no) {
    const detail = `${server} takes MAIL from ${sender}, but no recipient could be named, and many servers refuse a sender only then`
    return { reason: 'not-attempted', detail, wayOut }
  }
  const means =
    whoseFault(no.one, no.reply, all) === 'recipient'
      ? `which tells nothing of ${sender}`
      : `and does not say whether for the sake of ${sender}`
  const detail = `${server} refuses ${no.one.recipient} as a recipient (${replied(no.reply)}), ${means}`
  return { reason: 'not-attempted', detail, wayOut }
}

const stranger = (reply: SmtpReply, { about, evidence, server }: Told): Rulings => ({
  outcome: 'not-tried',
  about: { ...about, ...untriedStranger(reply, server) },
  evidence,
})

/** The account is refused, whoever the sender is. */
const isToAccount = (reply: SmtpReply): boolean =>
  /\brate limit|\bquota\b|\blimit\b|\bexceed|\bsuspended\b|\baccount\b[^.]{0,40}\b(?:disabled|locked|closed)\b/i.test(
    wordsIn(reply),
  )

function refused(reply: SmtpReply, at: string, told: Told, { relayProfile: profile }: Known): Rulings {
  const { evidence, sender } = told
  const about = { ...told.about, at, reply: replied(reply) }
  if (sender === '') return { outcome: 'null-sender-refused', about, evidence }
  if (isToClient(reply)) return { outcome: 'rejected', about, evidence, fixFor: 'client' }
  if (isToAccount(reply)) return { outcome: 'rejected', about, evidence, fixFor: 'account' }
  if (profile?.page === undefined) return { outcome: 'rejected', about, evidence }
  return { outcome: 'rejected', about: { ...about, name: profile.name, page: profile.page }, evidence, fixFor: 'page' }
}
