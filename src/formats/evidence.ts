import type { Evidence, Finding } from '../core/finding.ts'
import { grouped } from '../records/number.ts'
import type { Pen } from './paint.ts'
import { table } from './table.ts'
import { timeline } from './timeline.ts'
import { transcript } from './transcript.ts'
import { tree } from './tree.ts'
import { asWritten, columns, indented, readable } from './wrap.ts'

type DnsEvidence = Extract<Evidence, { kind: 'dns' }>

/**
 * What a finding rests on, as paragraphs. Beside a drawing the answers that it was made from are left out, and no
 * answer, table or conversation is shown twice (`told` remembers); where everything is asked for, an answer that was shown
 * is referred to, and of a long key with which nothing is wrong only the beginning is shown.
 */
export function evidence(finding: Finding, pen: Pen, told: Set<string>): string[][] {
  const everything = pen.verbosity === 'verbose'
  const all = (finding.evidence ?? []).filter((one) => everything || !isDetail(one))
  const drawn = all.some(({ kind }) => kind === 'tree' || kind === 'table')
  const shown = all.filter((one) => {
    if ((everything && one.kind === 'dns') || one.kind === 'note' || one.kind === 'tree') return true
    const key = keyOf(one)
    if ((one.kind === 'dns' && drawn) || told.has(key)) return false
    told.add(key)
    return true
  })
  const isWell = finding.verdict === 'pass' || finding.verdict === 'info'
  const most = everything ? 40 : 8
  const paragraphs: string[][] = []
  for (const [i, one] of shown.slice(0, most).entries()) {
    const lines = everything && one.kind === 'dns' ? onceOnly(one, isWell, pen, told) : draw(one, pen)
    const joins = one.kind === shown[i - 1]?.kind && (one.kind === 'note' || one.kind === 'dns')
    if (joins) paragraphs.at(-1)?.push(...lines)
    else paragraphs.push(lines)
  }
  if (shown.length > most) paragraphs.at(-1)?.push(more(shown.length - most, pen))
  return paragraphs
}

/** What only those want to see who ask for everything. */
export const isDetail = (one: Evidence): boolean => one.kind === 'table' && one.detail === true

/** What tells a piece of evidence from others. */
export const keyOf = (one: Evidence): string =>
  one.kind === 'dns' ? `${one.question} ${one.server}` : JSON.stringify(one)

/** An answer in full, or, where that takes more than a line and was shown before, where to look for it. */
function onceOnly(one: DnsEvidence, shortKeys: boolean, pen: Pen, told: Set<string>): string[] {
  const short = { ...one, answer: one.answer.map(withShortKey) }
  const isCut = shortKeys && short.answer.some((record, i) => record !== one.answer[i])
  const lines = answers(isCut ? short : one, pen)
  const key = keyOf(one) + (isCut ? ' cut' : '')
  const known = told.has(keyOf(one)) || told.has(key)
  told.add(key)
  return known && lines.length > 1 ? askedOf(one, 'as above', pen).map((line) => pen.dim(line)) : lines
}

/** A long run of base64, also over several strings, cut, with its length. */
const withShortKey = (record: string): string =>
  record.replace(/[A-Za-z0-9+/]{64,}(?:" "[A-Za-z0-9+/]+)*={0,2}/g, (run) => {
    const key = run.replaceAll('" "', '')
    return `${key.slice(0, 24)}… (${key.length} characters)`
  })

function draw(one: Evidence, pen: Pen): string[] {
  const rows = pen.verbosity === 'verbose' ? 200 : 40
  switch (one.kind) {
    case 'tree':
      return tree(one, pen, pen.column, rows)
    case 'table':
      return table(one, pen, pen.column, rows)
    case 'transcript':
      return transcript(one, pen)
    case 'timeline':
      return timeline(one, pen, pen.column, rows)
    case 'note':
      return indented(asWritten(one.text), pen.width, pen.column, 2)
    case 'dns':
      return answers(one, pen)
  }
}

/** What was asked, of whom, and what came of it. */
function askedOf({ question, server, ttl }: DnsEvidence, came: string, pen: Pen): string[] {
  const origin = pen.verbosity === 'verbose' && ttl !== undefined ? `${server}, TTL ${ttl}` : server
  return indented(`${readable(question)} (${readable(origin)}):${came && ` ${came}`}`, pen.width, pen.column)
}

/** What was asked, of whom, and what came: on one line where it fits, else each answer on its own. */
function answers(one: DnsEvidence, pen: Pen): string[] {
  const { answer, more: left = 0 } = one
  const most = pen.verbosity === 'verbose' ? 40 : 6
  const shown = tagged(answer).slice(0, most).map(beginning)
  const rest = answer.length + left - shown.length
  const whole = askedOf(one, shown[0] ?? '', pen)
  const lines =
    answer.length === 1 && rest === 0 && whole.length === 1 && columns(whole[0] ?? '') <= pen.width
      ? whole
      : [
          ...askedOf(one, '', pen),
          ...shown.flatMap((text) => indented(text, pen.width, pen.column + 2, 2)),
          ...(rest > 0 ? [more(rest, pen)] : []),
        ]
  return lines.map((one) => pen.dim(one))
}

/** A record fit to be shown: one that was cut says so also where it is cut once more. */
export function beginning(record: string): string {
  const [leftOut = ''] = / … [\d,]+ more octets?$/.exec(record) ?? []
  return readable(record.slice(0, record.length - leftOut.length)) + leftOut
}

/** Texts that say what they are (`v=spf1`) before the proofs of ownership that stand beside them. */
export function tagged(answer: readonly string[]): string[] {
  const isTagged = (text: string) => /^"v=/i.test(text)
  return [...answer.filter(isTagged), ...answer.filter((text) => !isTagged(text))]
}

const more = (count: number, pen: Pen) => pen.dim(`${' '.repeat(pen.column + 2)}… ${grouped(count)} more`)
