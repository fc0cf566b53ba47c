import { defineCheck, type Ruling } from '../../core/check.ts'
import type { SpfTree } from '../../core/spf.ts'
import { firstOf, recordEvidence, shorten } from '../../core/spf-evidence.ts'
import type { SpfSurvey } from '../../core/spf-survey.ts'
import { offer, parkedFix } from '../spf-offer.ts'
import { spf } from '../subjects.ts'

const outcomes = {
  none: { verdict: 'pass', says: 'Receivers can get to every term in the SPF of {domain}.' },
  'after-all': {
    verdict: 'warn',
    says: 'What stands after all in the SPF record of {holder} lets nobody pass, since no receiver reads on there: {terms}.',
    fix: 'Move what is to count before all, and leave the rest out, which changes nothing: {terms}.',
    fixes: {
      parked: parkedFix,
      repaired: 'Leave {terms} out, which changes nothing: what they say stands before all.',
    },
  },
  'redirect-beside-all': {
    verdict: 'warn',
    says: 'In the SPF record of {holder}, {terms} stands beside all, where receivers ignore it: what it leads to lets nobody pass.',
    fix: 'If {terms} is to count, take all out; if not, leave the redirect out, which changes nothing.',
    fixes: { parked: parkedFix },
  },
} as const
type Dead = 'after-all' | 'redirect-beside-all'

export default defineCheck({
  id: 'spf-unreachable-terms',
  step: 'spf',
  title: 'Every term of the SPF record can be reached',
  why: 'What stands after all, and a redirect beside it, looks like permission and is none.',
  refs: ['RFC 7208 section 5.1', 'RFC 7208 section 6.1'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target', 'asked'],
  outcomes,
  judge({ spfSurvey, spfRepair, target, asked }): Ruling<keyof typeof outcomes>[] {
    const domain = target.display
    const dead = deadIn(spfSurvey)
    const left = new Set(dead.length && spfRepair.after ? deadIn(spfRepair.after).map(({ outcome }) => outcome) : [])
    const rulings = dead.slice(0, 5).map(({ outcome, at, terms }) => ({
      outcome,
      about: { domain, holder: at.domain, terms: firstOf(terms) },
      evidence: recordEvidence([{ at }]),
      ...offer(spfRepair, asked, () => !left.has(outcome)),
    }))
    if (rulings.length) return rulings
    const deaf = spfSurvey.nodes.find(({ at, own }) => own && at.txt?.kind === 'blind')?.at.txt
    return [
      deaf?.kind === 'blind' ? { cannotTell: deaf.blind, about: { domain } } : { outcome: 'none', about: { domain } },
    ]
  },
})

/** In the records that the domain's owner can change, each record once. */
function deadIn({ nodes }: SpfSurvey): { outcome: Dead; at: SpfTree; terms: string[] }[] {
  const records = new Map<string, SpfTree>()
  for (const { own, at } of nodes) if (own && at.record) records.set(at.domain, at)
  return [...records.values()].flatMap((at) => {
    if (!at.terms.some(({ dead }) => dead)) return []
    const dead = Map.groupBy(
      at.terms.filter((look) => look.dead).map(({ term }) => term),
      ({ kind }): Dead => (kind === 'modifier' ? 'redirect-beside-all' : 'after-all'),
    )
    return [...dead].map(([outcome, group]) => ({ outcome, at, terms: group.map(({ text }) => shorten(text)) }))
  })
}
