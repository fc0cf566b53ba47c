import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { About } from '../../core/finding.ts'
import { offersOf } from '../../core/session-stages.ts'
import { mechanisms, type SmtpSession } from '../../core/smtp.ts'
import { replyIn } from '../../core/smtp-blind.ts'
import { few } from '../few.ts'
import { helloExcerpt } from '../session-excerpt.ts'
import { commandAt } from '../session-orders.ts'
import { instead } from '../session-ports.ts'
import { replied } from '../session-replies.ts'
import { ready } from '../session-subjects.ts'
import { eachSession, type Told } from '../session-told.ts'
import { tlsBegins } from '../session-ways.ts'

const turnOn =
  'Where that is Postfix: smtpd_sasl_auth_enable = yes for that port in master.cf, with smtpd_sasl_type and smtpd_sasl_path.'

const outcomes = {
  offered: { verdict: 'pass', says: '{server} takes a login by {offered}.', brief: '{briefly}' },
  'not-offered': {
    verdict: 'info',
    says: '{server} offers no login{means}.',
    brief: 'no login offered',
  },
  none: {
    verdict: 'fail',
    says: '{server} offers no login{where}, so user and password are of no use there: Postfix sends without them, and what is not for the own addresses of that server is refused.',
    fix: `Give the port that whoever runs {host} documents for customers, mostly 587 or 465. If it is {port}, have the login turned on there: ${turnOn}`,
    fixes: {
      submission: `Have whoever runs {host} turn the login on at port {port}, or name the port that is meant for customers. ${turnOn}`,
      other: `Try port {port2}, which has {begins2} and answers from here{with}:\n\n    {command}\n\nIf no login is offered there either, have whoever runs {host} turn it on. ${turnOn}`,
      'in-clear': 'Leave --tls none away: most servers offer the login only inside TLS.',
      helo: 'Have whoever runs {host} turn on EHLO: the server knows HELO alone, which offers nothing. A firewall that inspects SMTP may stand before it: have it let SMTP through unchanged.',
    },
  },
  refused: {
    verdict: 'fail',
    says: '{server} takes EHLO in clear, and refuses it inside TLS: {reply}. Nothing can be said there after that, so no mail leaves.',
    fix: 'Give EHLO the full name of this machine: --helo NAME; in Postfix smtp_helo_name. If that is refused too, have whoever runs the server look into its log.',
  },
  'in-clear': {
    verdict: 'info',
    says: '{server} offers the login in clear as well ({offered}): a client that does not insist on TLS shows its password on the way. Let Postfix insist on it toward this relay: smtp_tls_security_level = encrypt, or a line for it alone in the file of smtp_tls_policy_maps.',
  },
  'no-common-mechanism': {
    verdict: 'fail',
    says: '{server} takes a login by {offered} only, and this side knows {ours}: neither relaycheck nor a Postfix with these can log in.',
    fix: 'Have whoever runs {host} offer PLAIN or LOGIN inside TLS. Where that is Dovecot: auth_mechanisms = plain login.',
    fixes: { asked: 'Leave --auth {ours} away, or give one that the server offers: {both}.' },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>
type Known = Pick<Facts, 'relay' | 'asked' | 'relayPorts'>

export default defineCheck({
  id: 'relay-auth',
  step: 'session',
  title: 'A login is offered, in a way that both sides know',
  why: 'A relay knows its customers by their login; where none is offered, or none that both sides know, it refuses their mail.',
  refs: ['RFC 4954 section 3', 'RFC 4954 section 4', 'RFC 8314 section 3'],
  subject: ready,
  needs: ['relay', 'relaySessions', 'relayPorts', 'asked'],
  outcomes,
  judge: (facts): Rulings[] =>
    eachSession(facts.relay, facts.relaySessions, 'ready', (told) =>
      told.end ? judgeEnd(told) : judgeOne(told, facts),
    ),
})

/** It ended at EHLO inside TLS, of which no other check speaks. */
function judgeEnd({ session, end, about: told, evidence }: Told): Rulings[] {
  if (end && !end.seen) return [{ cannotTell: end.blind, about: told, evidence }]
  const reply = replyIn(session.helloAgain)
  return reply ? [{ outcome: 'refused', about: { ...told, reply: replied(reply) }, evidence }] : []
}

function judgeOne({ session, server, about: told }: Told, facts: Known): Rulings[] {
  const { relay, asked } = facts
  const evidence = helloExcerpt(session, server)
  const { login, openRelayTest } = asked.session ?? {}
  const { auth = [], by } = offersOf(session) ?? {}
  const about = { ...told, host: relay.host, offered: few(auth) }
  const early = session.tls === 'none' ? auth : session.tls === 'starttls' ? (session.hello?.offers?.auth ?? []) : []
  const inClear: Rulings[] =
    early.length === 0 ? [] : [{ outcome: 'in-clear', about: { ...about, offered: few(early) }, evidence }]
  if (auth.length === 0 && !login) {
    const means = session.tls === 'none' ? atClear : byAddress
    return [{ outcome: 'not-offered', about: { ...about, means }, evidence }, ...inClear]
  }
  if (auth.length === 0) {
    const where = early.length > 0 ? ' inside TLS, only in clear' : ''
    const none =
      session.tls === 'none' ? { fixFor: 'in-clear' } : by === 'HELO' ? { fixFor: 'helo' } : elsewhere(session, facts)
    return [{ outcome: 'none', evidence, fixFor: none.fixFor, about: { ...about, where, ...none.about } }, ...inClear]
  }
  const known: readonly string[] = login?.mechanism ? [login.mechanism] : mechanisms
  if (!login || auth.some((one) => known.includes(one))) {
    const briefly = login || openRelayTest ? '' : `login by ${about.offered.join(', ')}`
    return [{ outcome: 'offered', about: { ...about, briefly }, evidence }, ...inClear]
  }
  const both = auth.filter((one) => mechanisms.some((ours) => ours === one))
  const fixFor = login?.mechanism && both.length > 0 ? 'asked' : ''
  const missed = { ...about, ours: few(known), both }
  return [{ outcome: 'no-common-mechanism', about: missed, evidence, fixFor }, ...inClear]
}

/** Where a login may be offered instead: at a port that was seen to answer, never at one that is only usual. */
function elsewhere({ port, tls }: SmtpSession, { relay, asked, relayPorts }: Known): { fixFor: string; about?: About } {
  const way = instead({ port, tls }, relayPorts.others)
  if (!way || way.port === 25) return { fixFor: [587, 465].includes(port) ? 'submission' : '' }
  const there = commandAt(relay, asked, way.port)
  return { fixFor: 'other', about: { ...there, port2: way.port, begins2: tlsBegins(way.tls) } }
}

const byAddress = ', so it can know its customers by their address alone, or take mail for its own addresses only'
const atClear = ' in clear; most servers offer it only inside TLS'
