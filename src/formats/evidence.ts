import type { Evidence, Finding } from '../core/finding.ts'
import type { Pen } from './paint.ts'
import { table } from './table.ts'
import { tree } from './tree.ts'
import { asWritten, columns, indented, readable } from './wrap.ts'

type DnsEvidence = Extract<Evidence, { kind: 'dns' }>

/**
 * What a finding rests on, as paragraphs. Beside a drawing the answers that it was made from are left out, and no
 * answer is shown twice (`told` remembers), except where everything is asked for.
 */
export function evidence(finding: Finding, pen: Pen, told: Set<string>): string[][] {
  const all = finding.evidence ?? []
  const everything = pen.verbosity === 'verbose'
  const drawn = all.some(({ kind }) => kind === 'tree' || kind === 'table')
  const shown = all.filter((one) => {
    if (everything || one.kind !== 'dns') return true
    const key = `${one.question} ${one.server}`
    if (drawn || told.has(key)) return false
    told.add(key)
    return true
  })
  const most = everything ? 40 : 8
  const paragraphs: string[][] = []
  for (const [i, one] of shown.slice(0, most).entries()) {
    const lines = draw(one, pen)
    const joins = one.kind === shown[i - 1]?.kind && (one.kind === 'note' || one.kind === 'dns')
    if (joins) paragraphs.at(-1)?.push(...lines)
    else paragraphs.push(lines)
  }
  if (shown.length > most) paragraphs.at(-1)?.push(more(shown.length - most, pen))
  return paragraphs
}

function draw(one: Evidence, pen: Pen): string[] {
  const rows = pen.verbosity === 'verbose' ? 200 : 40
  switch (one.kind) {
    case 'tree':
      return tree(one, pen, pen.column, rows)
    case 'table':
      return table(one, pen, pen.column, rows)
    case 'note':
      return indented(asWritten(one.text), pen.width, pen.column, 2)
    case 'dns':
      return answers(one, pen)
  }
}

/** What was asked, of whom, and what came: on one line where it fits, else each answer on its own. */
function answers({ question, server, ttl, answer, more: left = 0 }: DnsEvidence, pen: Pen): string[] {
  const everything = pen.verbosity === 'verbose'
  const most = everything ? 40 : 6
  const origin = everything && ttl !== undefined ? `${server}, TTL ${ttl}` : server
  const asked = `${readable(question)} (${readable(origin)}):`
  const shown = tagged(answer).slice(0, most).map(beginning)
  const rest = answer.length + left - shown.length
  const line = `${asked} ${shown[0]}`
  const lines =
    answer.length === 1 && rest === 0 && pen.column + columns(line) <= pen.width
      ? indented(line, pen.width, pen.column)
      : [
          ...indented(asked, pen.width, pen.column),
          ...shown.flatMap((text) => indented(text, pen.width, pen.column + 2, 2)),
          ...(rest > 0 ? [more(rest, pen)] : []),
        ]
  return lines.map((one) => pen.dim(one))
}

/** A record that was cut says so also where it is cut once more. */
function beginning(record: string): string {
  const [leftOut = ''] = / … [\d,]+ more octets?$/.exec(record) ?? []
  return readable(record.slice(0, record.length - leftOut.length)) + leftOut
}

/** Texts that say what they are (`v=spf1`) before the proofs of ownership that stand beside them. */
function tagged(answer: readonly string[]): string[] {
  const isTagged = (text: string) => /^"v=/i.test(text)
  return [...answer.filter(isTagged), ...answer.filter((text) => !isTagged(text))]
}

const more = (count: number, pen: Pen) => pen.dim(`${' '.repeat(pen.column + 2)}… ${count.toLocaleString('en')} more`)
