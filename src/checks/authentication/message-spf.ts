import { defineCheck, type Ruling } from '../../core/check.ts'
import type { SpfResult, SpfVerdict } from '../../core/spf.ts'
import { askableName } from '../../records/spf/macro.ts'
import { claim } from '../message-subjects.ts'
import { traceEvidence } from '../spf-trace.ts'

const forwards =
  "If {ip} is a relay's, the term that names all its servers does better: relaycheck domain {domain} --relay RELAY tells it. If {ip} only passes mail on, let it put a return path of its own in the place of this one (SRS): SPF cannot pass otherwise."
const order = `If {ip} sends for {domain}, put this term before all others in the SPF record of {domain}:\n    {term}\n${forwards}`
const fixes = {
  helo: 'The sender is the null one (<>), so receivers go by the name that the server greets with. Let the SPF record of {domain} name the server:\n    {term}',
}

const outcomes = {
  pass: {
    verdict: 'pass',
    says: 'SPF passes: {ip} may send for {domain} by {matched}.',
    brief: 'SPF pass',
  },
  none: {
    verdict: 'warn',
    says: 'There is no SPF policy for {identity}, which {ip} sent the message for: {problem}. Receivers have nothing to go by but its signatures, and trust it less.',
    fix: 'Publish an SPF record at {domain} that holds this term and ends in ~all:\n    {term}',
    fixes: {
      helo: 'The sender is the null one (<>), so receivers go by the name that the server greets with. Publish an SPF record at {domain}:\n    v=spf1 {term} -all',
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
  permerror: {
    verdict: 'fail',
    says: 'The SPF of {domain} is an error for mail from {ip}: {problem}. Receivers treat it as no policy, or refuse the message.',
    fix: 'Put the SPF of {domain} right: relaycheck domain {domain} says how.',
  },
  'never-outside': { verdict: 'skip', says: 'there is nothing for SPF to judge: {why}' },
} as const

/** SPF for the hop at which the message came in. */
export default defineCheck({
  id: 'message-spf',
  step: 'authentication',
  title: 'SPF passes for the server that sent the message',
  why: 'Receivers ask SPF about the server that handed the message to them. Where it does not pass, only a signature can vouch for the message.',
  refs: ['RFC 7208 section 4', 'RFC 7208 section 8'],
  subject: claim,
  needs: ['mailSpf'],
  outcomes,
  judge({ mailSpf }) {
    if ('verdict' in mailSpf) return judgeVerdict(mailSpf.verdict)
    const { why, inHouse } = mailSpf
    if (inHouse) return { outcome: 'never-outside', about: { why } }
    return {
      cannotTell: { reason: 'not-attempted', detail: why, wayOut: 'Say who sent it: --ip, --helo and --sender.' },
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

function judgeVerdict(verdict: SpfVerdict): Ruling<keyof typeof outcomes> {
  const { ip, identity, result, explanation, blind, doubt, problem = '' } = verdict
  const matched = verdict.matched ?? 'the end of the record'
  const about = {
    ip,
    domain: identity.domain,
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
  return { outcome: byResult[result], about, evidence, ...fixFor(verdict) }
}

const fixFor = ({ identity, result }: SpfVerdict): { fixFor?: 'helo' | 'unaskable' } => {
  if (result === 'none' && askableName(identity.domain) === undefined) return { fixFor: 'unaskable' }
  return identity.kind === 'helo' ? { fixFor: 'helo' } : {}
}
