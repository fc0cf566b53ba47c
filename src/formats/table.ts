import Table from 'cli-table3'
import type { Evidence } from '../core/finding.ts'
import { grouped } from '../records/number.ts'
import type { Pen } from './paint.ts'
import { asWritten, columns, indented, wrap } from './wrap.ts'

type Rows = Extract<Evidence, { kind: 'table' }>

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const

/**
 * A table without lines, at most `most` rows. Where it is too wide for the indent its widest texts are broken at blanks;
 * where that does not help it goes out to the left, and too wide for the page, it becomes a list.
 */
export function table({ head, rows }: Rows, pen: Pen, indent: number, most: number): string[] {
  const shown = rows.slice(0, most).map((row) => row.map((cell) => asWritten(String(cell))))
  const numeric = head.map((_, k) => rows.length > 0 && rows.every((row) => typeof row[k] === 'number'))
  const titles = head.map(asWritten)
  const lines = draw(titles, narrowed([titles, ...shown], pen.width - indent).slice(1), numeric)
  const width = Math.max(...lines.map(columns))
  const fits = width + 2 <= pen.width
  const margin = fits ? Math.min(indent, pen.width - width) : indent
  const left = rows.length - shown.length
  return [
    ...(fits ? lines.map((line) => ' '.repeat(margin) + line) : list(titles, shown, pen, indent)),
    ...(left > 0 ? [`${' '.repeat(margin)}… ${grouped(left)} more`] : []),
  ]
}

function draw(titles: readonly string[], rows: readonly string[][], numeric: readonly boolean[]): string[] {
  const drawn = new Table({
    head: [...titles],
    chars: bare,
    colAligns: numeric.map((is) => (is ? 'right' : 'left')),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  })
  drawn.push(...rows)
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
}

/** The rows with the widest column's texts broken at blanks, where that brings them into the room; else as they are. */
function narrowed(rows: readonly string[][], room: number): string[][] {
  const widths = (rows[0] ?? []).map((_, k) => Math.max(...rows.map((row) => columns(row[k] ?? ''))))
  const widest = widths.indexOf(Math.max(...widths))
  const others = widths.reduce((sum, width, k) => sum + (k === widest ? 0 : width + 2), 0)
  if (others + Math.max(...widths) <= room) return [...rows]
  const broken = rows.map((row) => row.map((cell, k) => (k === widest ? wrap(cell, room - others) : [cell])))
  const fits = broken.every((row) => row[widest]?.every((line) => columns(line) <= room - others))
  return fits ? broken.map((row) => row.map((lines) => lines.join('\n'))) : [...rows]
}

const list = (head: readonly string[], rows: readonly string[][], pen: Pen, indent: number): string[] =>
  rows.flatMap((row) =>
    row.flatMap((cell, k) => indented(head[k] ? `${head[k]}: ${cell}` : cell, pen.width, indent + (k === 0 ? 0 : 2))),
  )
