import { shortSpan } from '../core/duration.ts'
import type { Evidence, TimelineHop } from '../core/finding.ts'
import { grouped } from '../records/number.ts'
import type { Pen } from './paint.ts'
import { columns, indented, readable, wrap } from './wrap.ts'

type Timeline = Extract<Evidence, { kind: 'timeline' }>

/**
 * A message's way from top to bottom, oldest first: servers, and between them each hop with its number, the time at which it
 * arrived, the time it took, and how it went; at most `most` hops.
 */
export function timeline({ hops, more = 0 }: Timeline, pen: Pen, indent: number, most: number): string[] {
  const shown = hops.slice(0, most)
  const lines = linesOf(shown, pen)
  const gutter = gutterOf(shown)
  const longest = Math.max(0, ...lines.map(({ text }) => columns(text)))
  const margin = Math.min(indent, Math.max(2, pen.width - gutter.width - 2 - longest))
  const left = more + hops.length - shown.length
  return [
    ...indented(headOf(shown), pen.width, margin).map(pen.dim),
    ...lines.flatMap(({ hop, sign, text }) => {
      const room = Math.max(16, pen.width - margin - gutter.width - 2)
      return wrap(text, room).map((part, i) => {
        const before = ' '.repeat(margin) + (hop && i === 0 ? gutter.of(hop) : ' '.repeat(gutter.width))
        const stroke = i === 0 ? sign : signsOf(pen).way
        return hop ? `${pen.dim(`${before}${stroke}`)} ${marked(hop, part, pen)}` : `${before}${stroke} ${part}`
      })
    }),
    ...(left > 0 ? [`${' '.repeat(margin)}… ${grouped(left)} more`] : []),
  ]
}

const signsOf = ({ unicode }: Pick<Pen, 'unicode'>) => (unicode ? { server: '○', way: '│' } : { server: 'o', way: '|' })

/** A server, or what stands between it and the next one. */
export interface Line {
  /** Only of what stands between two servers. */
  hop?: TimelineHop
  sign: string
  text: string
}

/** The way line by line: each server once, and each hop between two. */
export function linesOf(hops: readonly TimelineHop[], pen: Pick<Pen, 'unicode'>): Line[] {
  const { server, way } = signsOf(pen)
  const lines: Line[] = []
  let last: string | undefined
  for (const hop of hops) {
    const { from } = hop
    const isSame = last !== undefined && from !== undefined && nameOf(last) === nameOf(from)
    if (isSame) lines[lines.length - 1] = { sign: server, text: readable(from) }
    else if (from !== undefined) lines.push({ sign: server, text: readable(from) })
    lines.push({ hop, sign: way, text: readable([hop.how, ...hop.marks].filter((part) => part !== '').join(', ')) })
    last = hop.by ?? 'not told'
    lines.push({ sign: server, text: readable(last) })
  }
  return lines
}

/** Without the address that stands behind. */
const nameOf = (text: string): string => text.replace(/ \[.*$/, '').toLowerCase()

/** Number, time of arrival and time taken, each as wide as the widest. */
function gutterOf(hops: readonly TimelineHop[]): { width: number; of(hop: TimelineHop): string } {
  const number = String(hops.at(-1)?.number ?? '').length
  const spans = hops.map(({ tookMs }) => (tookMs === undefined ? '' : shortSpan(tookMs)))
  const span = Math.max(0, ...spans.map((text) => text.length))
  const of = ({ number: n, at, tookMs }: TimelineHop) =>
    `${String(n).padStart(number)}  ${(at?.slice(11, 19) ?? '').padEnd(8)}  ${(tookMs === undefined ? '' : shortSpan(tookMs)).padStart(span)}  `
  return { width: number + 2 + 8 + 2 + span + 2, of }
}

/** What stands above it. */
export function headOf(hops: readonly TimelineHop[]): string {
  const first = hops.find(({ at }) => at !== undefined)?.at
  return first === undefined
    ? 'The way, oldest first:'
    : `The way, oldest first; times in UTC, from ${first.slice(0, 10)}:`
}

const weighty = new Set(['clear'])

/** In the colour of what weighs; else as it is. */
const marked = ({ marks }: TimelineHop, text: string, pen: Pen): string =>
  marks.some((mark) => weighty.has(mark)) ? pen.verdict('warn', text) : text
