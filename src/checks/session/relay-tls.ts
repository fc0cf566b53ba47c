import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { About } from '../../core/finding.ts'
import { encryptedOf } from '../../core/session-stages.ts'
import type { SmtpSession } from '../../core/smtp.ts'
import { brokenIn, replyIn } from '../../core/smtp-blind.ts'
import { isLoopback } from '../../records/address.ts'
import { tlsNamed } from '../session-encrypted.ts'
import { tlsExcerpt } from '../session-excerpt.ts'
import { handshakeFault } from '../session-handshake.ts'
import { commandAt } from '../session-orders.ts'
import { implicitPort, withTls } from '../session-ports.ts'
import { replied } from '../session-replies.ts'
import { encrypts } from '../session-subjects.ts'
import { eachSession, serverOf, type Told, transcriptOf, withRoute } from '../session-told.ts'
import { targetAt, tlsBegins } from '../session-ways.ts'

const inClear =
  'Where Postfix is set to smtp_tls_security_level = may, the password and every message then go out in clear, and anybody on the way can read them; where it is set to encrypt, no mail leaves.'
const holdBack = 'Until then keep smtp_tls_security_level = encrypt in Postfix, so that nothing leaves in clear.'
const whole = `Use the port with TLS from the first octet, which nothing on the way can take away{with}:

    {command}

In Postfix: that port in relayhost, smtp_tls_wrappermode = yes and smtp_tls_security_level = encrypt.`

const outcomes = {
  encrypted: { verdict: 'pass', says: 'The session with {server} is encrypted: {version} by {begins}.' },
  'not-offered': {
    verdict: 'fail',
    says: `{server} does not offer STARTTLS. ${inClear}`,
    fix: `Have whoever runs {host} offer STARTTLS there. Where that is Postfix: name the certificate and its key in smtpd_tls_chain_files, and set smtpd_tls_security_level = may. ${holdBack}`,
    fixes: {
      other: `Send through port {port2}, which has {begins2}{with}:\n\n    {command}\n\n${holdBack}`,
      local:
        'Have the server offer STARTTLS; where that is Postfix: smtpd_tls_chain_files and smtpd_tls_security_level = may. If it is a filter that nothing but this machine talks to, clear text harms nobody there: say so with --tls none, and the rest is looked at.',
    },
  },
  'local-declined': {
    verdict: 'info',
    says: '{server} is on this machine, and the session with it is in clear: nobody else can read it. No password is sent without TLS all the same.',
  },
  stripped: {
    verdict: 'fail',
    says: `{server} offers no STARTTLS, though it should: {why}. ${inClear}`,
    fix: `${whole} ${holdBack}`,
    fixes: {
      middlebox: `Have the firewall let SMTP through unchanged. It stands at this end, at the other, or between. Cisco ASA: "no inspect esmtp" under "policy-map global_policy", "class inspection_default"; PIX: "no fixup protocol smtp 25". ${whole}`,
      elsewhere: `Have whoever runs {host} offer STARTTLS at {address} as at {good}. If it does, something between here and there takes it away. ${whole}`,
    },
  },
  refused: {
    verdict: 'fail',
    says: `{server} offers STARTTLS, and then refuses it: {reply}. ${inClear}`,
    fix: `Have whoever runs {host} look into its log: most often the certificate or its key cannot be read. ${holdBack}`,
    fixes: {
      other: `Send through port {port2}, which has {begins2}{with}:\n\n    {command}\n\nHave whoever runs {host} look into its log: most often the certificate or its key cannot be read. ${holdBack}`,
    },
  },
  failed: {
    verdict: 'fail',
    says: 'TLS with {server} does not come about: {what}. {meaning}',
    fix: 'Have whoever runs {host} look into the log of the server: it says why it ended the handshake. The same from here, with every word of TLS:\n\n    {openssl}',
    fixes: {
      'in-clear':
        'Begin in clear and go over to TLS by STARTTLS{with}:\n\n    {command}\n\nIn Postfix: smtp_tls_wrappermode = no for that port, and smtp_tls_security_level = encrypt.',
      versions:
        'Have whoever runs {host} turn on TLS 1.2 and TLS 1.3. Where that is Postfix 3.6 or later: smtpd_tls_protocols = >=TLSv1.2, and the same in smtpd_tls_mandatory_protocols.',
      ciphers:
        'Have whoever runs {host} allow ciphers of today (Postfix there: smtpd_tls_ciphers = medium, and a certificate that the ciphers fit). What it takes is seen with:\n\n    {openssl}',
      client:
        'Show the certificate that whoever runs {host} gave out for this machine: --client-cert FILE with --client-key FILE. In Postfix: smtp_tls_chain_files.',
      name: 'Give the name that the server knows itself by: --servername NAME. In Postfix: smtp_tls_servername = NAME.',
    },
  },
  injected: {
    verdict: 'fail',
    says: 'Behind the answer of {server} to STARTTLS came more, still in clear. A client that does not throw that away takes it for said inside TLS, and so can be told anything by somebody on the way (CVE-2011-0411); this session was ended there.',
    fix: 'Send no mail and no password that way until it is known where that comes from. Run this again from another network: if it is gone, something on the way from here forges answers. If it is not, have whoever runs {host} update the server. Postfix has thrown such answers away since 2.8.',
    refs: ['https://www.kb.cert.org/vuls/id/555316'],
  },
  declined: {
    verdict: 'warn',
    says: 'The session with {relay} was held in clear, as asked for with --tls none{offers}. Whoever sends that way shows every message to anybody on the way; no password was sent here.',
    fix: 'Leave --tls none away. In Postfix a line for this relay in the file of smtp_tls_policy_maps, with its name as in relayhost:\n\n    [{host}]:{port} encrypt\n\nWhere all mail goes through the relay, smtp_tls_security_level = encrypt does the same; where some goes out directly, that would hold back what is for servers without TLS.',
  },
  'declined-for-test': {
    verdict: 'info',
    says: 'The session with {relay} was held in clear, as asked for with --tls none{offers}. Whether strangers are let relay does not depend on that.',
    brief: 'in clear',
  },
} as const
type Outcome = keyof typeof outcomes
type Rulings = Ruling<Outcome>
type Known = Pick<Facts, 'relay' | 'relaySessions' | 'relayProfile' | 'relayPorts' | 'asked'>

export default defineCheck({
  id: 'relay-tls',
  step: 'session',
  title: 'The session is encrypted',
  why: 'Without TLS anybody on the way reads the password of the relay, and every message that is sent.',
  refs: ['RFC 3207 section 4', 'RFC 8314 section 3.3', 'RFC 8446 section 6.2'],
  subject: encrypts,
  needs: ['relay', 'relaySessions', 'relayProfile', 'relayPorts', 'asked'],
  outcomes,
  judge(facts): Rulings[] {
    const tried = withRoute(facts.relaySessions)
    const open = tried.filter(({ tls, connected }) => tls === 'none' && !('broken' in connected))
    const [inClear] = open
    if (inClear) return [judgeDeclined(open, inClear, facts)]
    return eachSession(facts.relay, tried, 'tls', (told) => judgeOne(told, facts))
  },
})

/** Asked for by the command line: said once for all addresses. */
function judgeDeclined(open: readonly SmtpSession[], first: SmtpSession, { relay, asked }: Known): Rulings {
  const server = serverOf(relay, first)
  const evidence = transcriptOf(first, server)
  const about = { server, relay: relay.display, host: relay.host, address: first.address, port: first.port }
  if (open.every(({ address }) => isLoopback(address))) return { outcome: 'local-declined', about, evidence }
  const offers = open.some(({ hello }) => hello?.offers?.starttls) ? ', though STARTTLS is offered' : ''
  const { openRelayTest = false, login } = asked.session ?? {}
  const isTest = openRelayTest && !login && first.port === 25
  return { outcome: isTest ? 'declined-for-test' : 'declined', about: { ...about, offers }, evidence }
}

function judgeOne({ session, server, end, about: told, evidence: whole }: Told, facts: Known): Rulings {
  const evidence = tlsExcerpt(session, server)
  const encrypted = encryptedOf(session)
  const about = { ...told, host: facts.relay.host }
  if (encrypted) {
    const { version, cipher } = encrypted
    const more = { version: tlsNamed(version), cipher, begins: tlsBegins(session.tls) }
    return { outcome: 'encrypted', about: { ...about, ...more }, evidence }
  }
  const broken = brokenIn(session.encrypted) ?? brokenIn(session.starttls)
  if (end && !end.seen) return { cannotTell: end.blind, about: told, evidence: whole }
  if (broken?.trouble === 'injected') return { outcome: 'injected', about, evidence }
  if (broken) return { ...judgeHandshake(session, facts, { ...about, what: broken.detail }), evidence }
  const reply = replyIn(session.starttls)
  if (reply) return { ...withOther('refused', session, facts, { ...about, reply: replied(reply) }), evidence }
  return { ...judgeMissing(session, server, facts, about), evidence: whole }
}

/** No STARTTLS in the answer to EHLO: taken away, as far as there is a sign of that, or never there. */
function judgeMissing(session: SmtpSession, server: string, facts: Known, about: About): Rulings {
  const port = implicitPort(session.port, facts.relayPorts, facts.relayProfile)
  const there = commandAt(facts.relay, facts.asked, port)
  const trace = tamperedWith(session)
  if (trace) return { outcome: 'stripped', about: { ...about, ...there, why: trace }, fixFor: 'middlebox' }
  const { relayProfile: profile, relaySessions, relay } = facts
  if (profile?.ports.starttls.includes(session.port)) {
    const why = `${profile.name} documents it for port ${session.port}, so something between here and there takes it away`
    return { outcome: 'stripped', about: { ...about, ...there, why } }
  }
  const offering = relaySessions.find(({ hello, port }) => port === session.port && hello?.offers?.starttls)
  if (!offering) return withOther('not-offered', session, facts, about)
  const why = `${serverOf(relay, offering)} does, and ${server} is the same relay`
  return { outcome: 'stripped', about: { ...about, ...there, why, good: offering.address }, fixFor: 'elsewhere' }
}

/** What a firewall that rewrites SMTP leaves of a greeting and of keywords: Postfix knows it by the same asterisks. */
function tamperedWith({ greeting, hello }: SmtpSession): string | undefined {
  const firewall = 'which is what a Cisco PIX or ASA firewall that inspects SMTP leaves of it'
  const masked = hello?.offers?.keywords.find((keyword) => /^X{4,}[A-Z]?(?: |$)/i.test(keyword))
  if (masked !== undefined) return `its answer to EHLO has the keyword "${masked.slice(0, 20)}", ${firewall}`
  const [line = ''] = replyIn(greeting)?.lines ?? []
  return /^[02 ]*\*[02 *]*$/.test(line) ? `its greeting is "${line.slice(0, 20)}", ${firewall}` : undefined
}

function withOther(outcome: 'not-offered' | 'refused', session: SmtpSession, facts: Known, about: About): Rulings {
  const way = withTls(session.port, facts.relayPorts)
  if (!way) return { outcome, about, ...(isLoopback(session.address) && { fixFor: 'local' }) }
  const there = commandAt(facts.relay, facts.asked, way.port)
  return { outcome, about: { ...about, ...there, port2: way.port, begins2: tlsBegins(way.tls) }, fixFor: 'other' }
}

const noMail =
  'No mail leaves that way, except where Postfix is set to smtp_tls_security_level = may: then it goes out in clear.'
const tooEarly = 'No mail leaves while TLS is begun with the first octet: that port speaks plain SMTP first.'

function judgeHandshake(session: SmtpSession, { relay, relayProfile, asked }: Known, about: About): Rulings {
  const { tls, port } = session
  const told = handshakeFault(session)
  const startsInClear = relayProfile ? relayProfile.ports.starttls.includes(port) : [25, 587, 2525].includes(port)
  const fault =
    tls === 'implicit' && startsInClear ? 'in-clear' : told === 'in-clear' && tls !== 'implicit' ? 'other' : told
  const begin = tls === 'starttls' ? ' -starttls smtp' : ''
  const meaning = fault !== 'in-clear' ? noMail : told === 'in-clear' ? 'No mail leaves that way.' : tooEarly
  const openssl = `openssl s_client -connect ${targetAt(relay, port)}${begin} -crlf -msg`
  return {
    outcome: 'failed',
    about: { ...about, ...commandAt(relay, asked, port, 'starttls'), meaning, openssl },
    fixFor: fault,
  }
}
