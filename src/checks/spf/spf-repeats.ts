import { defineCheck, type Ruling } from '../../core/check.ts'
import type { SpfTree } from '../../core/spf.ts'
import { firstOf, shorten } from '../../core/spf-evidence.ts'
import { repairIf, type SpfSurvey } from '../../core/spf-survey.ts'
import { isIdle } from '../../records/spf/record.ts'
import { spf } from '../subjects.ts'

const outcomes = {
  none: { verdict: 'pass', says: 'The SPF of {domain} says nothing twice.' },
  repeated: {
    verdict: 'info',
    says: 'The SPF of {domain} says things twice: {terms}. The later one changes nothing, but makes the record longer or costs a lookup.',
    fix: 'Leave the later one out, which changes nothing: {terms}.',
  },
  'reached-twice': {
    verdict: 'info',
    says: 'The SPF of {domain} comes to these records more than once, and pays for them each time: {terms}.',
  },
} as const

export default defineCheck({
  id: 'spf-repeats',
  step: 'spf',
  title: 'The SPF record says nothing twice',
  why: 'A term that repeats another one costs lookups and length for nothing.',
  refs: ['RFC 7208 section 4.6.2', 'RFC 7208 section 4.6.4'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target'],
  outcomes,
  judge({ spfSurvey, spfRepair, target }): Ruling<keyof typeof outcomes>[] {
    const domain = target.display
    const repeats = repeatsIn(spfSurvey)
    const twice = reachedTwice(spfSurvey)
    const rulings: Ruling<keyof typeof outcomes>[] = []
    if (repeats.length)
      rulings.push({
        outcome: 'repeated',
        about: { domain, terms: firstOf(repeats) },
        ...repairIf(spfRepair, (after) => repeatsIn(after).length === 0),
      })
    if (twice.length) rulings.push({ outcome: 'reached-twice', about: { domain, terms: firstOf(twice) } })
    const { unseen } = spfSurvey.costs
    if (rulings.length === 0)
      rulings.push(unseen ? { cannotTell: unseen, about: { domain } } : { outcome: 'none', about: { domain } })
    return rulings
  },
})

/** In the records that the domain's owner can change. */
function repeatsIn({ nodes }: SpfSurvey): string[] {
  const repeats = nodes
    .filter(({ own }) => own)
    .flatMap(({ at, repeats }) => [
      ...repeats.map(({ look, by }) => `${shorten(look.term.text)} after ${by}`),
      ...(at.record?.faults ?? [])
        .filter(isIdle)
        .map(({ text }) => `${shorten(text)} after ${at.record?.text.slice(0, 6)}`),
    ])
  return [...new Set(repeats)]
}

/** Records that stand at several places of the tree, other than by way of a term that is itself a repeat. */
function reachedTwice({ nodes }: SpfSurvey): string[] {
  const again = new Set<SpfTree>()
  const leaveOut = (at: SpfTree): void => {
    if (again.has(at)) return
    again.add(at)
    for (const { child } of at.terms) if (child) leaveOut(child)
  }
  for (const { look } of nodes.flatMap(({ repeats }) => repeats)) if (look.child) leaveOut(look.child)
  const ways = Map.groupBy(
    nodes.filter(({ at }) => at.record && !again.has(at)),
    ({ at }) => at.domain,
  )
  return [...ways].filter(([, group]) => group.length > 1).map(([name, group]) => `${name} (${group.length} times)`)
}
