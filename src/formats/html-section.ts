import type { Finding, Verdict } from '../core/finding.ts'
import type { Step } from '../core/report.ts'
import { keyOf } from './evidence.ts'
import { blindSpotHtml, type HtmlPage, storiesHtml } from './html-finding.ts'
import { html, Markup } from './html-markup.ts'
import { type Group, groupOf, groups, saysOf, withPage } from './listings.ts'
import { worstFirst } from './lists-headline.ts'
import { retold } from './lists-told.ts'
import { inBrief } from './summary.ts'
import type { Unseen } from './unseen.ts'

/** A step: what is to be read of it, and what nobody need read. */
export interface SectionHtml {
  step: Step
  open: readonly Markup[]
  folded: readonly Folded[]
}
/** Findings behind their number: "3 fine". */
interface Folded {
  what: string
  findings: readonly Finding[]
}

/** What needs hands, worst first, and what is worth knowing; folded, what is well and what does not apply. */
export function sectionHtml(step: Step, causes: readonly Unseen[], page: HtmlPage): SectionHtml {
  const here = causes.filter((cause) => cause.steps.size === 1 && cause.steps.has(step.id))
  if (step.id === 'lists') return listingsHtml(step, here, page)
  const { pen, told } = page
  const own = pen.verbosity === 'verbose' ? step.findings : step.findings.filter((one) => !told.from.causes.has(one))
  const of = (verdict: Verdict) => own.filter((finding) => finding.verdict === verdict)
  const isQuiet = page.pen.verbosity === 'quiet'
  const infos = Map.groupBy(of('info'), (finding) => (inBrief(step, finding) ? 'brief' : 'told'))
  const skips = Map.groupBy(of('skip'), ({ unseen }) => (unseen === undefined ? 'rest' : 'unseen'))
  const faults = [
    ...storiesHtml(of('fail'), page),
    ...here.map((cause) => blindSpotHtml(cause, page)),
    ...storiesHtml(of('warn'), page),
  ]
  const passes = Map.groupBy(of('pass'), (finding) => (hasWay(finding, page) ? 'way' : 'rest'))
  return {
    step,
    open: [
      ...faults,
      ...(isQuiet
        ? []
        : storiesHtml(
            [...(passes.get('way') ?? []), ...(infos.get('told') ?? []), ...(skips.get('unseen') ?? [])],
            page,
          )),
    ],
    folded: isQuiet
      ? []
      : [
          ...folded('fine', [...(infos.get('brief') ?? []), ...(passes.get('rest') ?? [])]),
          ...aside(skips.get('rest')),
        ],
  }
}

/** The way of a message is to be seen though all is well with it, once. */
const hasWay = ({ evidence = [] }: Finding, { told }: HtmlPage): boolean =>
  evidence.some((one) => one.kind === 'timeline' && !told.evidence.has(keyOf(one)))

const folded = (what: string, findings: readonly Finding[]): Folded[] =>
  findings.length === 0 ? [] : [{ what: `${findings.length} ${what}`, findings }]
const aside = (findings: readonly Finding[] = []): Folded[] =>
  folded(findings.length === 1 ? 'does not apply' : 'do not apply', findings)

/** What lists say, by what it costs, and what could not be asked; folded, what is well. */
function listingsHtml(step: Step, causes: readonly Unseen[], page: HtmlPage): SectionHtml {
  const fixes: string[] = []
  const pen = { ...page.pen, verbosity: 'verbose' } as const
  const isQuiet = page.pen.verbosity === 'quiet'
  const by = Map.groupBy(step.findings, groupOf)
  const told = (group: Group) =>
    worstFirst((by.get(group) ?? []).filter(({ verdict }) => verdict !== 'unknown'))
      .filter(({ verdict }) => !isQuiet || verdict === 'fail' || verdict === 'warn')
      .map((finding) => withPage(retold(finding, { isHeadline: false, pen, fixes })))
  const all = (Object.keys(groups) as Group[]).map((group) => {
    const findings = Map.groupBy(told(group), (finding) => (isIdle(finding) ? 'idle' : 'read'))
    return { group, read: findings.get('read') ?? [], idle: findings.get('idle') ?? [] }
  })
  const silent = causes.map((cause) => blindSpotHtml(cause, page, saysOf(cause)))
  const open = all.flatMap(({ group, read }) => {
    const stories = [...(group === 'unasked' ? silent : []), ...(group === 'clear' ? [] : storiesHtml(read, page))]
    return stories.length === 0 ? [] : [html`<h4>${groups[group]}</h4>\n`, ...stories]
  })
  const of = (one: Group) => all.filter(({ group }) => group === one)
  const clear = of('clear').flatMap(({ read }) => read)
  const mute = of('unasked').flatMap(({ idle }) => idle)
  const rest = all.filter(({ group }) => group !== 'unasked').flatMap(({ idle }) => idle)
  return { step, open, folded: [...folded('fine', clear), ...folded('without an answer', mute), ...aside(rest)] }
}

/** What was passed over, unless somebody asked for that very list. */
const isIdle = ({ verdict, about }: Finding): boolean => verdict === 'skip' && about.named !== true

/** What is folded, behind one line. */
export function foldedHtml(all: readonly Folded[], page: HtmlPage, title = ''): Markup[] {
  if (all.length === 0) return []
  const isOpen = page.pen.verbosity === 'verbose' ? new Markup(' open') : ''
  const findings = all.flatMap((one) => one.findings)
  return [
    html`<details${isOpen}><summary>${title}${all.map(({ what }) => what).join(', ')}</summary>
${storiesHtml(findings, { ...page, told: page.toldFolded })}</details>
`,
  ]
}
