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
  const found = new Set<string>()
  for (const { own, at, repeats } of nodes) {
    if (!own) continue
    for (const { look, by } of repeats) found.add(`${shorten(look.term.text)} after ${by}`)
    for (const fault of at.record?.faults ?? [])
      if (isIdle(fault)) found.add(`${shorten(fault.text)} after ${at.record?.text.slice(0, 6)}`)
  }
  return [...found]
}

/** Records that stand at several places of the tree, other than by way of a term that is itself a repeat. */
function reachedTwice({ nodes }: SpfSurvey): string[] {
  const again = new Set<SpfTree>()
  for (const { repeats } of nodes) for (const { look } of repeats) if (look.child) addWhole(again, look.child)
  const times = new Map<string, number>()
  for (const { at } of nodes) if (at.record && !again.has(at)) times.set(at.domain, (times.get(at.domain) ?? 0) + 1)
  const twice: string[] = []
  for (const [name, count] of times) if (count > 1) twice.push(`${name} (${count} times)`)
  return twice
}

function addWhole(trees: Set<SpfTree>, at: SpfTree): void {
  if (trees.has(at)) return
  trees.add(at)
  for (const { child } of at.terms) if (child) addWhole(trees, child)
}
