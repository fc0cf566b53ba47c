import { shortSpan } from '../core/duration.ts'
import type { Evidence, Finding } from '../core/finding.ts'
import { grouped } from '../records/number.ts'
import { beginning, keyOf, tagged } from './evidence.ts'
import { html, lines, type Markup } from './html-markup.ts'
import { headOf, linesOf } from './timeline.ts'
import { branchesOf, weightOf } from './tree.ts'
import { asWritten, readable } from './wrap.ts'

type Of<K extends Evidence['kind']> = Extract<Evidence, { kind: K }>

const most = { pieces: 40, rows: 60, records: 40, said: 200 }

/**
 * What a finding rests on, drawn. What a drawing was made from, and tables of details, are folded; what the page has
 * shown already (`told` remembers) is not shown again.
 */
export function evidenceHtml({ evidence = [], verdict }: Finding, told: Set<string>): Markup[] {
  const fresh = evidence.filter((one) => {
    const key = keyOf(one)
    if (told.has(key)) return false
    told.add(key)
    return true
  })
  const shown = fresh.slice(0, most.pieces)
  const drawn = shown.some(({ kind }) => kind === 'tree' || kind === 'table' || kind === 'timeline')
  const isCalm = verdict === 'info' || verdict === 'skip' || verdict === 'pass'
  const isFolded = (one: Evidence) =>
    ((drawn || isCalm) && one.kind === 'dns') ||
    (isCalm && one.kind === 'transcript') ||
    (one.kind === 'table' && one.detail === true)
  const folded = shown.filter(isFolded)
  return [
    ...shown.filter((one) => !isFolded(one)).map(draw),
    ...(folded.length > 0 ? [html`<details><summary>What this rests on</summary>${folded.map(draw)}</details>`] : []),
    ...more(fresh.length - shown.length),
  ]
}

function draw(one: Evidence): Markup {
  switch (one.kind) {
    case 'dns':
      return answers(one)
    case 'tree':
      return tree(one)
    case 'table':
      return table(one)
    case 'transcript':
      return transcript(one)
    case 'timeline':
      return timeline(one)
    case 'note':
      return html`<p class="dim">${asWritten(one.text)}</p>`
  }
}

const more = (count: number): Markup[] => (count > 0 ? [html`<p class="dim">… ${grouped(count)} more</p>`] : [])

function answers({ question, answer, server, ttl, more: left = 0 }: Of<'dns'>): Markup {
  const shown = tagged(answer).slice(0, most.records).map(beginning)
  const origin = ttl === undefined ? readable(server) : `${readable(server)}, TTL ${ttl}`
  const [only = ''] = shown
  if (answer.length === 1 && left === 0 && only.length <= 60)
    return html`<p class="answer"><span class="dim">${readable(question)} (${origin}):</span> <code>${only}</code></p>`
  return html`<figure><figcaption>${readable(question)} (${origin})</figcaption><pre>${lines(shown)}</pre>${more(answer.length + left - shown.length)}</figure>`
}

function tree({ head, rows }: Of<'tree'>): Markup {
  const branches = branchesOf(rows, true)
  const columns = Math.max(head.length, ...rows.slice(0, most.rows).map(({ cells }) => cells.length))
  const body = rows.slice(0, most.rows).map(({ text, cells, mark }, i) => {
    const numbers = Array.from(
      { length: columns },
      (_, k) => html`<td class="number">${asWritten(String(cells[k] ?? ''))}</td>`,
    )
    const word =
      mark === undefined ? html`<td></td>` : html`<td class="over-${weightOf(mark) ?? 'none'}">${asWritten(mark)}</td>`
    return html`<tr><td><span class="branch">${branches[i]}</span>${asWritten(text)}</td>${numbers}${word}</tr>`
  })
  const titles = Array.from({ length: columns }, (_, k) => html`<th class="number">${asWritten(head[k] ?? '')}</th>`)
  const hasTitles = head.some((word) => word !== '')
  return html`<figure class="wide"><table class="tree mono">${hasTitles ? html`<thead><tr><th></th>${titles}<th></th></tr></thead>` : ''}<tbody>${body}</tbody></table>${more(rows.length - body.length)}</figure>`
}

function table({ head, rows }: Of<'table'>): Markup {
  const isNumber = head.map((_, k) => rows.length > 0 && rows.every((row) => typeof row[k] === 'number'))
  const cell = (value: string | number, k: number) =>
    isNumber[k] ? html`<td class="number">${value}</td>` : html`<td>${asWritten(String(value))}</td>`
  const titles = head.map((word, k) => html`<th${isNumber[k] ? html` class="number"` : ''}>${asWritten(word)}</th>`)
  const body = rows.slice(0, most.rows).map((row) => html`<tr>${row.map(cell)}</tr>`)
  return html`<figure class="wide"><table><thead><tr>${titles}</tr></thead><tbody>${body}</tbody></table>${more(rows.length - body.length)}</figure>`
}

const speakers = { client: ['>', 'said'], server: ['<', 'came'], note: ['*', 'note'] } as const

function transcript({ server, lines: all, more: before = 0 }: Of<'transcript'>): Markup {
  const shown = all.slice(-most.said)
  const left = before + all.length - shown.length
  const body = shown.map(({ ms, from, text }) => {
    const [sign, word] = speakers[from]
    return html`<tr><td class="number dim">${(ms / 1000).toFixed(2)}</td><td title="${word}">${sign}</td><td>${readable(text)}</td></tr>`
  })
  const note = left > 0 ? html`<p class="dim">… ${grouped(left)} lines before</p>` : ''
  return html`<figure><figcaption>The session with ${readable(server)}</figcaption>${note}<table class="talk mono"><tbody>${body}</tbody></table></figure>`
}

/** A message's way from top to bottom: servers, and between them each hop. */
function timeline({ hops, more: left = 0 }: Of<'timeline'>): Markup {
  const shown = hops.slice(0, most.rows)
  const items = linesOf(shown, { unicode: true }).map(({ hop, text }) => {
    if (!hop) return html`<li class="server">${text}</li>`
    const { number, at = '', tookMs, marks } = hop
    const gutter = [`${number}`, at.slice(11, 19), tookMs === undefined ? '' : shortSpan(tookMs)].filter(
      (part) => part !== '',
    )
    return html`<li><span class="dim">${gutter.join(' · ')}</span> <span class="over-${marks.includes('clear') ? 'warn' : 'none'}">${text}</span></li>`
  })
  return html`<figure><figcaption>${headOf(shown)}</figcaption><ol class="way">${items}</ol>${more(left + hops.length - shown.length)}</figure>`
}
