/**
 * A word of an address field (RFC 5322 section 3.2): `special` is one of `< > , ; : @`; `text` of a quoted one is without
 * quotes and backslashes, `raw` is as it stands. `joined`: no blank or comment before it.
 */
export interface AddressWord {
  kind: 'atom' | 'quoted' | 'literal' | 'special' | 'comment'
  text: string
  raw: string
  joined: boolean
}

/** More than this of one field is not read. */
const mostWords = 20_000
const word = /[^ \t\r\n<>,;:@"()[\]\\]+/y
const blanks = /[ \t\r\n]+/y

/** The words of an address field in order; a fault is a clause, and the words reach as far as they could be read. */
export function addressWords(value: string): { words: AddressWord[]; fault?: string } {
  const words: AddressWord[] = []
  let fault: string | undefined
  let joined = false
  for (let at = 0; at < value.length; ) {
    if (words.length >= mostWords) return { words, fault: fault ?? 'it is too long to be read to its end' }
    blanks.lastIndex = at
    if (blanks.test(value)) {
      at = blanks.lastIndex
      joined = false
      continue
    }
    const read = wordAt(value, at)
    fault ??= read.fault
    words.push({ ...read.word, joined: joined && words.at(-1)?.kind !== 'comment' })
    at = read.end
    joined = true
  }
  return { words, ...(fault !== undefined && { fault }) }
}

interface Read {
  word: Omit<AddressWord, 'joined'>
  end: number
  fault?: string
}

function wordAt(value: string, at: number): Read {
  const character = value.charAt(at)
  if (character === '"') return enclosed(value, at, 'quoted', '"', 'a quotation mark is not closed')
  if (character === '(') return comment(value, at)
  if (character === '[') return enclosed(value, at, 'literal', ']', 'a bracket is not closed')
  word.lastIndex = at
  if (word.test(value)) {
    const text = value.slice(at, word.lastIndex)
    return { word: { kind: 'atom', text, raw: text }, end: word.lastIndex }
  }
  const isSpecial = '<>,;:@'.includes(character)
  const read: Read = { word: { kind: isSpecial ? 'special' : 'atom', text: character, raw: character }, end: at + 1 }
  return isSpecial ? read : { ...read, fault: `${character} stands in it where it may not` }
}

function enclosed(value: string, at: number, kind: 'quoted' | 'literal', close: string, unclosed: string): Read {
  let text = ''
  for (let i = at + 1; i < value.length; i++) {
    const character = value.charAt(i)
    if (character === close) return { word: { kind, text, raw: value.slice(at, i + 1) }, end: i + 1 }
    text += character === '\\' ? value.charAt(++i) : character
  }
  return { word: { kind, text, raw: value.slice(at) }, end: value.length, fault: unclosed }
}

function comment(value: string, at: number): Read {
  let depth = 0
  for (let i = at; i < value.length; i++) {
    const character = value.charAt(i)
    if (character === '\\') i++
    else if (character === '(') depth++
    else if (character === ')' && --depth === 0)
      return { word: { kind: 'comment', text: value.slice(at + 1, i), raw: value.slice(at, i + 1) }, end: i + 1 }
  }
  const rest = value.slice(at)
  return {
    word: { kind: 'comment', text: rest.slice(1), raw: rest },
    end: value.length,
    fault: 'a comment is not closed',
  }
}
