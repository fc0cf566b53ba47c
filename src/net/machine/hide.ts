import { privateKeyLabel } from '../../core/machine.ts'
import { passwordLabel } from '../redact.ts'

/** A piece of a text that is not to be seen: a password or a key in it. */
export interface Hidden {
  start: number
  end: number
  /** Which label stands for it. */
  label: string
  /** As it is used, where it differs from what is written. */
  password?: string
  user?: string
  /** Of the entry that it belongs to; without it the line. */
  key?: string
}

/** A password where it stands in a text. */
export const hiddenAt = (
  start: number,
  written: string,
  about: Omit<Hidden, 'start' | 'end' | 'label'> = {},
): Hidden => ({
  start,
  end: start + written.length,
  label: passwordLabel,
  password: written,
  ...about,
})
/** A private key where it stands in a text. */
export const keyAt = (start: number, written: string): Hidden => ({
  start,
  end: start + written.length,
  label: privateKeyLabel,
})

/** The text with a label for each piece; of pieces that overlap the whole is hidden. */
export function hide(text: string, pieces: readonly Hidden[]): string {
  const parts: string[] = []
  let done = 0
  const sorted = pieces.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start || b.end - a.end)
  for (const { start, end, label } of sorted) {
    if (end <= done) continue
    if (start >= done) parts.push(text.slice(done, start), label)
    done = end
  }
  return [...parts, text.slice(done)].join('')
}

/** The lines of a text, each with where it begins. */
export function linesOf(text: string): { start: number; line: string }[] {
  let start = 0
  return text.split('\n').map((line) => {
    const at = start
    start += line.length + 1
    return { start: at, line: line.endsWith('\r') ? line.slice(0, -1) : line }
  })
}

/** The number of the line that a place is on. */
export function lineAt(text: string, place: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < place; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** What one Postfix entry is written as: lines that begin with a blank go on the one before; a comment is one by itself. */
export function entriesOf(text: string): { start: number; entry: string }[] {
  const entries: { start: number; entry: string }[] = []
  let open: { start: number; end: number } | undefined
  for (const { start, line } of linesOf(text)) {
    const end = start + line.length
    if (/^\s*#/.test(line)) entries.push({ start, entry: line })
    else if (/^\s*$/.test(line)) continue
    else if (/^\s/.test(line) && open) open.end = end
    else {
      if (open) entries.push({ start: open.start, entry: text.slice(open.start, open.end) })
      open = { start, end }
    }
  }
  if (open) entries.push({ start: open.start, entry: text.slice(open.start, open.end) })
  return entries
}
