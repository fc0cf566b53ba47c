/** A value of UCL as far as Rspamd's settings use it: all scalars as text. */
export type UclValue = string | UclValue[] | UclObject
export interface UclObject {
  [name: string]: UclValue
}

const deepest = 12
const mostTokens = 50_000
const mostValues = 1000

/**
 * Reads UCL (libucl's README): `name = value;`, `name: value`, `name { … }`, `name "key" { … }`, lists, both kinds of
 * comments. Names that come twice make one object, or a list. Nothing where it cannot be followed; macros
 * (`.include`) are passed over and told.
 */
export function readUcl(text: string): { object: UclObject; macros: string[] } | undefined {
  const tokens = tokensOf(text)
  if (!tokens) return undefined
  const reader: Reader = { tokens, at: 0, macros: [] }
  const object = readMembers(reader, 0, undefined)
  return object && { object, macros: reader.macros }
}

interface Reader {
  tokens: readonly Token[]
  at: number
  macros: string[]
}
type Token = Mark | Word
interface Mark {
  kind: 'mark' | 'end'
  text: string
}
interface Word {
  kind: 'word'
  text: string
  quoted: boolean
}

const skipped = /(?:[ \t\r]+|#[^\n]*|\/\*[\s\S]*?\*\/)+/y
const quotedText = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y
const bareText = /[^\s{}[\];,"'=:#][^\n{}[\];,"'=#]*/y

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at += found[0].length
    return found
  }
  while (at < text.length) {
    if (tokens.length > mostTokens) return undefined
    if (take(skipped)) continue
    const character = text[at] ?? ''
    if (character === '\n' || character === ';' || character === ',') {
      tokens.push({ kind: 'end', text: character })
      at++
    } else if ('{}[]=:'.includes(character)) {
      tokens.push({ kind: 'mark', text: character })
      at++
    } else {
      const quoted = take(quotedText)
      const bare = quoted ? undefined : take(bareText)
      if (!quoted && !bare) return undefined
      const value = quoted ? (quoted[1] ?? quoted[2] ?? '').replace(/\\(["'\\/])/g, '$1') : (bare?.[0] ?? '').trim()
      tokens.push({ kind: 'word', text: value, quoted: quoted !== null })
    }
  }
  return tokens
}

/** Members up to a brace, or the end of the text. */
function readMembers(reader: Reader, depth: number, close: '}' | undefined): UclObject | undefined {
  const object: UclObject = Object.create(null)
  if (depth > deepest) return undefined
  for (;;) {
    const token = reader.tokens[reader.at]
    if (!token) return close === undefined ? object : undefined
    reader.at++
    if (token.kind === 'end') continue
    if (token.kind !== 'word') return token.text === close ? object : undefined
    if (!token.quoted && token.text.startsWith('.')) {
      passMacro(reader, token.text)
      continue
    }
    const { name, value } = readMember(reader, token, depth) ?? {}
    if (name === undefined || value === undefined) return undefined
    object[name] = joined(object[name], value)
  }
}

/** A bare name may hold a colon (`name: value`), or be followed by the name of an object inside (`domain example.com {`). */
function readMember(reader: Reader, { text, quoted }: Word, depth: number) {
  const split = quoted ? undefined : /^([^:\s]+)(?:\s*:\s*|\s+)(\S[\s\S]*)$/.exec(text)
  const name = split?.[1] ?? text.replace(/:$/, '').trim()
  const next = reader.tokens[reader.at]
  if (split) {
    if (next?.kind === 'mark' && next.text === '{') {
      reader.at++
      const inner = readMembers(reader, depth + 1, '}')
      return inner && { name, value: { [split[2]?.trim() ?? '']: inner } as UclObject }
    }
    return { name, value: split[2]?.trim() ?? '' }
  }
  if (next?.kind === 'mark' && (next.text === '=' || next.text === ':')) reader.at++
  if (next?.kind === 'word' && reader.tokens[reader.at + 1]?.text === '{') {
    reader.at += 2
    const inner = readMembers(reader, depth + 1, '}')
    return inner && { name, value: { [next.text]: inner } as UclObject }
  }
  const value = readValue(reader, depth)
  return value === undefined ? undefined : { name, value }
}

function readValue(reader: Reader, depth: number): UclValue | undefined {
  while (reader.tokens[reader.at]?.text === '\n') reader.at++
  const token = reader.tokens[reader.at++]
  if (!token || token.kind === 'end') return undefined
  if (token.kind === 'word') return token.quoted ? token.text : readBare(reader, token.text)
  if (token.text === '{') return readMembers(reader, depth + 1, '}')
  return token.text === '[' ? readList(reader, depth + 1) : undefined
}

/** A value without quotes goes to the end of its line: `/run/rspamd/milter.sock mode=0660`. */
function readBare(reader: Reader, begun: string): string {
  let value = begun
  for (let token = reader.tokens[reader.at]; token; token = reader.tokens[++reader.at]) {
    if (token.kind === 'end' || (token.kind === 'mark' && token.text !== '=')) break
    value += token.text
  }
  return value
}

function readList(reader: Reader, depth: number): UclValue[] | undefined {
  const list: UclValue[] = []
  if (depth > deepest) return undefined
  for (;;) {
    const token = reader.tokens[reader.at]
    if (!token) return undefined
    if (token.kind === 'end') reader.at++
    else if (token.kind === 'mark' && token.text === ']') {
      reader.at++
      return list
    } else {
      const value = readValue(reader, depth)
      if (value === undefined) return undefined
      list.push(value)
    }
  }
}

function passMacro(reader: Reader, text: string): void {
  const words = [text]
  for (let token = reader.tokens[reader.at]; token && !isLineEnd(token); token = reader.tokens[++reader.at])
    words.push(token.text)
  reader.macros.push(words.join(' '))
}

const isLineEnd = ({ kind, text }: Token) => kind === 'end' && text !== ','

/** What has names of its own. */
export const isObject = (value: UclValue | undefined): value is UclObject =>
  typeof value === 'object' && !Array.isArray(value)

/** Two objects of one name are one; two values are a list. */
function joined(before: UclValue | undefined, value: UclValue): UclValue {
  if (before === undefined) return value
  if (!isObject(before) || !isObject(value)) return [before, value].flat().slice(0, mostValues)
  const all: UclObject = Object.create(null)
  for (const [name, one] of [...Object.entries(before), ...Object.entries(value)]) all[name] = joined(all[name], one)
  return all
}
