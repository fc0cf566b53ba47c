/** A logical line of main.cf, master.cf or a lookup table, and the line of the file that it begins on, from 1. */
export interface Line {
  text: string
  line: number
}

/** What C's isspace() takes for a blank: other blanks belong to the text. */
export const isBlank = (character: string | undefined): boolean =>
  character !== undefined && character !== '' && ' \t\n\v\f\r'.includes(character)

/** Without the blanks around it. */
export function trimBlanks(text: string): string {
  let [from, to] = [0, text.length]
  while (isBlank(text[from])) from++
  while (to > from && isBlank(text[to - 1])) to--
  return text.slice(from, to)
}

/**
 * Logical lines (postconf(5), "general format"): comments and empty lines are left out, also between a line and its
 * continuation, which begins with a blank. A continuation of nothing is left out, as Postfix does.
 */
export function logicalLines(text: string): Line[] {
  const lines: Line[] = []
  let open: Line | undefined
  for (const [i, physical] of text.split('\n').entries()) {
    const continued = isBlank(physical[0])
    const content = trimBlanks(physical)
    if (content === '' || content.startsWith('#')) continue
    if (open && continued) open.text += physical
    else {
      open = { text: physical, line: i + 1 }
      lines.push(open)
    }
  }
  return lines.filter(({ text: [first] }) => !isBlank(first))
}

/** `name = value`, or a clause on what is missing. */
export type NameValue = { name: string; value: string } | { fault: string }

/** Reads `name = value` with blanks around both (postconf(5)); a name holds no blank. */
export function readNameValue(text: string): NameValue {
  let from = 0
  while (isBlank(text[from])) from++
  let to = from
  while (to < text.length && !isBlank(text[to]) && text[to] !== '=') to++
  if (to === from) return { fault: 'has no name' }
  let equals = to
  while (isBlank(text[equals])) equals++
  if (text[equals] !== '=') return { fault: 'has no "=" after the name' }
  return { name: text.slice(from, to), value: trimBlanks(text.slice(equals + 1)) }
}

/** Words between blanks and commas. */
export const words = (text: string): string[] => text.split(/[, \t\r\n]+/).filter(Boolean)

/** Words between separators, where `{ … }` holds a word together: `static:{a b}`, `{ name = value }`. */
export function groupedWords(text: string, separators = ', \t\r\n'): string[] {
  const found: string[] = []
  let word = ''
  let level = 0
  for (const character of text) {
    if (level === 0 && separators.includes(character)) {
      if (word) found.push(word)
      word = ''
      continue
    }
    if (character === '{') level++
    else if (character === '}' && level > 0) level--
    word += character
  }
  return word ? [...found, word] : found
}

/** What stands between the braces of `{ text }`, without the blanks around it; nothing where they do not enclose it all. */
export function unbrace(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined
  let level = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') level++
    else if (text[i] === '}' && --level === 0) return i === text.length - 1 ? trimBlanks(text.slice(1, i)) : undefined
  }
  return undefined
}
