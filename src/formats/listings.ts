import type { Finding, Verdict } from '../core/finding.ts'
import type { Report, Step } from '../core/report.ts'
import { blindSpot } from './blind-spot.ts'
import { aside, opening, stories, type Told } from './finding.ts'
import { clear, field, isOfAddress, isUnanswered, worstFirst, worstListing } from './lists-headline.ts'
import { retold } from './lists-told.ts'
import type { Pen } from './paint.ts'
import type { Unseen } from './unseen.ts'
import { indented, readable } from './wrap.ts'

/** What lists say, by what it costs, under these headings. */
export const groups = {
  acts: 'Acts on your mail',
  points: 'May add points',
  background: 'Background, usually ignored',
  unasked: 'Could not ask',
  favour: 'In your favour',
  clear: 'Clear',
  notes: 'Worth knowing',
} as const
export type Group = keyof typeof groups

const byImpact: Readonly<Record<string, Group>> = {
  high: 'acts',
  medium: 'acts',
  low: 'points',
  negligible: 'background',
}

/** Under which heading a finding about lists stands. */
export function groupOf(finding: Finding): Group {
  const { check, outcome, verdict } = finding
  const state = field(finding, 'state')
  if (verdict === 'pass') return 'clear'
  if (verdict === 'unknown' || isUnanswered(finding)) return 'unasked'
  if (isUsable(finding) || outcome === 'neighbours-skipped') return 'unasked'
  if (check === 'ip-neighbourhood' && state === 'listed' && verdict === 'info') return 'background'
  if (state === 'listed') return byImpact[field(finding, 'impact')] ?? 'background'
  if (state === 'allowed') return 'favour'
  return verdict === 'info' || verdict === 'skip' ? 'notes' : 'points'
}

/** What the parts of one step are written with. */
interface Page {
  step: Step
  report: Report
  /** What stopped us in this step alone. */
  causes: readonly Unseen[]
  pen: Pen
  told: Told
  /** The fixes told so far. */
  fixes: string[]
}

/** What lists say, by what it costs; then what could not be asked, and what is well. */
export function listings(step: Step, causes: readonly Unseen[], report: Report, pen: Pen, told: Told): string[] {
  const page: Page = { step, report, causes, pen, told, fixes: [] }
  const by = Map.groupBy(step.findings, groupOf)
  const blocks = (Object.keys(groups) as Group[]).flatMap((group) => {
    const findings = by.get(group) ?? []
    const parts = group === 'unasked' ? unasked(findings, page) : tellAll(shownOf(findings, pen), page)
    return parts.length === 0 ? [] : [[pen.bold(`  ${groups[group]}`), ...apart(parts)]]
  })
  const sum = step.verdict === 'pass' || pen.verbosity !== 'normal' ? [] : clear(step)
  const all = [...blocks, ...sum.map((says) => opening('pass', says, pen))]
  return blocks.length === 0 ? [] : [step.title, ...all.flatMap((lines) => ['', ...lines])]
}

const apart = (parts: readonly string[][]): string[] => parts.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))

const shown: Readonly<Record<Pen['verbosity'], readonly Verdict[]>> = {
  quiet: ['fail', 'warn'],
  normal: ['fail', 'warn', 'info'],
  verbose: ['fail', 'warn', 'info', 'pass', 'skip'],
}
const shownOf = (findings: readonly Finding[], { verbosity }: Pen): Finding[] =>
  findings.filter(({ verdict }) => shown[verbosity].includes(verdict))

/** What wants hands in full, what costs most first; all else in a sentence each, or in full where everything is asked for. */
function tellAll(findings: readonly Finding[], { step, pen, told, fixes }: Page): string[][] {
  const isFull = ({ verdict }: Finding) =>
    verdict === 'fail' || verdict === 'warn' || (pen.verbosity === 'verbose' && verdict !== 'skip')
  const headline = pen.verbosity !== 'quiet' && isOfAddress(step) ? worstListing(step) : undefined
  const tell = (finding: Finding) => retold(finding, { isHeadline: finding === headline, pen, fixes })
  const tales = stories(worstFirst(findings.filter(isFull)).map(tell).map(withPage), pen, told)
  const asides = findings
    .filter((finding) => !isFull(finding))
    .flatMap((finding) => [...aside(tell(finding), pen), ...whereToAsk(finding, pen)])
  return asides.length === 0 ? tales : [...tales, asides]
}

const whatFor: Readonly<Record<string, string>> = {
  ask: 'Fix first, then ask:',
  network: 'Fix first, then have your host ask:',
}
const pageIsFor = (finding: Finding): string => whatFor[field(finding, 'removal')] ?? 'Look it up:'

/** The page of an entry that costs little, for whoever wants to be rid of it all the same. */
function whereToAsk(finding: Finding, pen: Pen): string[] {
  const page = pageOf(finding)
  if (page === '') return []
  return indented(readable(`${pageIsFor(finding)} ${page}`), pen.width, pen.column).map(pen.dim)
}

/** A listing with its page among what is to be done, where its whole story is told. */
export const withPage = (finding: Finding): Finding =>
  finding.fix === undefined && pageOf(finding) !== ''
    ? { ...finding, fix: `${pageIsFor(finding)}\n\n    ${pageOf(finding)}` }
    : finding

/** Nobody can take a whole network off a list. */
const pageOf = (finding: Finding): string => (finding.check === 'ip-neighbourhood' ? '' : field(finding, 'page'))

/** Lists that gave no answer, and what is to be done about it, once. */
function unasked(findings: readonly Finding[], page: Page): string[][] {
  const { step, report, causes, pen, told } = page
  const blind = causes.map((cause) => {
    const before = toldBefore(cause, page)
    if (before !== undefined) return opening('unknown', before, pen)
    return blindSpot(withoutAnswers(cause, pen), report, pen, told, saysOf(cause))
  })
  const lists = causes.flatMap((cause) => cause.findings.map((finding) => field(finding, 'list')))
  const usable = findings
    .filter(isUsable)
    .flatMap((finding) =>
      beside(remedyOnce(finding, report), lists, step === report.steps.find(({ id }) => id === 'lists')),
    )
  const others = findings.filter((finding) => !isUsable(finding) && finding.verdict !== 'unknown')
  const skipped = others.filter(({ outcome }) => outcome === 'neighbours-skipped')
  const wanted = others.filter(isNamedInVain)
  const silent = others.filter((finding) => !isNamedInVain(finding))
  const brief = pen.verbosity === 'normal' ? [...skipped, ...wanted, ...(isOfAddress(step) ? ofNames(silent) : [])] : []
  return [...blind, ...tellAll([...shownOf([...usable, ...others], pen), ...brief], page)]
}

/** A list that somebody named, and that nobody could ask or believe: it must not go unseen. */
const isNamedInVain = (finding: Finding): boolean =>
  finding.about.named === true && finding.verdict === 'skip' && field(finding, 'state') === 'skipped'

const isUsable = ({ check }: Finding): boolean => check === 'ip-lists-usable'

/** What to do about a resolver is said at the first address alone: it is the same for all. */
function remedyOnce(finding: Finding, { steps }: Report): Finding {
  const remedy = field(finding, 'remedy')
  const first = steps
    .flatMap(({ findings }) => findings)
    .find((one) => isUsable(one) && one.verdict === 'info' && field(one, 'remedy') === remedy)
  if (finding.verdict !== 'info' || first === finding) return finding
  return { ...finding, says: finding.says.replace(` ${remedy}`, '') }
}

/** What is said of all silent lists, where some of them have a story of their own with the same order in it. */
function beside(finding: Finding, lists: readonly string[], isFirst: boolean): Finding[] {
  if (lists.length === 0) return [finding]
  if (finding.verdict === 'warn') return [{ ...finding, fix: 'Do what stands above.' }]
  const { silent } = finding.about
  const others = Array.isArray(silent) ? silent.filter((list) => !lists.includes(list)) : []
  const says = `Nor did these answer ${field(finding, 'resolver')} in a way that can be believed: ${others.join(', ')}.`
  if (others.length > 0) return [{ ...finding, says }]
  return isFirst ? [{ ...finding, says: `The lists see ${field(finding, 'resolver')}, and answer by that.` }] : []
}

/** One cause is told once: at the addresses after the first it is said in a sentence that it is the same. */
function toldBefore({ blind, findings }: Unseen, { step, report, pen }: Page): string | undefined {
  const isSame = (finding: Finding) => finding.blind?.reason === blind.reason && finding.blind.detail === blind.detail
  const first = report.steps.find((one) => one.id === step.id && one.findings.some(isSame))
  const lists = [...new Set(findings.map((finding) => field(finding, 'list')))]
  if (pen.verbosity === 'verbose' || !first || first === step || lists.includes('')) return undefined
  return `${lists.join(', ')}: the same as at ${first.target}. This says nothing about ${step.target}.`
}

/** What stopped us at lists, with their names; nothing where it was no list. */
export function saysOf({ blind, findings }: Unseen): string | undefined {
  const names = [...new Set(findings.map((finding) => field(finding, 'list')))]
  if (names.includes('')) return undefined
  if (blind.detail.startsWith(`${names[0]} `)) return `${blind.detail}.`
  const subjects = [...new Set(findings.map((finding) => field(finding, 'subject')))].join(', ')
  return `${names.join(', ')} did not answer the question: ${blind.detail}. This says nothing about ${subjects}.`
}

/** The sentence says what came back; the answer itself is for those who ask for everything. */
const withoutAnswers = (cause: Unseen, { verbosity }: Pen): Unseen =>
  verbosity === 'verbose' || saysOf(cause) === undefined
    ? cause
    : { ...cause, findings: cause.findings.map(({ evidence: _, ...finding }) => finding) }

/** One sentence for all domain lists that said nothing of an address's name. */
function ofNames(findings: readonly Finding[]): Finding[] {
  const silent = findings.filter(({ check }) => check === 'domain-listed')
  const [first] = silent
  const lists = [...new Set(silent.map((finding) => field(finding, 'list')))]
  return first ? [{ ...first, about: {}, says: `about its name, no usable answer from ${lists.join(', ')}` }] : []
}

/** At the end of a report about addresses: what no question to DNS can show. */
export const notInDns = (report: Report, pen: Pen): string[] =>
  notInDnsSays(report, pen).flatMap((says) => indented(says, pen.width, 0).map(pen.dim))

/** The same in words. */
export function notInDnsSays({ steps }: Report, { verbosity }: Pick<Pen, 'verbosity'>): string[] {
  const wereAsked = steps.some(({ findings }) =>
    findings.some((finding) => finding.check === 'ip-listed' && finding.about.state !== undefined),
  )
  if (!wereAsked || verbosity === 'quiet') return []
  return [
    'Not visible in DNS: the private lists of Microsoft, Google, Yahoo, Proofpoint and others. If you hold a bounce, it decides: read all its lines.',
  ]
}
