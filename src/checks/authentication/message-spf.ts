import { defineCheck, type Ruling } from '../../core/check.ts'
import type { MailAuthor } from '../../core/mail.ts'
import type { MailPath } from '../../core/mail-path.ts'
import type { SpfResult, SpfVerdict } from '../../core/spf.ts'
import { gatewayOf } from '../../knowledge/gateways.ts'
import { isWithin } from '../../records/name.ts'
import { showName } from '../../records/presentation.ts'
import { askableName } from '../../records/spf/macro.ts'
import { claim } from '../message-subjects.ts'
import { traceEvidence } from '../spf-trace.ts'

const forwards =
  "If {ip} is a relay's, the term that names all its servers does better: relaycheck domain {domain} --relay RELAY tells it. If {ip} only passes mail on, let it put a return path of its own in the place of this one (SRS): SPF cannot pass otherwise."
const order = `If {ip} sends for {domain}, put this term before all others in the SPF record of {domain}:\n    {term}\n${forwards}`
const foreign =
  "{domain} is not of the house of {author}, the domain in From. If it is a relay's, have the relay use a return path of your own: verify {author} there, and publish what it names; relaycheck domain {author} --relay RELAY checks that. If {domain} is yours as well, put this term before all others in its SPF record:\n    {term}\nIf {ip} only passes mail on, let it put a return path of its own in the place of this one (SRS)."
const fixes = {
  foreign,
  helo: 'The sender is the null one (<>), so receivers go by the name that the server greets with. Let the SPF record of {domain} name the server:\n    {term}',
}

const outcomes = {
  pass: {
    verdict: 'pass',
    says: 'SPF passes: {ip} may send for {domain} by {matched}.',
    brief: 'SPF pass',
  },
  open: {
    verdict: 'warn',
    says: 'SPF passes, and is worth nothing: {matched} in the SPF of {domain} lets {reach} send for it, so that forged mail passes as well, and filters count such a pass for none.',
    fix: 'Name all who send in the SPF record of {domain}, and end it in ~all; nothing wider. What stands there now is judged by: relaycheck domain {domain}',
  },
  none: {
    verdict: 'warn',
    says: 'There is no SPF policy for {identity}, which {ip} sent the message for: {problem}. Receivers have nothing to go by but its signatures, and trust it less.',
    fix: 'Publish an SPF record at {domain}, and name all others in it who send for that domain:\n    {zoneName} 3600 IN TXT "v=spf1 {term} ~all"',
    fixes: {
      foreign:
        '{domain} is not of the house of {author}, the domain in From. If it is a relay\'s, have the relay use a return path of your own: verify {author} there, and publish what it names; relaycheck domain {author} --relay RELAY checks that. If {domain} is yours as well, publish an SPF record there, and name all others in it who send for it:\n    {zoneName} 3600 IN TXT "v=spf1 {term} ~all"',
      helo: 'The sender is the null one (<>), so receivers go by the name that the server greets with. Publish an SPF record at {domain}:\n    {zoneName} 3600 IN TXT "v=spf1 {term} -all"',
      unaskable:
        'No SPF record can stand at {domain}: let the server send with an address at a full domain name, and greet with its own full name.',
    },
  },
  neutral: {
    verdict: 'warn',
    says: 'The SPF of {domain} says nothing of {ip} (neutral: {matched}), so the message gains nothing by it and cannot pass DMARC by it.',
    fix: order,
    fixes,
  },
  softfail: {
    verdict: 'fail',
    says: '{ip} is not among the senders of {domain}: SPF ends in softfail by {matched}, so the message is suspect and goes to spam more often.',
    fix: order,
    fixes,
  },
  fail: {
    verdict: 'fail',
    says: '{ip} may not send for {domain}: SPF fails by {reason}, so receivers may refuse the message.',
    fix: order,
    fixes,
  },
  'at-gateway': {
    verdict: 'warn',
    says: '{ip}, which handed the message to the receiver, is a server of {gateway}, and is not among the senders of {domain} (SPF {result}). If {gateway} filters mail for the receiver, that says nothing: it is to judge SPF itself, at the server before it. If the sender sends by {gateway}, receivers may refuse the message.',
    fix: 'If {gateway} filters for the receiver, judge the server before it: {before}. If you send by {gateway}, publish in the SPF record of {domain} the include that it names.',
  },
  permerror: {
    verdict: 'fail',
    says: 'The SPF of {domain} is an error for mail from {ip}: {problem}. Receivers treat it as no policy, or refuse the message.',
    fix: 'Put the SPF of {domain} right: relaycheck domain {domain} says how.',
  },
  'never-received': {
    verdict: 'skip',
    says: 'This copy bears no Received field, so no server has received it: it is a draft, or what lies among the sent mail. SPF, reverse DNS and encryption were not seen. Judge what arrived, saved by "Show original" or "View source", or say who sent it: {lacks}.',
    unseen: 'the way of the mail',
  },
  'never-outside': { verdict: 'skip', says: 'there is nothing for SPF to judge: {why}' },
} as const

type Outcome = keyof typeof outcomes

/** SPF for the hop at which the message came in. */
export default defineCheck({
  id: 'message-spf',
  step: 'authentication',
  title: 'SPF passes for the server that sent the message',
  why: 'Receivers ask SPF about the server that handed the message to them. Where it does not pass, only a signature can vouch for the message.',
  refs: ['RFC 7208 section 4', 'RFC 7208 section 8'],
  subject: claim,
  needs: ['mailSpf', 'mailAuthors', 'mailPath'],
  outcomes,
  judge({ mailSpf, mailAuthors: { authors }, mailPath }) {
    if ('verdict' in mailSpf) return atGateway(judgeVerdict(mailSpf.verdict, authors), mailPath)
    const { why, lacks, inHouse, unreceived } = mailSpf
    if (unreceived) return { outcome: 'never-received', about: { lacks } }
    if (inHouse) return { outcome: 'never-outside', about: { why } }
    return {
      cannotTell: { reason: 'not-attempted', detail: why, wayOut: `Say who sent it: ${lacks}.` },
    }
  },
})

const byResult = {
  pass: 'pass',
  none: 'none',
  neutral: 'neutral',
  softfail: 'softfail',
  fail: 'fail',
  permerror: 'permerror',
} as const satisfies Record<Exclude<SpfResult, 'temperror'>, keyof typeof outcomes>

function judgeVerdict(verdict: SpfVerdict, authors: readonly MailAuthor[]): Ruling<Outcome> {
  const { ip, identity, result, explanation, blind, doubt, problem = '' } = verdict
  const matched = verdict.matched ?? 'the end of the record'
  const about = {
    ip,
    domain: identity.domain,
    zoneName: showName(identity.domain),
    author: authors[0]?.domain ?? '',
    identity: identity.sender,
    by: identity.kind === 'helo' ? 'HELO' : 'MAIL FROM',
    result,
    lookups: verdict.lookups,
    matched,
    problem,
    term: ip.includes(':') ? `ip6:${ip}` : `ip4:${ip}`,
    reason: explanation === undefined ? matched : `${matched}, which says "${explanation}"`,
  }
  const evidence = traceEvidence(verdict.trace)
  if (result === 'temperror')
    return { cannotTell: blind ?? { reason: 'bug', detail: 'SPF ended in temperror without a cause' }, about, evidence }
  if (doubt) return { cannotTell: doubt, about, evidence }
  const reach = result === 'pass' ? openTo(matched) : undefined
  if (reach !== undefined) return { outcome: 'open', about: { ...about, reach }, evidence }
  return { outcome: byResult[result], about, evidence, ...fixFor(verdict, authors) }
}

/** What a gateway hands on in a sender's name is not for its SPF to allow. */
function atGateway(ruling: Ruling<Outcome>, { hops, border }: MailPath): Ruling<Outcome> {
  if ('cannotTell' in ruling || !refused.has(ruling.outcome) || !border || ruling.about?.ip !== border.ip) return ruling
  // How a client greets proves nothing where the name of its address is told.
  const gateway = gatewayOf(border.rdns ?? border.helo ?? '')
  if (!gateway) return ruling
  const { ip } = hops.find((hop) => hop.place > border.place && hop.kind === 'outside') ?? {}
  const before = `--ip ${ip ?? 'ADDRESS'}`
  return { ...ruling, outcome: 'at-gateway', about: { ...ruling.about, gateway: gateway.name, before } }
}

const refused: ReadonlySet<Outcome> = new Set<Outcome>(['neutral', 'softfail', 'fail'])

/** Whom a mechanism lets pass that keeps nobody out, or hardly anybody. */
function openTo(matched: string): string | undefined {
  if (/^\+?all$/i.test(matched)) return 'everybody'
  const [, bits] = /^\+?ip[46]:[0-9a-f.:]{1,50}\/(\d{1,3})$/i.exec(matched) ?? []
  if (bits === undefined) return undefined
  const widest = /ip6/i.test(matched) ? 16 : 7
  return Number(bits) <= widest ? 'a large part of the Internet' : undefined
}

function fixFor({ identity, result }: SpfVerdict, authors: readonly MailAuthor[]): { fixFor?: string } {
  if (result === 'none' && askableName(identity.domain) === undefined) return { fixFor: 'unaskable' }
  if (identity.kind === 'helo') return { fixFor: 'helo' }
  const [author, another] = authors
  const house = author?.registered
  if (!house || another || isWithin(identity.domain, house)) return {}
  return { fixFor: 'foreign' }
}
