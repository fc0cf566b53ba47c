import type { Finding, Verdict } from '../core/finding.ts'
import type { ExitCode, Report, Step } from '../core/report.ts'
import { notYetLookedAt, type StepId, steps, stepsOf } from '../core/step.ts'
import type { TargetKind } from '../core/target.ts'
import { apartFromReceiver } from './finding.ts'
import { type Following, seeSteps } from './following.ts'
import { listsHeadline } from './lists-headline.ts'
import type { Pen } from './paint.ts'
import { receiversHeadline } from './receivers-headline.ts'
import { columns, ends, hang, indented, readable } from './wrap.ts'

/** Where a step's line goes on behind its title, on a narrow page too: the titles are the page's first column. */
const leastColumn = 13
const besideTitle = 6

/** One line a step: sign, title, and what there is to do, or what is well. */
export function stepLines(steps: readonly Step[], pen: Pen, from: Following): string[] {
  const column = Math.max(leastColumn, ...steps.map(({ title }) => title.length + besideTitle))
  const said = new Set<string>()
  return steps.flatMap((step) => {
    const { verdict, says: whole } = stepSays(step, pen.width - column - 1, from)
    const isTold = verdict === 'skip' && said.has(whole) && columns(whole) > pen.width - column
    const says = isTold ? 'does not apply, as above' : whole
    said.add(whole)
    const head = `  ${pen.sign[verdict]} ${step.title}`
    const [line = '', ...rest] = hang(head, says, pen.width, column)
    return [pen.verdict(verdict, head) + line.slice(head.length), ...rest]
  })
}

/** What a step comes to, and what there is to do; or what is well, in as many words as fit into so many columns. */
export function stepSays(step: Step, room: number, from: Following): { verdict: Verdict; says: string } {
  const verdict = signOf(step)
  const isFine = ['pass', 'info'].includes(verdict)
  const headline = headlines[step.id]?.(step, from)
  return { verdict, says: headline ?? (isFine ? fitting(briefs(step), room) : toDo(step, verdict, from)) }
}

/** Steps that say themselves what they come to, where they do. */
const headlines: Partial<Record<StepId, (step: Step, from: Following) => string | undefined>> = {
  lists: listsHeadline,
  receivers: receiversHeadline,
}

/** The step's worst; one that does not apply at all is neither good nor bad. A receiver that takes not all mail is not well. */
function signOf({ id, verdict, findings }: Step): Verdict {
  if (verdict !== 'pass') return verdict
  const order = id === 'receivers' ? (['info', 'pass'] as const) : (['pass', 'info'] as const)
  return order.find((one) => findings.some((finding) => finding.verdict === one)) ?? 'skip'
}

function toDo({ findings }: Step, verdict: Verdict, from: Following): string {
  if (verdict !== 'skip')
    return sum(countOf(ownOf(findings, from))).join(', ') || (seeSteps(findings.filter(isFaulty), from) ?? '')
  const [first, ...others] = new Set(findings.map(({ says }) => says))
  return others.length === 0 ? readable(first ?? '') : 'does not apply'
}

const isFaulty = ({ verdict }: Finding): boolean => verdict === 'fail' || verdict === 'warn'
/** What is the same at several receivers counts once. */
const countOf = (findings: readonly Finding[]) => {
  const count = (verdict: Verdict) =>
    new Set(
      findings
        .filter((finding) => finding.verdict === verdict)
        .map((finding) => (verdict === 'unknown' ? undefined : apartFromReceiver(finding)) ?? finding),
    ).size
  return { fail: count('fail'), warn: count('warn'), unknown: count('unknown') }
}

/** Those with a story of their own, each as grave as what follows from it: where that fails, there is something to fix. */
const ownOf = (findings: readonly Finding[], { causes, named }: Following): Finding[] =>
  findings
    .filter((finding) => !causes.has(finding))
    .map((finding) =>
      finding.verdict === 'warn' && named.get(finding)?.some(({ verdict }) => verdict === 'fail')
        ? { ...finding, verdict: 'fail' }
        : finding,
    )

const sum = ({ fail, warn, unknown }: { fail: number; warn: number; unknown: number }): string[] => [
  ...(fail > 0 ? [`${fail} to fix`] : []),
  ...(warn > 0 ? [`${warn} to improve`] : []),
  ...(unknown > 0 ? [`${unknown} not seen`] : []),
]

/** Whether the step's line says what an info found, so that it need not be said again. */
export const inBrief = (step: Step, finding: Finding): boolean => step.verdict === 'pass' && finding.brief !== undefined

function briefs({ findings }: Step): string[] {
  const said = [
    ...new Set(
      findings.flatMap(({ verdict, brief }) => (brief && ['pass', 'info', 'skip'].includes(verdict) ? [brief] : [])),
    ),
  ]
  const fine = findings.filter(({ verdict }) => verdict === 'pass').length
  return said.length > 0 ? said.map(readable) : [fine > 0 ? `${fine} fine` : 'nothing to do']
}

/** As many of the words as one line takes; of a list as many items, and how many more there are. A name is never cut. */
function fitting(said: readonly string[], width: number): string {
  let text = ''
  for (const brief of said) {
    const joined = text === '' ? brief : `${text}; ${brief}`
    if (columns(joined) <= width) text = joined
    else if (text === '') text = someOf(brief, width)
  }
  return text
}

function someOf(list: string, width: number): string {
  const items = list.split(', ')
  let count = items.length - 1
  while (count > 1 && columns(`${items.slice(0, count).join(', ')} and ${items.length - count} more`) > width) count--
  return count < 1 ? list : `${items.slice(0, count).join(', ')} and ${items.length - count} more`
}

/** The sum of it all, what follows from something else left out, and what the exit code means. */
export function closing(report: Report, pen: Pen, from: Following): string[] {
  const { sum, meaning } = closingSays(report, from)
  return ends(sum, meaning, pen.width)
}

/** The same in words. */
export function closingSays(report: Report, from: Following): { sum: string; meaning: string } {
  const { pass, unknown } = report.counts
  const own = report.steps.map(({ findings }) => countOf(ownOf(findings, from)))
  const fail = own.reduce((sum, step) => sum + step.fail, 0)
  const warn = own.reduce((sum, step) => sum + step.warn, 0)
  const unheard = new Set(report.steps.flatMap(({ findings }) => findings.flatMap(({ unseen }) => unseen ?? [])))
  const words = [
    fail > 0 ? `${fail} to fix` : 'nothing to fix',
    ...(warn > 0 ? [`${warn} to improve`] : []),
    ...(pass > 0 ? [`${pass} fine`] : []),
    ...(unknown > 0 ? [`${unknown} not seen`] : [...unheard].map((what) => `${what} not seen`)),
    ...(unknown === 0 && unheard.size === 0 && report.exitCode !== 3 ? ['nothing unseen'] : []),
  ]
  return { sum: words.join(', '), meaning: `exit ${report.exitCode}: ${exitMeaning(report)}` }
}

const kinds: Readonly<Record<string, TargetKind>> = {
  ip: 'address',
  relay: 'relay',
  message: 'message',
  probe: 'probe',
}

/** What may be looked at beside the steps of such a target. */
const besides: Partial<Record<TargetKind, readonly StepId[]>> = {
  machine: ['session', 'relay-records'],
  relay: ['relay-records'],
  probe: [...stepsOf.message, 'relay-records'],
}

/** Whether there was no relay whose records could be looked for: then there is nothing to say of them. */
export const isIdle = ({ id, findings }: Step): boolean =>
  id === 'relay-records' && findings.every(({ outcome }) => outcome === 'not-applicable')

/** Whether nothing in it applied, or was seen. */
const isDark = ({ findings }: Step): boolean =>
  findings.every(({ verdict }) => verdict === 'skip' || verdict === 'unknown')

/** At the end of a report in which nothing fails: what that says nothing about. */
export const coverage = (report: Report, pen: Pen): string[] =>
  coverageSays(report, pen).flatMap((says) => indented(says, pen.width, 0).map(pen.dim))

/** The same in words. */
export function coverageSays(report: Report, { verbosity }: Pick<Pen, 'verbosity'>): string[] {
  const { counts, checks, command } = report
  if (counts.fail > 0 || counts.pass === 0 || verbosity === 'quiet') return []
  const kind = report.steps.some(({ id }) => id === 'mta') ? 'machine' : (kinds[command] ?? 'domain')
  const others = besides[kind] ?? []
  const also = others.filter((id) => report.steps.some((step) => step.id === id)).map((id) => steps[id])
  const isThere = (id: StepId) => id !== 'relay-records' || report.steps.some((step) => step.id === id && !isIdle(step))
  const isSeen = (id: StepId) => isThere(id) && report.steps.some((step) => step.id === id && !isDark(step))
  const lookedAt = [...stepsOf[kind].filter(isSeen).map((id) => steps[id]), ...also]
  const relay = isThere('relay-records') ? [] : ["the relay's records (--relay NAME)"]
  const untouched = [...notYetLookedAt[kind], ...(kind === 'domain' ? relay : [])]
  if (checks.run < checks.all) return [`${checks.run} of ${checks.all} checks were run.`]
  const says = [
    `Looked at: ${[...new Set(lookedAt)].join(', ')}.`,
    ...(untouched.length > 0 ? [`Not looked at: ${untouched.join(', ')}.`] : []),
  ]
  return [says.join(' ')]
}

/** Why the run ends with this code, in words. */
function exitMeaning({ exitCode, counts }: Report): string {
  const meanings: Record<ExitCode, string> = {
    0: counts.unknown > 0 ? 'nothing seen fails' : 'nothing fails',
    1: counts.fail > 0 ? 'something fails' : 'something is to improve',
    2: 'asked wrongly',
    3: 'something could not be seen',
    70: 'a bug in relaycheck',
    130: 'interrupted',
  }
  return meanings[exitCode]
}
