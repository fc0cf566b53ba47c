import type { Evidence, TreeRow, Verdict } from '../core/finding.ts'
import { grouped } from '../records/number.ts'
import type { Pen } from './paint.ts'
import { asWritten, columns } from './wrap.ts'

type Tree = Extract<Evidence, { kind: 'tree' }>
/** A row as it is drawn, still in its columns. */
interface Drawn {
  text: string
  cells: string[]
  mark: string
}

/**
 * A tree with its numbers right-aligned under their head, indented as far as it fits; at most `most` rows. A text that
 * is wider than all the room stands alone and its numbers follow on the next line.
 */
export function tree({ head, rows }: Tree, pen: Pen, indent: number, most: number): string[] {
  const branches = branchesOf(rows, pen.unicode)
  const drawn = rows.slice(0, most).map(
    (row, i): Drawn => ({
      text: (branches[i] ?? '') + asWritten(row.text),
      cells: row.cells.map((cell) => asWritten(String(cell))),
      mark: row.mark === undefined ? '' : asWritten(row.mark),
    }),
  )
  const [first] = drawn
  if (first?.cells.every((cell) => cell === '')) first.cells = [...head]
  else if (head.some((word) => word !== '')) drawn.unshift({ text: '', cells: [...head], mark: '' })
  const left = rows.length - Math.min(rows.length, most)
  return [...align(drawn, pen, indent), ...(left > 0 ? [`${' '.repeat(indent)}… ${grouped(left)} more`] : [])]
}

/** What is drawn before each row: a stroke for every ancestor that has more to come, a branch for the row itself. */
export function branchesOf(rows: readonly TreeRow[], unicode: boolean): string[] {
  const [through, fork, end, none] = unicode ? ['│ ', '├ ', '└ ', '  '] : ['|  ', '|- ', '`- ', '   ']
  const open: boolean[] = []
  const branches: string[] = []
  for (let i = rows.length - 1; i >= 0; i--) {
    const depth = Math.min(rows[i]?.depth ?? 0, 40)
    const strokes = Array.from({ length: Math.max(0, depth - 1) }, (_, k) => (open[k + 1] ? through : none))
    branches[i] = depth === 0 ? '' : strokes.join('') + (open[depth] ? fork : end)
    open.length = depth
    for (let k = 0; k < depth; k++) open[k] ??= false
    open[depth] = true
  }
  return branches
}

function align(drawn: readonly Drawn[], pen: Pen, indent: number): string[] {
  const count = Math.max(0, ...drawn.map(({ cells }) => cells.length))
  const widths = Array.from({ length: count }, (_, k) => Math.max(...drawn.map(({ cells }) => columns(cells[k] ?? ''))))
  const marks = Math.max(0, ...drawn.map(({ mark }) => (mark === '' ? 0 : columns(mark) + 2)))
  const right = widths.reduce((sum, width) => sum + width + 2, 0) + marks
  const longest = Math.max(...drawn.map(({ text }) => columns(text)))
  const margin = Math.min(indent, Math.max(2, pen.width - longest - right))
  const room = Math.min(longest, Math.max(8, pen.width - margin - right))
  return drawn.flatMap(({ text, cells, mark }) => {
    const numbers = widths.map((width, k) => `  ${(cells[k] ?? '').padStart(width)}`).join('')
    const tail = mark === '' ? numbers.trimEnd() : `${numbers}  ${marked(mark, pen)}`
    const blanks = ' '.repeat(margin)
    if (columns(text) <= room || tail === '')
      return [`${blanks}${text}${tail && ' '.repeat(room - columns(text)) + tail}`]
    return [blanks + text, blanks + ' '.repeat(room) + tail]
  })
}

/** What weighs in a mark; the rest is dim, but for what lets mail pass. */
const weights: Readonly<Record<string, Verdict>> = {
  over: 'fail',
  loop: 'fail',
  fail: 'fail',
  permerror: 'fail',
  softfail: 'warn',
  neutral: 'warn',
  temperror: 'warn',
  void: 'warn',
  '?': 'warn',
  'too-deep': 'warn',
  'too-many': 'warn',
  pass: 'pass',
}

/** A mark in the colour of its weightiest word. */
function marked(mark: string, pen: Pen): string {
  const weight = weightOf(mark)
  return weight === undefined ? pen.dim(mark) : pen.verdict(weight, mark)
}

/** The weightiest word of a mark, as a verdict; nothing where none weighs. */
export function weightOf(mark: string): 'fail' | 'warn' | 'pass' | undefined {
  const found = mark.split(', ').map((word) => weights[word])
  return (['fail', 'warn', 'pass'] as const).find((verdict) => found.includes(verdict))
}
