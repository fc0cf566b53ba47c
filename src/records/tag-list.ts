/** One piece of a tag-list between semicolons (RFC 6376 section 3.2), as it stands. Offsets are into the text, from 0. */
export interface Tag {
  /** As written, without the blanks around it; `''` where the piece begins with `=`. */
  name: string
  /** Without the blanks around it; absent where the piece has no `=`. */
  value?: string
  /** Where the name begins, and where the value does (where it would, if there is none). */
  start: number
  valueStart: number
}

/** Every piece that is not blank, in order, whatever is wrong with it. */
export function readTags(text: string): Tag[] {
  const tags: Tag[] = []
  let from = 0
  for (const piece of text.split(';')) {
    if (/[^ \t\r\n]/.test(piece)) tags.push(readTag(piece, from))
    from += piece.length + 1
  }
  return tags
}

function readTag(piece: string, from: number): Tag {
  const equals = piece.indexOf('=')
  const name = equals < 0 ? piece : piece.slice(0, equals)
  const start = from + blanks(piece)
  if (equals < 0) return { name: trim(name), start, valueStart: from + piece.length }
  const rest = piece.slice(equals + 1)
  return { name: trim(name), value: trim(rest), start, valueStart: from + equals + 1 + blanks(rest) }
}

const isBlank = (character: string | undefined): boolean => character !== undefined && ' \t\r\n'.includes(character)

/** How many folding white space characters a text begins with (RFC 5322 section 3.2.2). */
function blanks(text: string): number {
  let count = 0
  while (isBlank(text[count])) count++
  return count
}

/** Without the folding white space around it, and that only: other blanks belong to the value. */
export function trim(text: string): string {
  let end = text.length
  while (isBlank(text[end - 1])) end--
  return text.slice(Math.min(blanks(text), end), end)
}
