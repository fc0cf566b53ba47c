import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import { replyIn } from '../../core/smtp-blind.ts'
import type { SmtpReply } from '../../records/smtp/reply.ts'
import { excerpt } from '../session-excerpt.ts'
import { loginIn, neverSpoke, speaking, untriedBecause } from '../session-login.ts'
import { replied, wordsIn } from '../session-replies.ts'
import { connects } from '../session-subjects.ts'

const inPostfix = 'In Postfix: correct the entry in the file of smtp_sasl_password_maps, then run postmap on that file.'

const outcomes = {
  accepted: {
    verdict: 'pass',
    says: '{server} takes user and password, by {mechanism}.',
    brief: 'login works ({mechanism})',
  },
  rejected: {
    verdict: 'fail',
    says: '{server} refuses user and password: {reply}. Mail that is handed to it waits in the queue, or comes back.',
    fix: `Give user and password exactly as whoever runs {host} gave them out; a password that was changed there counts at once. ${inPostfix}`,
    fixes: {
      trap: `{trap} ${inPostfix}`,
      known: `Give the user that {name} takes. {user} ${inPostfix}`,
      'app-password': `Make a password for applications in the account there, and give that: the password of the account is not taken over SMTP. ${inPostfix}`,
      'allow-list':
        'Put the address that this machine goes out from on the list of addresses that may use the account, in the panel of the relay (SMTP2GO: Settings, Sending Options, IP Allowlist); or take that list away.',
      account:
        'Have the account, or its use over SMTP, turned on again by whoever runs {host}: the reply says what is shut.',
      mechanism: 'Choose another way of logging in: --auth PLAIN, or --auth LOGIN, inside TLS.',
    },
  },
  'not-tried': {
    verdict: 'skip',
    says: 'No login was tried, since no user was given. To try one: --user NAME, and the password in a file (--password-file FILE) or in RELAYCHECK_PASSWORD.',
  },
  withheld: { verdict: 'skip', says: 'No login was tried at {server}: {why}. {way}', unseen: 'the login' },
  unreached: {
    verdict: 'skip',
    says: 'No login was tried: no session with {relay} got so far.',
    unseen: 'the login',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'relay-login',
  step: 'session',
  title: 'The relay takes user and password',
  why: 'A login that is refused stops every message; it is tried once, at one address, and never where somebody could read it.',
  refs: ['RFC 4954 section 6', 'RFC 8314 section 3'],
  needs: ['relay', 'relaySessions', 'relayPorts', 'asked', 'relayProfile'],
  outcomes,
  judge(facts): Rulings | Rulings[] {
    if (!facts.asked.session?.login) return { outcome: 'not-tried' }
    const { session, server } = speaking(facts) ?? {}
    if (!session?.login || server === undefined) return unspoken(facts)
    const { login, address, port } = session
    const begins = 'untried' in login ? 'no login was tried' : 'AUTH '
    const evidence = excerpt(session, server, begins, ['MAIL ', 'QUIT'])
    const about = { server, address, port }
    if ('untried' in login)
      return { outcome: 'withheld', about: { ...about, ...untriedBecause[login.untried] }, evidence }
    const { mechanism } = login
    const came = loginIn(session, server)
    if (came.state === 'unknown') return { cannotTell: came.blind, about, evidence }
    if (came.state === 'in') return { outcome: 'accepted', about: { ...about, mechanism }, evidence }
    const reply = replyIn(login)
    if (!reply) return unspoken(facts)
    const told = { ...about, mechanism, host: facts.relay.host, reply: replied(reply), ...wordsOf(facts) }
    return { outcome: 'rejected', about: told, evidence, fixFor: fixFor(reply, facts) }
  },
})

/** Where it ended with a plain no, another check tells that; that the login was not seen is told here. */
function unspoken(facts: Pick<Facts, 'relay' | 'relaySessions' | 'relayPorts' | 'asked'>): Rulings[] {
  const blind = connects.absent(facts) === undefined ? neverSpoke(facts) : []
  return blind.length > 0 ? blind : [{ outcome: 'unreached', about: { relay: facts.relay.display } }]
}

type Known = Pick<Facts, 'asked' | 'relayProfile'>

const wordsOf = ({ relayProfile: profile }: Known) => ({
  ...(profile && { name: profile.name }),
  ...(profile?.user !== undefined && { user: profile.user }),
  ...(profile?.trap && { trap: profile.trap.says }),
})

/** What the reply says comes before what is known of the relay. */
function fixFor(reply: SmtpReply, { asked, relayProfile: profile }: Known): string {
  const text = wordsIn(reply)
  if (/app(?:lication)?[- ](?:specific )?password/i.test(text)) return 'app-password'
  if (/\bIP\b.*\bnot (?:allowed|permitted|authori[sz]ed)|not (?:allowed|permitted|authori[sz]ed).*\bIP\b/i.test(text))
    return 'allow-list'
  if (reply.code === 525 || /disabled|suspended|locked|deactivated/i.test(text)) return 'account'
  if (reply.code === 504 || reply.code === 534) return 'mechanism'
  if (profile?.trap?.pattern.test(asked.session?.login?.user ?? '')) return 'trap'
  return profile?.user === undefined ? '' : 'known'
}
