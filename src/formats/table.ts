import Table from 'cli-table3'
import type { Evidence } from '../core/finding.ts'
import type { Pen } from './paint.ts'
import { columns, indented, readable } from './wrap.ts'

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

/** A table without lines, at most `most` rows, indented as far as it fits; too wide for the page, it becomes a list. */
export function table({ head, rows }: Rows, pen: Pen, indent: number, most: number): string[] {
  const shown = rows.slice(0, most).map((row) => row.map((cell) => readable(String(cell))))
  const numeric = head.map((_, k) => rows.length > 0 && rows.every((row) => typeof row[k] === 'number'))
  const titles = head.map(readable)
  const drawn = new Table({
    head: titles,
    chars: bare,
    colAligns: numeric.map((is) => (is ? 'right' : 'left')),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  })
  drawn.push(...shown)
  const lines = drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
  const width = Math.max(...lines.map(columns))
  const fits = width + 2 <= pen.width
  const margin = fits ? Math.min(indent, pen.width - width) : indent
  const left = rows.length - shown.length
  return [
    ...(fits ? lines.map((line) => ' '.repeat(margin) + line) : list(titles, shown, pen, indent)),
    ...(left > 0 ? [`${' '.repeat(margin)}… ${left.toLocaleString('en')} more`] : []),
  ]
}

const list = (head: readonly string[], rows: readonly string[][], pen: Pen, indent: number): string[] =>
  rows.flatMap((row) =>
    row.flatMap((cell, k) => indented(head[k] ? `${head[k]}: ${cell}` : cell, pen.width, indent + (k === 0 ? 0 : 2))),
  )
