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
    const uses = nodes.flatMap(({ at }) =>
      at.terms.map(({ term, mx }) => ({ holder: at.domain, term: shorten(term.text), mx })),
    )
    const large = uses.filter(({ mx }) => mx?.kind === 'records' && mx.records.length > limit)
    const rulings = large.slice(0, 5).map(({ holder, term, mx }) => ({
      outcome: 'too-many-exchanges' as const,
      about: { ...about, holder, term, count: mx?.kind === 'records' ? mx.records.length : 0 },
      evidence: mx ? dnsEvidence(mx) : [],
    }))
    if (rulings.length) return rulings
    const deaf = uses.find(({ mx }) => mx?.kind === 'blind')?.mx
    const unseen = costs.unseen ?? (deaf?.kind === 'blind' ? deaf.blind : undefined)
    return [unseen ? { cannotTell: unseen, about } : { outcome: 'within', about }]
  },
})
