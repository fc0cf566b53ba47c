import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { shorten } from '../../core/spf-evidence.ts'
import { spfLimits } from '../../core/spf-survey.ts'
import { spf } from '../subjects.ts'

const limit = spfLimits.exchanges
const outcomes = {
  within: { verdict: 'pass', says: 'No mx in the SPF of {domain} stands for more than {limit} hosts.' },
  'too-many-exchanges': {
    verdict: 'fail',
    says: '{term} in the SPF record of {holder} stands for {count} hosts, {limit} are allowed: receivers treat the whole SPF of {domain} as an error as soon as they get there.',
    fix: 'Name the hosts that send by ip4: and ip6: in place of {term} in the SPF record of {holder}.',
  },
} as const

export default defineCheck({
  id: 'spf-mx-size',
  step: 'spf',
  title: 'No mx in the SPF record stands for more than ten hosts',
  why: 'Receivers look up ten hosts of one mx at most; where there are more, the record is an error.',
  refs: ['RFC 7208 section 4.6.4'],
  subject: spf,
  needs: ['spfSurvey', 'target'],
  outcomes,
  judge({ spfSurvey: { nodes, costs }, target }): Ruling<keyof typeof outcomes>[] {
    const about = { domain: target.display, limit }
    const rulings: Ruling<keyof typeof outcomes>[] = []
    let { unseen } = costs
    for (const { at } of nodes)
      for (const { term, mx } of at.terms) {
        if (mx?.kind === 'blind') unseen ??= mx.blind
        if (mx?.kind !== 'records' || mx.records.length <= limit) continue
        const said = { ...about, holder: at.domain, term: shorten(term.text), count: mx.records.length }
        rulings.push({ outcome: 'too-many-exchanges', about: said, evidence: dnsEvidence(mx) })
        if (rulings.length === 5) return rulings
      }
    if (rulings.length) return rulings
    return [unseen ? { cannotTell: unseen, about } : { outcome: 'within', about }]
  },
})
