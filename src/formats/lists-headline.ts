import type { About, Finding, Verdict } from '../core/finding.ts'
import type { Step } from '../core/report.ts'
import { readable } from './wrap.ts'

const order: readonly Verdict[] = ['fail', 'unknown', 'warn', 'info', 'pass', 'skip']
const impacts = ['high', 'medium', 'low', 'negligible']
const unanswered = ['refused', 'unreachable', 'broken', 'unknown-code', 'skipped']

/** What a finding's `about` says under this name, as a text; nothing where it says nothing. */
export const field = ({ about }: Pick<Finding, 'about'>, name: keyof About): string => String(about[name] ?? '')

export const isUnanswered = (finding: Finding): boolean => unanswered.includes(field(finding, 'state'))

/** Whether an address was looked up, not names alone. */
export const isOfAddress = ({ findings }: Pick<Step, 'findings'>): boolean =>
  findings.some(({ check }) => check === 'ip-listed')

/** What wants hands first, and of that what costs most. */
export const worstFirst = (findings: readonly Finding[]): Finding[] => [...findings].sort((a, b) => rank(a) - rank(b))
const rank = (finding: Finding): number => {
  const impact = impacts.indexOf(field(finding, 'impact'))
  return order.indexOf(finding.verdict) * 10 + (impact < 0 ? impacts.length : impact)
}

/** The listing that costs most and that a receiver acts on; its `acts` is in an address's headline. */
export const worstListing = ({ findings }: Pick<Step, 'findings'>): Finding | undefined =>
  worstFirst(findings).find(
    (finding) => ['fail', 'warn'].includes(finding.verdict) && field(finding, 'state') === 'listed',
  )

/** What stands behind the title of the step `lists`; nothing where it is like any other step. */
export function listsHeadline(step: Step): string | undefined {
  const { findings, verdict } = step
  if (verdict === 'pass') return calm(step)
  if (!isOfAddress(step)) return undefined
  const blind = findings.filter((finding) => finding.verdict === 'unknown' && finding.about.list !== undefined)
  const worst = worstListing(step)
  const says = [
    ...(worst ? [headlineOf(worst)] : []),
    ...blind.map((finding) => `${field(finding, 'list')} gave no answer that can be believed.`),
  ]
  return says.length > 0 ? readable(says.join(' ')) : undefined
}

function headlineOf(listing: Finding): string {
  const byPolicy = field(listing, 'sense') === 'policy' ? ' as no mail server, which is no accusation' : ''
  const network = listing.check === 'ip-neighbourhood' ? 'the network around ' : ''
  return `${field(listing, 'list')} lists ${network}${field(listing, 'subject')}${byPolicy}. ${field(listing, 'acts')}`
}

function calm(step: Step): string | undefined {
  const points = step.findings.filter((one) => one.verdict === 'info' && field(one, 'impact') === 'low')
  const ofNames = !isOfAddress(step)
  const silent = new Set(step.findings.filter(isUnanswered).map((one) => field(one, 'zone'))).size
  const says = [
    ...clear(step, ofNames && silent > 0),
    ...(points.length > 0
      ? [`${[...new Set(points.map((one) => field(one, 'list')))].join(', ')} may add points`]
      : []),
    ...(silent > 0 && ofNames ? [`${silent} said nothing`] : []),
  ]
  if (ofNames && silent > 0 && says.length === 1) return 'no list gave a usable answer, which is neither good nor bad'
  return says.length > 0 ? readable(says.join('; ')) : undefined
}

/** `clear on 5 lists that proved themselves in this run`: only what was believed is counted. */
export function clear(step: Step, isBrief = false): string[] {
  const own = zonesOf(step, 'ip-listed').size + networks(step)
  const names = zonesOf(step, 'domain-listed')
  if (own === 0 && names.size === 0) return []
  if (isBrief) return [`clear on ${lists(own + names.size)}, each proven in this run`]
  if (!isOfAddress(step) || names.size === 0) return [`clear on ${proven(own + names.size)}`]
  if (own === 0) return [`its name is clear on ${proven(names.size)}`]
  return [`clear on ${lists(own)}, its name on ${names.size}, each proven in this run`]
}

const lists = (count: number) => `${count} ${count === 1 ? 'list' : 'lists'}`
const proven = (count: number) => `${lists(count)} that proved ${count === 1 ? 'itself' : 'themselves'} in this run`

/** The lists that say "not listed" to all they were asked about. */
function zonesOf({ findings }: Step, check: string): Set<string> {
  const of = findings.filter((finding) => finding.check === check)
  const listing = of.filter((finding) => field(finding, 'state') !== 'not-listed').map((one) => field(one, 'zone'))
  const clear = of.filter((finding) => finding.verdict === 'pass').map((one) => field(one, 'zone'))
  return new Set(clear.filter((zone) => !listing.includes(zone)))
}

function networks({ findings }: Step): number {
  const clean = findings.find(({ check, verdict }) => check === 'ip-neighbourhood' && verdict === 'pass')
  return Array.isArray(clean?.about.lists) ? clean.about.lists.length : 0
}
