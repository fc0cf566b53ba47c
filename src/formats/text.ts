import type { Finding } from '../core/finding.ts'
import type { Report, Step } from '../core/report.ts'
import type { Style } from '../core/style.ts'
import { inALabels } from './a-labels.ts'
import { blindSpot } from './blind-spot.ts'
import { isDetail } from './evidence.ts'
import { aside, eachOnce, stories, type Told } from './finding.ts'
import { type Following, following } from './following.ts'
import { byTarget, date, resolversOf } from './heading.ts'
import { listings, notInDns } from './listings.ts'
import { inAscii, type Pen, pen as penFor } from './paint.ts'
import { closing, coverage, inBrief, isIdle, stepLines } from './summary.ts'
import { table } from './table.ts'
import { timeline } from './timeline.ts'
import { type Unseen, unseen } from './unseen.ts'
import { ends, indented, readable } from './wrap.ts'

/** A report for people: a block for each target, then one line that sums up. Quiet, and nothing wrong: nothing at all. */
export function text(given: Report, style: Style): string {
  const pen = penFor(style)
  const report = pen.unicode ? given : inALabels(given)
  const from = following(report.steps)
  const blocks = byTarget(pen.verbosity === 'verbose' ? report.steps : report.steps.filter((step) => !isIdle(step)))
    .filter((steps) => pen.verbosity !== 'quiet' || steps.some((step) => step.verdict !== 'pass'))
    .map((steps) => block(steps, report, pen, from))
  if (blocks.length === 0 && pen.verbosity === 'quiet' && report.exitCode === 0) return ''
  const lines = [
    ...blocks.flatMap((lines) => [...lines, '']),
    ...notInDns(report, pen),
    ...coverage(report, pen),
    ...closing(report, pen, from),
  ]
  const whole = `${lines.map((one) => one.trimEnd()).join('\n')}\n`
  return pen.unicode ? whole : inAscii(whole)
}

function block(steps: readonly Step[], report: Report, pen: Pen, from: Following): string[] {
  const target = steps[0]?.target ?? ''
  const told: Told = { evidence: new Set(), changes: new Set(), from }
  const causes = unseen(steps)
  const scattered = causes.filter((cause) => cause.steps.size > 1)
  const [head = '', ...more] = ends(readable(target), date(report.at), pen.width)
  const sections = [
    ...steps.map((step) => section(step, causes, report, pen, told)),
    scattered.length === 0
      ? []
      : ['Not seen', ...scattered.flatMap((cause) => ['', ...blindSpot(cause, report, pen, told)])],
  ].filter((lines) => lines.length > 0)
  return [
    pen.bold(readable(target)) + head.slice(readable(target).length),
    ...more,
    ...(pen.verbosity === 'verbose' ? answeredBy(report, pen) : []),
    ...(pen.verbosity === 'quiet' ? [] : ['', ...stepLines(steps, pen, from)]),
    ...sections.flatMap(([title = '', ...lines]) => ['', pen.bold(title), ...lines]),
  ]
}

/** A step's title and what needs hands, worst first; then what is worth knowing, and all the rest where it is asked for. */
function section(step: Step, causes: readonly Unseen[], report: Report, pen: Pen, told: Told): string[] {
  const everything = pen.verbosity === 'verbose'
  const own = everything ? step.findings : step.findings.filter((finding) => !told.from.causes.has(finding))
  const of = (verdict: Finding['verdict']) => own.filter((finding) => finding.verdict === verdict)
  const here = causes.filter((cause) => cause.steps.size === 1 && cause.steps.has(step.id))
  if (step.id === 'lists') return listings(step, here, report, pen, told)
  const infos = of('info').filter((finding) => !inBrief(step, finding))
  const tell = (findings: readonly Finding[]) => stories(findings, pen, told)
  const tales = [
    ...tell(of('fail')),
    ...here.map((cause) => blindSpot(cause, report, pen, told)),
    ...tell(of('warn')),
    ...(everything ? tell([...of('info'), ...of('pass')]) : []),
  ]
  const asides = [
    ...(everything || pen.verbosity === 'quiet' ? [] : infos),
    ...onceSaid(of('skip').filter(({ unseen }) => everything || (unseen !== undefined && pen.verbosity !== 'quiet'))),
  ]
  const lines = eachOnce(asides, pen).flatMap(({ finding, also }) => [
    ...aside(finding, pen, also),
    ...(everything ? [] : drawn(finding, pen)),
  ])
  if (tales.length === 0 && lines.length === 0) return []
  return [
    step.title,
    ...tales.flatMap((lines) => ['', ...lines]),
    ...(lines.length > 0 ? ['', ...withoutLastGap(lines)] : []),
  ]
}

/** A skip is its sentence alone: what several checks say is said once. */
const onceSaid = (skips: readonly Finding[]): Finding[] => [...new Map(skips.map((skip) => [skip.says, skip])).values()]

/** The table, or the way of a message, that an info speaks of. */
function drawn({ evidence = [] }: Finding, pen: Pen): string[] {
  return evidence.flatMap((one) => {
    if (one.kind === 'timeline') return ['', ...timeline(one, pen, pen.column, 40), '']
    return one.kind === 'table' && !isDetail(one) ? ['', ...table(one, pen, pen.column, 40), ''] : []
  })
}

const withoutLastGap = (lines: readonly string[]): readonly string[] =>
  lines.at(-1) === '' ? lines.slice(0, -1) : lines

const answeredBy = (report: Report, pen: Pen): string[] =>
  resolversOf(report).flatMap((says) => indented(readable(says), pen.width, 0).map(pen.dim))
