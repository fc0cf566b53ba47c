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
  /** It stands where no password is looked for: it is hidden there, and elsewhere only where it is no word of a configuration. */
  guess?: true
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
/** Every word of a text that is written in no known way, and the parts of each: any may be a password. */
export function wordsAt(start: number, text: string, about: Pick<Hidden, 'key'> = {}): Hidden[] {
  const all: Hidden[] = []
  for (const word of text.matchAll(/\S+/g)) {
    all.push(hiddenAt(start + word.index, word[0], { ...about, guess: true }))
    for (const part of word[0].slice(0, 2048).matchAll(/[^:=|,;]+/g))
      if (part[0] !== word[0]) all.push(hiddenAt(start + word.index + part.index, part[0], { ...about, guess: true }))
  }
  return all
}

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
