const mostNamed = 12

/** The first few of a list, and how many more there are: whoever publishes thousands does not fill the report with them. */
export const few = (list: readonly string[]): string[] =>
  list.length > mostNamed ? [...list.slice(0, mostNamed), `and ${list.length - mostNamed} more`] : [...list]

const longestText = 120

/** A text from outside in quotes, cut where it is too long to be read in a sentence: between words, and before a bracket that would stay open. */
export const quoted = (text: string, most = longestText): string =>
  text.length > most ? `"${cut(text, most)}…"` : `"${text}"`

function cut(text: string, most: number): string {
  const kept = text.slice(0, most)
  const blank = text[most] === ' ' ? most : kept.lastIndexOf(' ')
  const words = isNear(blank, most) ? kept.slice(0, blank) : kept
  const open = Math.max(...['[]', '()', '<>'].map(([from = '', to = '']) => openAt(words, from, to)))
  return (isNear(open, most) ? words.slice(0, open) : words).trimEnd()
}

/** Where a bracket begins that does not end. */
const openAt = (text: string, from: string, to: string): number => {
  const last = text.lastIndexOf(from)
  return last > text.lastIndexOf(to) ? last : -1
}
/** Not much is given up for a better end. */
const isNear = (at: number, most: number): boolean => at >= Math.max(1, most / 3, most - 60)
