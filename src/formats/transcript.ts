import type { Evidence } from '../core/finding.ts'
import { grouped } from '../records/number.ts'
import type { Pen } from './paint.ts'
import { indented, readable } from './wrap.ts'

const marks = { client: '>', server: '<', note: '*' } as const

/** A conversation line by line: what was said (`>`), what came (`<`), and the seconds since it began. */
export function transcript({ server, lines, more = 0 }: Extract<Evidence, { kind: 'transcript' }>, pen: Pen): string[] {
  const everything = pen.verbosity === 'verbose'
  const shown = everything ? lines : lines.slice(-6)
  const left = more + lines.length - shown.length
  const texts = [
    ...(left > 0 ? [`… ${grouped(left)} lines before`] : []),
    ...shown.map(({ ms, from, text }) => `${(ms / 1000).toFixed(2).padStart(6)} ${marks[from]} ${readable(text)}`),
  ]
  const head = indented(`The session with ${readable(server)}:`, pen.width, pen.column)
  return [...head, ...texts.flatMap((text) => indented(text, pen.width, pen.column + 2, 9))].map(pen.dim)
}
