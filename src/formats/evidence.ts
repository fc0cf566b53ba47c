import type { Evidence, Finding } from '../core/finding.ts'
import type { Pen } from './paint.ts'
import { table } from './table.ts'
import { tree } from './tree.ts'
import { hang, readable } from './wrap.ts'

/** The column in which a report's text stands. */
export const textColumn = 13

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
  const most = everything ? 30 : 4
  const paragraphs = shown.slice(0, most).map((one) => draw(one, pen))
  return shown.length > most ? [...paragraphs, [more(shown.length - most, pen)]] : paragraphs
}

function draw(one: Evidence, pen: Pen): string[] {
  const rows = pen.verbosity === 'verbose' ? 200 : 40
  switch (one.kind) {
    case 'tree':
      return tree(one, pen, textColumn, rows)
    case 'table':
      return table(one, pen, textColumn, rows)
    case 'note':
      return hang(readable(one.text), pen.width, textColumn)
    case 'dns':
      return answers(one, pen)
  }
}

function answers({ question, server, ttl, answer }: DnsEvidence, pen: Pen): string[] {
  const most = pen.verbosity === 'verbose' ? 40 : 6
  const origin = ttl === undefined ? server : `${server}, TTL ${ttl}`
  const lines = [
    ...hang(`${readable(question)} (${readable(origin)}):`, pen.width, textColumn),
    ...tagged(answer)
      .slice(0, most)
      .flatMap((text) => hang(readable(text), pen.width, textColumn + 4, ' '.repeat(textColumn + 2))),
    ...(answer.length > most ? [more(answer.length - most, pen)] : []),
  ]
  return lines.map((line) => pen.dim(line))
}

/** Texts that say what they are (`v=spf1`) before the proofs of ownership that stand beside them. */
function tagged(answer: readonly string[]): string[] {
  const isTagged = (text: string) => /^"v=/i.test(text)
  return [...answer.filter(isTagged), ...answer.filter((text) => !isTagged(text))]
}

const more = (count: number, pen: Pen) => pen.dim(`${' '.repeat(textColumn + 2)}… ${count.toLocaleString('en')} more`)
