import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import { fromIn, setOrder, setting } from '../mta-orders.ts'
import { eachRelay, isLocal, type RelayWay } from '../mta-routes.ts'
import { relays } from '../mta-subjects.ts'
import { demandTls, enforces, levelNote, policyFor } from '../mta-tls-policy.ts'

const outcomes = {
  enforced: {
    verdict: 'pass',
    says: '{whose} goes to {hop} with TLS alone: level {level} by {by}, {checked}.',
  },
  opportunistic: {
    verdict: 'warn',
    says: '{whose} goes to {hop} with TLS only where that is offered: level {level} by {by}{why}. Whoever stands on the way and takes STARTTLS out of the answer reads every message{password}.',
    fix: demandTls.fix,
    fixes: { ...demandTls },
  },
  'dane-toward-relay': {
    verdict: 'info',
    says: '{whose} goes to {hop} with DANE, level {level} by {by}, which the TLSA records of the relay allow today: the certificate is checked, and nothing goes in clear. Should the relay take them away, mail goes in clear again; level encrypt would not.',
  },
  'dane-unusable': {
    verdict: 'fail',
    says: '{whose} goes to {hop} with level {level} by {by}, which sends nothing without DANE, and there is none: {why}. Postfix keeps all this mail in the queue.',
    fix: demandTls.fix,
    fixes: { ...demandTls },
  },
  none: {
    verdict: 'fail',
    says: '{whose} goes to {hop} without TLS, level none by {by}: everybody on the way reads it{password}, and most relays take no login so.',
    fix: demandTls.fix,
    fixes: { ...demandTls },
  },
  'no-authorities': {
    verdict: 'fail',
    says: '{whose} goes to {hop} with level {level} by {by}, which wants a certificate by an authority that Postfix trusts, and Postfix knows none: neither smtp_tls_CAfile nor smtp_tls_CApath is set. It trusts no certificate, and keeps all this mail in the queue.',
    fix: 'Give it those of the system (Debian, Ubuntu, Alpine; Fedora and RHEL have /etc/pki/tls/certs/ca-bundle.crt):\n\n    {postconf} -e {authorities}\n    {reload}',
  },
  malformed: {
    verdict: 'fail',
    says: 'The TLS level toward {hop} cannot be used: {by} {fault}. Postfix keeps all mail that goes there in the queue.',
    fix: 'Write encrypt in its place:\n\n    {encrypt}\n    {reload}',
    fixes: { ...demandTls },
  },
  local: {
    verdict: 'info',
    says: '{whose} goes to {hop} on this machine, level {level}: nobody else can read what is said there. How it goes on from there is for that program to say.',
  },
  'by-wrapper': {
    verdict: 'skip',
    says: 'toward {hop} TLS begins with the first octet, and mail that cannot have it does not leave: see mta-wrapper-mode',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-tls-level',
  step: 'mta',
  title: 'Mail and password go to the relay encrypted',
  why: 'With may, and with dane where there is nothing to go by, Postfix sends the password in clear when STARTTLS is not offered: somebody on the way need only leave it out.',
  refs: ['https://www.postfix.org/TLS_README.html#client_tls_policy', 'RFC 3207 section 6', 'RFC 7672 section 2.2'],
  subject: relays,
  needs: ['postfix', 'relayDane', 'mailInABox'],
  outcomes,
  judge: (facts): Rulings[] =>
    eachRelay(
      facts.postfix,
      ({ tls, login }) => [tls, login.seen && login.value.enabled],
      (way) => judgeWay(way, facts),
    ),
})

const authorities = setting('smtp_tls_CAfile', '/etc/ssl/certs/ca-certificates.crt')

const checkedBy: Readonly<Record<string, string>> = {
  encrypt: 'without looking at the certificate, which level secure would do',
  fingerprint: 'the fingerprint of the certificate is checked',
  verify: 'the certificate is checked',
  secure: 'the certificate is checked',
}

function judgeWay(way: RelayWay, { relayDane, mailInABox }: Pick<Facts, 'relayDane' | 'mailInABox'>): Rulings {
  const { postfix, route, hop, whose } = way
  if (!route.tls.seen) return { cannotTell: route.tls.blind, about: { hop: hop.written } }
  const { level, by, fault, wrapperMode, lacks } = route.tls.value
  const note = levelNote(mailInABox)
  const { about: orders, fixFor } = policyFor(postfix, hop.written, { by, note })
  const logsIn = route.login.seen && route.login.value.enabled
  const password = logsIn ? ', and the password of the relay with it' : ''
  const about = { ...orders, whose, level, by, password, why: '' }
  if (fault !== undefined) {
    const mended = malformed(way, by, fixFor)
    return { outcome: 'malformed', ...mended, about: { ...about, ...mended.about, fault } }
  }
  if (isLocal(hop)) return { outcome: 'local', about }
  if (lacks === 'authorities') return { outcome: 'no-authorities', about: { ...about, authorities } }
  if (enforces(level)) return { outcome: 'enforced', about: { ...about, checked: checkedBy[level] ?? '' } }
  if (wrapperMode) return { outcome: 'by-wrapper', about }
  if (level === 'none') return { outcome: 'none', about, fixFor }
  const dane = relayDane.find(({ written }) => written === hop.written)?.state
  if (!level.startsWith('dane') || !dane) return { outcome: 'opportunistic', about, fixFor }
  if (!dane.seen) return { cannotTell: dane.blind, about: { hop: hop.written } }
  if (dane.value.usable) return { outcome: 'dane-toward-relay', about }
  const { why } = dane.value
  if (level === 'dane-only') return { outcome: 'dane-unusable', about: { ...about, why }, fixFor }
  return { outcome: 'opportunistic', about: { ...about, why: `, which is may here, since ${why}` }, fixFor }
}

/** In main.cf, or for a service in master.cf, the level itself is written anew; in a policy its entry. */
function malformed({ postfix, route }: RelayWay, by: string, policy: string) {
  const place = { from: fromIn(by), transport: route.transport }
  const encrypt = setOrder(postfix, 'smtp_tls_security_level', 'encrypt', place)
  return { about: { encrypt }, ...(by.startsWith('smtp_tls_policy_maps') && { fixFor: policy }) }
}
