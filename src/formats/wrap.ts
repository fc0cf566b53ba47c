import { grouped } from '../records/number.ts'
import { visible, written } from '../records/visible.ts'

/** The most characters of one text that a person is shown; a hostile answer can have 64 KB. */
const most = 1000

/** A text from anywhere, fit to be shown: visible, and of a length that can be read. */
export function readable(text: string): string {
  if (text.length <= most) return visible(text)
  const kept = text.slice(0, most)
  return `${visible(kept)} … ${grouped(text.length - kept.length)} more characters`
}

/** A piece of evidence, which may hold octets of DNS, fit to be shown. */
export const asWritten = (octets: string): string => readable(written(octets))

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
const combining = /\p{M}/u

/** The columns that a text takes in a terminal. */
export function columns(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let sum = 0
  for (const character of text) sum += combining.test(character) ? 0 : wide.test(character) ? 2 : 1
  return sum
}

/**
 * Lines of at most `width` columns, broken at blanks; the first one begins where `taken` columns are used already. What
 * has no blank is never cut: it has a line to itself.
 */
export function wrap(text: string, width: number, taken = 0): string[] {
  const lines: string[] = []
  let line = ''
  let used = taken
  for (const [i, word] of text.split(' ').entries()) {
    const size = columns(word)
    if (i > 0 && used + 1 + size <= width) {
      line += ` ${word}`
      used += 1 + size
    } else {
      if (i > 0) lines.push(line)
      line = word
      used = (i === 0 ? taken : 0) + size
    }
  }
  return [...lines, line].map((done) => done.trimEnd())
}

/** Wrapped at an indent; lines after the first stand `further` to the right. */
export function indented(text: string, width: number, indent: number, further = 0): string[] {
  return wrap(text, width - indent - further).map((line, i) => ' '.repeat(indent + (i === 0 ? 0 : further)) + line)
}

/** Wrapped at an indent, with a head in front of the first line, which begins further to the right where the head is long. */
export function hang(head: string, text: string, width: number, indent: number): string[] {
  const start = Math.max(indent, columns(head) + 2)
  const [first = '', ...rest] = wrap(text, width - indent, start - indent)
  return [head + ' '.repeat(start - columns(head)) + first, ...rest.map((line) => ' '.repeat(indent) + line)]
}

/** Two texts on one line, at its ends; on two where they do not fit. */
export function ends(left: string, right: string, width: number, indent = 0): string[] {
  const room = width - indent - columns(left) - columns(right)
  const blanks = ' '.repeat(indent)
  if (left === '') return [blanks + ' '.repeat(Math.max(0, room)) + right]
  if (room >= 2) return [blanks + left + ' '.repeat(room) + right]
  return [...indented(left, width, indent), ' '.repeat(Math.max(indent, width - columns(right))) + right]
}
