import type { Finding, Verdict } from '../core/finding.ts'
import type { Report } from '../core/report.ts'
import { eachOnce, type Told, withOthers } from './finding.ts'
import { causesSay, followSays } from './following.ts'
import { evidenceHtml } from './html-evidence.ts'
import { html, Markup } from './html-markup.ts'
import type { Pen } from './paint.ts'
import { type Order, orders } from './repair.ts'
import { retry, type Unseen, unseenSays } from './unseen.ts'
import { readable } from './wrap.ts'

/** What the parts of one target's report are written with. */
export interface HtmlPage {
  report: Report
  pen: Pen
  told: Told
  /** The same of what is folded: nobody need open that to see what a fault rests on. */
  toldFolded: Told
}

const most = 50

/** The findings in full; of those that end alike the first fifty. */
export function storiesHtml(findings: readonly Finding[], page: HtmlPage): Markup[] {
  const counts = new Map<string, number>()
  const told: Markup[] = []
  for (const { finding, also } of eachOnce(findings)) {
    const count = (counts.get(finding.id) ?? 0) + 1
    counts.set(finding.id, count)
    if (count <= most) told.push(storyHtml(finding, page, also))
  }
  for (const [id, count] of counts)
    if (count > most) told.push(html`<p class="dim">… ${count - most} more of ${id}</p>`)
  return told
}

/** One finding: verdict, sentence, what it rests on, what to do, and where it is written. */
function storyHtml(finding: Finding, { pen, told }: HtmlPage, also: readonly string[]): Markup {
  const isOpen = finding.verdict === 'fail' || finding.verdict === 'warn'
  const says = pen.verbosity === 'verbose' ? causesSay(finding, told.from) : followSays(finding, told.from)
  return html`<article class="${finding.verdict}">
${opening(finding.verdict, withOthers(finding.says, also), pen)}
${evidenceHtml(finding, told.evidence)}${orders(finding.fix, finding.repair ?? [], told.changes).map(orderHtml)}${says === undefined ? '' : html`<p class="dim">${says}</p>`}
<footer><span>${isOpen ? referencesHtml(finding.refs) : ''}</span> <code>${finding.id}</code></footer>
</article>
`
}

const opening = (verdict: Verdict, says: string, pen: Pen): Markup =>
  html`<p class="says ${verdict}"><span class="verdict">${pen.sign[verdict]} ${verdict}</span> ${prose(readable(says))}</p>`

/** Text in which options, dates and ids are not broken at their hyphens. */
const prose = (text: string): Markup[] =>
  text.split(whole).map((part, i) => (i % 2 === 1 ? html`<span class="whole">${part}</span>` : html`${part}`))
const whole = /((?:--[a-z][\w-]{1,40}(?: [A-Z][A-Z@-]{1,30})?)|\b\d{4}-\d\d-\d\d\b)/

const orderHtml = ({ pasted, lines: texts }: Order): Markup =>
  pasted
    ? html`<pre class="paste">${texts.map((text, i) => html`<span>${text}${i < texts.length - 1 ? new Markup('\n') : ''}</span>`)}</pre>`
    : html`<p>${prose(texts.join(' '))}</p>`

/** One cause with everything that it blinds, and how to get an answer. */
export function blindSpotHtml(cause: Unseen, { report, pen, told }: HtmlPage, says?: string): Markup {
  const [first] = cause.findings
  const command = retry(report, cause.blind)
  const fix = [first?.fix ?? '', ...(command === undefined ? [] : [`    ${command}`])].join('\n')
  const seen = cause.findings.find((finding) => finding.evidence)
  return html`<article class="unknown">
${opening('unknown', says ?? unseenSays(cause, pen.verbosity === 'verbose'), pen)}
${seen ? evidenceHtml(seen, told.evidence) : ''}${orders(fix, [], told.changes).map(orderHtml)}
</article>
`
}

const comma = new Markup(', ')
const referencesHtml = (refs: readonly string[]): Markup[] =>
  refs.flatMap((ref, i) => [...(i === 0 ? [] : [comma]), referenceHtml(ref)])

/** A source, as a link where it can be followed. */
function referenceHtml(ref: string): Markup {
  const [, rfc, section] = /^RFC (\d+)(?: section ([\d.]+))?$/.exec(ref) ?? []
  const [, title, page] = /^(.{0,200}: )?((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,20}\/[!-~]*)$/.exec(ref) ?? []
  if (page !== undefined) return html`${readable(title ?? '')}<a href="https://${page}" rel="noreferrer">${page}</a>`
  const href = rfc
    ? `https://www.rfc-editor.org/rfc/rfc${rfc}${section ? `#section-${section}` : ''}`
    : /^https:\/\/[!-~]+$/.test(ref)
      ? ref
      : undefined
  return href === undefined ? html`${readable(ref)}` : html`<a href="${href}" rel="noreferrer">${readable(ref)}</a>`
}
