import { groupedWords, isBlank, logicalLines, trimBlanks, unbrace } from './lines.ts'

/** One line of a lookup table, its key in small letters as Postfix keeps it. */
export interface Entry {
  key: string
  /** The key as it stands there. */
  written: string
  value: string
  line: number
}

/** Where a key ends: at the first character of `ends` that stands in no quotes. Nothing where quotes stay open. */
function keyEnd(text: string, ends: (character: string) => boolean): number | undefined {
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '\\') at++
    else if (character === '"') quoted = !quoted
    else if (!quoted && ends(character)) return at
  }
  return quoted ? undefined : text.length
}

const keyOf = (written: string) => ({ key: written.toLowerCase(), written })

/** The entries of a text that postmap(1) reads: a key, blanks, a value. Lines with no value are left out, as postmap does. */
export function readEntries(text: string): Entry[] {
  const entries: Entry[] = []
  for (const { text: written, line } of logicalLines(text)) {
    const end = keyEnd(written, isBlank)
    if (end === undefined) continue
    const value = trimBlanks(written.slice(end))
    if (end > 0 && value) entries.push({ ...keyOf(written.slice(0, end)), value, line })
  }
  return entries
}

/** The entries of `inline:{ key = value, { key = value with blanks } }`, or a clause on what is wrong. */
export function readInline(name: string): { entries: Entry[] } | { fault: string } {
  const inside = unbrace(name)
  const entries: Entry[] = []
  for (const word of groupedWords(inside ?? '')) {
    const pair = trimBlanks(word.startsWith('{') ? (unbrace(word) ?? '') : word)
    const end = keyEnd(pair, (character) => isBlank(character) || character === '=')
    const rest = end === undefined ? '' : trimBlanks(pair.slice(end))
    if (!end || !rest.startsWith('=')) return { fault: 'has an entry that is no "key = value"' }
    entries.push({ ...keyOf(pair.slice(0, end)), value: trimBlanks(rest.slice(1)), line: 0 })
  }
  return entries.length > 0 ? { entries } : { fault: 'is no "inline:{key=value}"' }
}
