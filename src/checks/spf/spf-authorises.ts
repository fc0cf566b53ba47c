import { defineCheck, type Ruling } from '../../core/check.ts'
import type { SpfResult, SpfTree, SpfVerdict } from '../../core/spf.ts'
import { type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import type { DomainTarget } from '../../core/target.ts'
import { hiddenRange } from '../../records/address.ts'
import { askableName } from '../../records/spf/macro.ts'
import { newlyRead, offer } from '../spf-offer.ts'
import { traceEvidence } from '../spf-trace.ts'
import { domain } from '../subjects.ts'

const order = 'If {ip} sends for {domain}, put this term before all others in the SPF record of {domain}:\n    {term}'
/** Where a whole record to publish follows. */
const orders = {
  repaired: 'If {ip} sends for {domain}, publish the SPF record that lets it pass.',
  stillError:
    'If {ip} sends for {domain}, publish the SPF record that names it first: this alone lets {ip} pass. For all others the SPF of {domain} is still an error: see the other findings of this step.',
}

const outcomes = {
  authorised: {
    verdict: 'pass',
    says: '{ip} may send for {domain}: SPF passes by {matched}.',
    brief: '{ip} may send',
  },
  softfail: {
    verdict: 'fail',
    says: '{ip} is not among the senders of {domain}: SPF ends in softfail by {matched}, so its mail is suspect and goes to spam more often.',
    fix: order,
    fixes: orders,
  },
  'not-authorised': {
    verdict: 'fail',
    says: '{ip} may not send for {domain}: SPF fails by {reason}, so receivers may refuse its mail.',
    fix: order,
    fixes: orders,
  },
  neutral: {
    verdict: 'fail',
    says: 'The SPF of {domain} says nothing of {ip} (neutral: {matched}), so its mail gains nothing by SPF and cannot pass DMARC by it.',
    fix: order,
    fixes: orders,
  },
  permerror: {
    verdict: 'fail',
    says: 'The SPF of {domain} is an error for mail from {ip}: {problem}. Receivers treat it as no policy, or refuse the mail.',
    fix: 'Put the SPF of {domain} right: the other findings of this step say how.',
    fixes: {
      ...orders,
      limit:
        'Bring the SPF of {domain} within its limits: the other findings of this step say how. Until then {ip} passes if this term stands before all others:\n    {term}',
      elsewhere: 'Put the SPF of {domain} right: relaycheck domain {domain} says how.',
    },
    leadsTo: newlyRead,
  },
  'no-policy': {
    verdict: 'fail',
    says: 'There is no SPF policy for {identity}: {problem}. Mail from {ip} cannot pass SPF.',
    fix: 'Publish an SPF record at {domain} that holds this term and ends in ~all:\n    {term}',
    fixes: {
      repaired: 'Publish the SPF record that lets {ip} pass.',
      helo: 'No record can stand at {domain}. Let the server greet with its full name, and say which that is: --helo NAME.',
      mailfrom: 'No record can stand at {domain}. Send with an address at a full domain name: --sender USER@DOMAIN.',
    },
    leadsTo: newlyRead,
  },
  'not-public': {
    verdict: 'fail',
    says: '{ip} is {what}: receivers never see it, so SPF cannot let it pass.',
    fix: 'Ask about the address that mail leaves your network from: --ip ADDRESS.',
  },
  'not-asked': { verdict: 'skip', says: 'no sending address was named: --ip ADDRESS judges one' },
  parked: { verdict: 'skip', says: 'no address is to send: --parked says that the domain sends nothing' },
} as const

export default defineCheck({
  id: 'spf-authorises',
  step: 'spf',
  title: 'SPF lets the sending addresses pass',
  why: 'Whatever the record looks like, what counts is what a receiver makes of it for the address that mail comes from.',
  refs: ['RFC 7208 section 4', 'RFC 7208 section 8'],
  subject: domain,
  needs: ['spfVerdicts', 'spfRepair', 'target', 'asked'],
  outcomes,
  judge({ spfVerdicts, spfRepair, target, asked }) {
    if (spfVerdicts.length === 0) return { outcome: 'not-asked' }
    if (asked.parked) return { outcome: 'parked' }
    return spfVerdicts.map((verdict) => {
      const { result, identity } = verdict
      const ruling = judgeOne(verdict, target)
      if (result === 'pass' || !('outcome' in ruling) || ruling.outcome === 'not-public') return ruling
      if (identity.domain !== target.name) return result === 'permerror' ? { ...ruling, fixFor: 'elsewhere' } : ruling
      const alike = spfVerdicts.filter((other) => other.result === result && !hiddenRange(other.ip))
      // A finding is gone only when it is gone for every address.
      const offered = offer(spfRepair, asked, () => alike.every(({ ip }) => spfRepair.passing.includes(ip)))
      const stillError = offered.repair && spfRepair.after && endsInError(spfRepair.after)
      return { ...ruling, ...offered, ...(stillError && { fixFor: 'stillError' }) }
    })
  },
})

/** Whether receivers take the record as an error for those whom nothing in it matches. */
const endsInError = ({ nodes, costs }: SpfSurvey): boolean =>
  costs.lookups > spfLimits.lookups ||
  costs.voids.ipv4.byTerm.length > spfLimits.voids ||
  nodes.some(({ at }) => at.cut !== undefined || at.record?.faults.some(({ legal }) => !legal) || isNone(at))

const isNone = ({ txt, texts }: SpfTree): boolean => txt !== undefined && txt.kind !== 'blind' && texts.length !== 1

const byResult = {
  pass: 'authorised',
  softfail: 'softfail',
  fail: 'not-authorised',
  neutral: 'neutral',
  permerror: 'permerror',
  none: 'no-policy',
} as const satisfies Record<Exclude<SpfResult, 'temperror'>, keyof typeof outcomes>

function judgeOne(verdict: SpfVerdict, target: DomainTarget): Ruling<keyof typeof outcomes> {
  const { ip, identity, result, lookups, voids, explanation, blind, doubt } = verdict
  const matched = verdict.matched ?? 'the end of the record'
  const hidden = hiddenRange(ip)
  const about = {
    ip,
    domain: identity.domain === target.name ? target.display : identity.domain,
    identity: identity.sender,
    by: identity.kind === 'helo' ? 'HELO' : 'MAIL FROM',
    result,
    lookups,
    voids,
    matched,
    problem: verdict.problem ?? '',
    term: ip.includes(':') ? `ip6:${ip}` : `ip4:${ip}`,
    reason: explanation === undefined ? matched : `${matched}, which says "${explanation}"`,
    ...(explanation !== undefined && { explanation }),
  }
  const evidence = traceEvidence(verdict.trace)
  if (result === 'temperror')
    return { cannotTell: blind ?? { reason: 'bug', detail: 'SPF ended in temperror without a cause' }, about, evidence }
  if (doubt) return { cannotTell: doubt, about, evidence }
  if (hidden && result !== 'pass') return { outcome: 'not-public', about: { ...about, what: hidden.what }, evidence }
  return { outcome: byResult[result], about, evidence, ...fixFor(verdict) }
}

/** A limit is the fault, or there is no name at which a record could stand. */
function fixFor({ result, limit, identity }: SpfVerdict): { fixFor?: 'limit' | 'helo' | 'mailfrom' } {
  if (limit) return { fixFor: 'limit' }
  return result === 'none' && askableName(identity.domain) === undefined ? { fixFor: identity.kind } : {}
}
