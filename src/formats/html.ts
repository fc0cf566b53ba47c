import { createHash } from 'node:crypto'
import type { Verdict } from '../core/finding.ts'
import type { Report, Step } from '../core/report.ts'
import type { Style } from '../core/style.ts'
import type { Told } from './finding.ts'
import { type Following, following } from './following.ts'
import { byTarget, date, resolversOf } from './heading.ts'
import { blindSpotHtml, type HtmlPage } from './html-finding.ts'
import { html, Markup } from './html-markup.ts'
import { foldedHtml, type SectionHtml, sectionHtml } from './html-section.ts'
import { style } from './html-style.ts'
import { notInDnsSays } from './listings.ts'
import { type Pen, pen as penFor } from './paint.ts'
import { closingSays, coverageSays, isIdle, stepSays } from './summary.ts'
import { unseen } from './unseen.ts'
import { readable } from './wrap.ts'

/** Nothing but this page's own style has any effect, whatever stands in it. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** A report as one page for a browser, that needs nothing beside it: no script, no font, no image. */
export function htmlPage(report: Report, how: Style): string {
  const pen = penFor({ ...how, color: 0, unicode: true, width: 80 })
  const steps = pen.verbosity === 'verbose' ? report.steps : report.steps.filter((step) => !isIdle(step))
  const blocks = byTarget(steps).filter(
    (of) => pen.verbosity !== 'quiet' || of.some(({ verdict }) => verdict !== 'pass'),
  )
  const from = following(report.steps)
  const { sum, meaning } = closingSays(report, from)
  const targets = [...new Set(report.steps.map(({ target }) => target))].map(readable)
  const title = targets.length > 3 ? `${targets.length} targets` : targets.join(', ')
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}: ${sum}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<div class="head"><h1>${title}</h1> <span class="dim">${date(report.at)}</span></div>
<p class="sum ${report.verdict}"><span class="sign">${pen.sign[report.verdict]}</span> ${sum}. <span class="dim">${meaning}</span></p>
${blocks.length > 1 ? contents(blocks, pen) : ''}</header>
<main>
${blocks.map((of, i) => block(of, i, { report, pen, told: nothingTold(from), toldFolded: nothingTold(from) }, blocks.length > 1))}</main>
${foot(report, pen)}
</body>
</html>
`
  return page.text
}

const nothingTold = (from: Following): Told => ({ evidence: new Set(), changes: new Set(), from })
const order: readonly Verdict[] = ['fail', 'unknown', 'warn', 'pass']

/** Several targets: where each stands, and its worst. */
function contents(blocks: readonly (readonly Step[])[], pen: Pen): Markup {
  const items = blocks.map((steps, i) => {
    const worst = order.find((verdict) => steps.some((step) => step.verdict === verdict)) ?? 'pass'
    const target = readable(steps[0]?.target ?? '')
    return html`<li><span class="${worst}"><span class="sign">${pen.sign[worst]}</span> ${worst}</span> <a class="what" href="#t${i + 1}">${target}</a></li>
`
  })
  return html`<ul class="steps">
${items}</ul>
`
}

function block(steps: readonly Step[], i: number, page: HtmlPage, isOneOfMany: boolean): Markup {
  const causes = unseen(steps)
  const scattered = causes.filter((cause) => cause.steps.size > 1)
  const sections = steps.map((step) => sectionHtml(step, causes, page))
  const told = sections.filter(({ open }) => open.length > 0)
  const calm = sections.filter(({ open, folded }) => open.length === 0 && folded.length > 0)
  const anchor = ({ step }: SectionHtml) => `t${i + 1}-${step.id}`
  return html`<section class="target" id="t${i + 1}">
${isOneOfMany ? html`<h2>${readable(steps[0]?.target ?? '')}</h2>\n` : ''}${
  page.pen.verbosity === 'quiet'
    ? ''
    : html`<ul class="steps">
${sections.map((one) => summaryLine(one.step, told.includes(one) ? anchor(one) : undefined, page))}</ul>
`
}${told.map((one) => part(one.step.title, [...one.open, ...foldedHtml(one.folded, page)], anchor(one)))}${
  scattered.length > 0
    ? part(
        'Not seen',
        scattered.map((cause) => blindSpotHtml(cause, page)),
      )
    : ''
}${
  calm.length > 0
    ? part(
        'The rest',
        calm.flatMap(({ step, folded }) => foldedHtml(folded, page, `${step.title}: `)),
      )
    : ''
}</section>
`
}

const part = (title: string, content: readonly Markup[], anchor?: string): Markup =>
  html`<section${anchor === undefined ? '' : html` id="${anchor}"`}>
<h3>${title}</h3>
${content}</section>
`

function summaryLine(step: Step, anchor: string | undefined, { pen, told }: HtmlPage): Markup {
  const { verdict, says } = stepSays(step, 200, told.from)
  const title = anchor === undefined ? html`${step.title}` : html`<a href="#${anchor}">${step.title}</a>`
  return html`<li><span class="${verdict}" title="${verdict}"><span class="sign">${pen.sign[verdict]}</span> ${title}</span> <span class="what">${says}</span></li>
`
}

function foot(report: Report, pen: Pen): Markup {
  const { tool } = report
  const says = [...notInDnsSays(report, pen), ...coverageSays(report, pen), ...resolversOf(report).map(readable)]
  return html`<footer>
${says.map((one) => html`<p>${one}</p>\n`)}<p>${tool.name} ${tool.version}</p>
</footer>`
}
