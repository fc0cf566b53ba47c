import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { About } from '../../core/finding.ts'
import { encryptedOf } from '../../core/session-stages.ts'
import type { Certificate, Encrypted, SmtpSession } from '../../core/smtp.ts'
import { isPlainName } from '../../records/name.ts'
import { few } from '../few.ts'
import {
  chainTable,
  dayOf,
  daysBetween,
  isOver,
  isShort,
  isToCome,
  stoppedAtDate,
  type TrustFault,
  trustFault,
} from '../session-certificate.ts'
import { eachEncrypted, insideTls } from '../session-encrypted.ts'
import { tlsExcerpt } from '../session-excerpt.ts'
import { commandAt } from '../session-orders.ts'
import { quotedOf } from '../session-replies.ts'
import type { Told } from '../session-told.ts'

const noMail = 'Postfix with smtp_tls_security_level = secure or verify defers all mail.'
const noPassword = `No password is sent there, and ${noMail}`
const renew =
  'Have whoever runs {host} renew the certificate and load it: a server shows the old one until it is reloaded.'

const outcomes = {
  trusted: {
    verdict: 'pass',
    says: '{server} shows a certificate for {wanted} from {by}, trusted here, and good until {until} ({days}).',
    brief: '{briefly}',
  },
  'wrong-name': {
    verdict: 'fail',
    says: `The certificate of {server} is not for {wanted}: {bears}. Somebody else may stand in its place. ${noPassword}`,
    fix: 'Have whoever runs {host} put {wanted} among the names of the certificate (subjectAltName), or ask by which name the relay is to be reached.',
    fixes: {
      named:
        'Where {other} is the name that was meant, use it{with}:\n\n    {command}\n\nIn Postfix: that name in relayhost, between brackets. Where {host} is right and only the certificate bears another name, as behind a balancer: --servername {other}; in Postfix smtp_tls_policy_maps with "secure match={other}".',
      address:
        'Give the relay by its name, not by its address: certificates are made for names. In Postfix: the name in relayhost, between brackets.',
      servername: 'Leave --servername away, or give a name that the certificate bears.',
    },
  },
  expired: {
    verdict: 'fail',
    says: `{which} of {server} has been past its end since {until} ({days} ago): nobody who looks trusts it. {effect}`,
    fix: renew,
    fixes: {
      above:
        'Have whoever runs {host} install the chain that the authority hands out today: {whose} in it is over. Most authorities have a newer one.',
      'self-signed':
        "Have whoever runs {host} get a certificate from an authority, such as Let's Encrypt: this one was signed by the server itself, so a new one of its kind would not be trusted either, unless it is handed to each client (--ca FILE).",
    },
  },
  'not-yet-valid': {
    verdict: 'fail',
    says: `{which} of {server} holds only from {from} on, which is {days} ahead by the clock of this run. {effect}`,
    fix: 'Look at the clock of this machine first (timedatectl). If it is right, have whoever runs {host} install a certificate that holds already, and set the clock of the machine that made this one.',
  },
  expiring: {
    verdict: 'warn',
    says: 'The certificate of {server} ends in {days}, on {until}. If nobody renews it by then, clients that look at it send no mail and no password there.',
    fix: `${renew} Where it is renewed by itself (certbot, acme.sh), see why that has not happened yet.`,
  },
  untrusted: {
    verdict: 'fail',
    says: `The certificate of {server} is not to be trusted: {why}. ${noPassword}`,
    fix: 'Have whoever runs {host} look at the chain: "{word}" is what OpenSSL says of it.',
    fixes: {
      none: "Have whoever runs {host} install a certificate from an authority, such as Let's Encrypt.",
      'self-signed':
        "Have whoever runs {host} get a certificate from an authority, such as Let's Encrypt. Where it is yours and is to stay: copy it here and name it with --ca FILE; in Postfix smtp_tls_CAfile = FILE.",
      alone:
        "Have whoever runs {host} install the whole chain, not the certificate alone: with Let's Encrypt fullchain.pem instead of cert.pem; where that is Postfix, key and chain in smtpd_tls_chain_files. If {by} is an authority of your own, name its certificate with --ca FILE; in Postfix smtp_tls_CAfile = FILE.",
      unknown:
        'If {root} is an authority of your own, name its certificate with --ca FILE; in Postfix smtp_tls_CAfile = FILE. If it is a public one, update the authorities of this system (Debian: apt install --only-upgrade ca-certificates). If it is neither, somebody on the way shows a certificate of their own: send nothing there.',
      weak: "Have whoever runs {host} get a certificate from an authority, such as Let's Encrypt, with an RSA key of 2048 bits or more, or an elliptic one.",
      'not-a-server':
        'Have whoever runs {host} get a certificate for servers: its extended key usage has to hold serverAuth, or be absent.',
    },
  },
} as const
/** What Debian's and Ubuntu's OpenSSL refuse at level 2, and so Postfix there; strangers could make what such a chain vouches for. */
const weaknesses: Readonly<Record<string, string>> = {
  EE_KEY_TOO_SMALL: 'its key is so short that it can be broken',
  CA_KEY_TOO_SMALL: 'the key of an authority in its chain is so short that it can be broken',
  CA_MD_TOO_WEAK: 'it is signed by MD5 or SHA-1, which can be forged',
}
type Rulings = Ruling<keyof typeof outcomes>
type Known = Pick<Facts, 'relay' | 'asked' | 'now' | 'relayProfile'>

export default defineCheck({
  id: 'relay-certificate',
  step: 'session',
  title: 'The certificate is trusted, bears the name, and holds',
  why: 'TLS keeps others from reading; only the certificate keeps them from standing in the place of the relay and taking its password.',
  refs: ['RFC 9525 section 6', 'RFC 5280 section 6', 'RFC 8314 section 3.4'],
  subject: insideTls,
  needs: ['relay', 'relaySessions', 'asked', 'now', 'relayProfile'],
  outcomes,
  judge: (facts): Rulings[] =>
    eachEncrypted(facts.relay, facts.relaySessions, (told, encrypted) => judgeOne(told, encrypted, facts)),
})

function judgeOne(told: Told, encrypted: Encrypted, facts: Known): Rulings[] {
  const { relay, asked, now } = facts
  const [own] = encrypted.chain
  const wanted = asked.session?.servername ?? relay.host
  const evidence = [...chainTable(encrypted), ...tlsExcerpt(told.session, told.server)]
  const base = { ...told.about, host: relay.host, wanted }
  if (!own) return [{ outcome: 'untrusted', about: { ...base, why: 'it shows none' }, evidence, fixFor: 'none' }]
  const { subject, issuer, names, until } = own
  const shown = { subject, issuer, by: quotedOf(issuer), names: few(names), briefly: brieflyOf(own, facts) }
  const about = { ...base, ...shown, until: dayOf(until), days: daysBetween(now, until) }
  if ([own.from, until].some((date) => Number.isNaN(Date.parse(date)))) return [unreadable(told, evidence)]
  const faults: Rulings[] = [
    ...(encrypted.named ? [] : [judgeName(told, names, about, facts)]),
    ...judgeDates(encrypted, { ...about, effect: isSaid(told.session) ? noMail : noPassword }, now),
    ...judgeTrust(encrypted, about),
  ]
  if (faults.length === 0 && stoppedAtDate(encrypted)) return [{ ...unreadable(told, evidence), ...otherClock(told) }]
  const well: Rulings = { outcome: isShort(own, now) ? 'expiring' : 'trusted', about }
  return (faults.length > 0 ? faults : [well]).map((ruling) => ({ ...ruling, evidence }))
}

/** A password that was said was so by the clock of this machine, whatever that of the run is. */
const isSaid = ({ login }: SmtpSession): boolean => login !== undefined && !('untried' in login)

/** Where a login was asked for, what came of that is what counts. */
const brieflyOf = ({ until }: Certificate, { asked }: Known): string =>
  asked.session?.login ? '' : `trusted until ${dayOf(until)}`

const unreadable = ({ about, server }: Told, evidence: Told['evidence']) => ({
  cannotTell: {
    reason: 'malformed' as const,
    detail: `${server} shows a certificate whose dates cannot be read`,
    wayOut: 'Have whoever runs the relay install a certificate from an authority.',
  },
  about,
  evidence,
})

const otherClock = ({ server }: Told) => ({
  cannotTell: {
    reason: 'not-attempted' as const,
    detail: `OpenSSL goes by the clock of this machine, by which the certificate of ${server} does not hold now, and so said nothing of whom it is from`,
    wayOut: 'Set the clock of this machine, and run again without --at.',
  },
})

function judgeName({ session }: Told, names: readonly string[], about: About, facts: Known): Rulings {
  const { relay, asked } = facts
  const bears =
    names.length > 0
      ? `it bears ${few(names).map(nameShown).join(', ')}`
      : `it bears no name (subject ${quotedOf(String(about.subject))}; a name counts only as subjectAltName)`
  const isTrusted = encryptedOf(session)?.untrusted === undefined
  const other = isTrusted ? names.find((name) => isOfHouse(name, facts)) : undefined
  const fixFor =
    asked.session?.servername !== undefined
      ? 'servername'
      : relay.literal
        ? 'address'
        : other === undefined
          ? ''
          : 'named'
  const renamed = { ...relay, host: other ?? '' }
  const better = other !== undefined && { other, ...commandAt(renamed, asked, session.port) }
  return { outcome: 'wrong-name', about: { ...about, bears, ...better }, fixFor }
}

/** As it is where it can be no sentence. */
const nameShown = (name: string): string => (/^[\w.*:-]+$/.test(name) ? name : quotedOf(name))

/** Whom a server says to be is no reason to go there: only a name beside its own, or one that its relay documents. */
function isOfHouse(name: string, { relay: { host }, relayProfile }: Known): boolean {
  if (!isPlainName(name) || !/^[a-z0-9].*\.[a-z][a-z0-9-]*$/.test(name)) return false
  if (relayProfile?.hostPattern.test(host) && relayProfile.hostPattern.test(name)) return true
  const above = host.slice(host.indexOf('.') + 1)
  const isShared = !above.includes('.') || /^[a-z]{2,3}\.[a-z]{2}$/.test(above)
  return name.endsWith(`.${isShared ? host : above}`)
}

/**
 * By the clock of the run: of the server's own certificate first, else of what stands above it, where OpenSSL stopped
 * there: many servers still send an old one that nobody needs.
 */
function judgeDates(encrypted: Encrypted, about: About, now: Date): Rulings[] {
  const chain = stoppedAtDate(encrypted) ? encrypted.chain : encrypted.chain.slice(0, 1)
  const bad = chain.findIndex((one) => isOver(one, now) || isToCome(one, now))
  const one = chain[bad]
  if (!one) return []
  const { subject, issuer, from, until } = one
  const which = bad === 0 ? 'The certificate' : `A certificate in the chain (${quotedOf(subject)})`
  const told = { ...about, which, subject, whose: quotedOf(subject), from: dayOf(from), until: dayOf(until) }
  if (isToCome(one, now)) return [{ outcome: 'not-yet-valid', about: { ...told, days: daysBetween(now, from) } }]
  const fixFor = bad > 0 ? 'above' : subject === issuer ? 'self-signed' : ''
  return [{ outcome: 'expired', about: { ...told, days: daysBetween(until, now) }, fixFor }]
}

function judgeTrust(encrypted: Encrypted, about: About): Rulings[] {
  const fault = trustFault(encrypted)
  if (fault === undefined) return []
  const { chain, untrusted = '' } = encrypted
  const root = quotedOf(chain.at(-1)?.issuer ?? '')
  const whys: Readonly<Record<TrustFault, string>> = {
    none: 'it shows none',
    'self-signed': 'the server signed it itself',
    alone: `it came alone, signed by ${about.by}, which is not known here. The intermediate certificate is missing, or that authority is a private one`,
    unknown: `its chain ends at ${root}, an authority that is not known here`,
    'not-a-server': 'it was not made for servers',
    weak: weaknesses[untrusted] ?? '',
    other: `its chain does not verify (${untrusted})`,
  }
  return [{ outcome: 'untrusted', about: { ...about, why: whys[fault], root, word: untrusted }, fixFor: fault }]
}
