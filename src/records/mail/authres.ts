/** One result of an Authentication-Results field (RFC 8601 section 2.2). */
export interface AuthResultRead {
  /** `spf`, `dkim`, lower case, without the method's version. */
  method: string
  /** Lower case. */
  result: string
  /** `header.d`, `smtp.mailfrom`, lower case -> value, the first of each name; `action`, where no property type is written. */
  properties: Readonly<Record<string, string>>
  reason?: string
  comment?: string
}
/** An Authentication-Results field, read: in the form that RFC 8601 asks for, and in those that receivers write. */
export interface AuthResultsRead {
  /** Who says so, lower case; absent where the field begins with a result, as Microsoft's does. */
  authserv?: string
  /** Of an ARC-Authentication-Results field (RFC 8617 section 4.1.1): `i=`. */
  instance?: number
  /** None of `none`; at most 100. */
  results: readonly AuthResultRead[]
}

const mostCharacters = 50_000
const mostResults = 100
const mostProperties = 40
const longestValue = 1000

/** Reads the value of an Authentication-Results field or an ARC-Authentication-Results field; whatever stands in it. */
export function parseAuthResults(value: string): AuthResultsRead {
  const scan = new Scan(value.slice(0, mostCharacters))
  let instance: number | undefined
  let segment = scan.segment()
  const [lead] = segment.pairs
  if (segment.words.length === 0 && lead?.key === 'i' && /^\d{1,3}$/.test(lead.value)) {
    instance = Number(lead.value)
    segment = scan.segment()
  }
  const [first] = segment.words
  const results: Draft[] = []
  for (let next: Segment | undefined = segment; next; next = scan.done ? undefined : scan.segment())
    addTo(results, next)
  return {
    ...(first !== undefined && { authserv: first.toLowerCase() }),
    ...(instance !== undefined && { instance }),
    results: results.slice(0, mostResults).map(finished),
  }
}

interface Draft {
  method: string
  result: string
  properties: Map<string, string>
  reason?: string
  comment?: string
}

/** What some receivers put between semicolons, though it belongs to the result before. */
const belongsToLast = new Set(['reason', 'action', 'client-ip', 'envelope-from', 'helo', 'receiver', 'identity'])

/** One piece between semicolons: mostly one result and its properties. */
function addTo(results: Draft[], { pairs, comments }: Segment): void {
  if (results.length >= mostResults) return
  const [first, ...rest] = pairs
  if (first === undefined) return
  const method = first.key.replace(/\/.*$/s, '')
  const isResult = isKeyword(method) && isKeyword(first.value) && !belongsToLast.has(method)
  const draft: Draft | undefined = isResult
    ? { method, result: first.value.toLowerCase(), properties: new Map() }
    : results.at(-1)
  if (draft === undefined) return
  if (isResult) {
    results.push(draft)
    if (comments[0] !== undefined) draft.comment = comments[0]
  }
  for (const { key, value } of isResult ? rest : pairs) addProperty(draft, key, value)
}

function addProperty(draft: Draft, key: string, value: string): void {
  if (key === 'reason') draft.reason ??= value
  else if (key !== '' && draft.properties.size < mostProperties && !draft.properties.has(key))
    draft.properties.set(key, value)
}

const isKeyword = (text: string): boolean => /^[a-z][a-z0-9-]{0,60}$/i.test(text)

const finished = ({ properties, ...rest }: Draft): AuthResultRead => ({
  ...rest,
  properties: Object.fromEntries(properties),
})

/** A Received-SPF field (RFC 7208 section 9.1), read. */
export interface ReceivedSpf {
  /** `pass`, lower case. */
  result: string
  /** Who says so, lower case: `receiver=`, or the name that its comment begins with. */
  receiver?: string
  comment?: string
  /** As written. */
  clientIp?: string
  envelopeFrom?: string
  helo?: string
  identity?: string
}

/** Reads the value of a Received-SPF field; nothing where it begins with no result. */
export function parseReceivedSpf(value: string): ReceivedSpf | undefined {
  const scan = new Scan(value.slice(0, mostCharacters))
  const first = scan.segment()
  const [word] = first.words
  if (word === undefined || !isKeyword(word)) return undefined
  const pairs = new Map(first.pairs.map(({ key, value }) => [key, value]))
  while (!scan.done && pairs.size < mostProperties)
    for (const pair of scan.segment().pairs) if (!pairs.has(pair.key)) pairs.set(pair.key, pair.value)
  const [comment] = first.comments
  const named = pairs.get('receiver') ?? /^([^\s:]{1,255}):\s/.exec(comment ?? '')?.[1]
  const receiver = named !== undefined && isHostName(named) ? named.toLowerCase() : undefined
  const [clientIp, envelopeFrom, helo, identity] = ['client-ip', 'envelope-from', 'helo', 'identity'].map((key) =>
    pairs.get(key),
  )
  return {
    result: word.toLowerCase(),
    ...(receiver !== undefined && { receiver }),
    ...(comment !== undefined && { comment }),
    ...(clientIp !== undefined && { clientIp }),
    ...(envelopeFrom !== undefined && { envelopeFrom: envelopeFrom.replace(/^<(.*)>$/s, '$1') }),
    ...(helo !== undefined && { helo }),
    ...(identity !== undefined && { identity: identity.toLowerCase() }),
  }
}

const isHostName = (text: string): boolean => /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+\.?$/i.test(text)

/** What stands between two semicolons: lone words, `key=value`, and comments. */
interface Segment {
  words: string[]
  pairs: { key: string; value: string }[]
  comments: string[]
}

/** Where a value is left empty, the next property stands where it should be: it is none. */
const nextProperty = /^(?:smtp|header|body|policy|dns)\.[a-z0-9-]{1,60}=/i

/** Goes through a field once, from left to right. */
class Scan {
  readonly #text: string
  #at = 0
  constructor(text: string) {
    this.#text = text
  }
  get done(): boolean {
    return this.#at >= this.#text.length
  }
  /** Up to the next semicolon, and past it. */
  segment(): Segment {
    const segment: Segment = { words: [], pairs: [], comments: [] }
    for (;;) {
      this.#blanks(segment.comments)
      if (this.done || this.#take(';')) return segment
      if (this.#take('=')) continue
      const key = this.#key(segment.comments)
      if (!this.#take('=')) {
        segment.words.push(key)
        continue
      }
      const value = this.#valueBehind(segment.comments)
      segment.pairs.push({ key: key.toLowerCase(), value })
    }
  }
  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }
  /** `smtp.mailfrom`, with blanks around the dot too; `dkim/1`. */
  #key(comments: string[]): string {
    let key = this.#value(true)
    for (;;) {
      this.#blanks(comments)
      const next = this.#text[this.#at]
      const goesOn = next !== undefined && !'=;'.includes(next)
      if (!goesOn || !(/[./]$/.test(key) || '/.'.includes(next)) || key.length > longestValue) return key
      key += this.#value(true)
    }
  }
  #valueBehind(comments: string[]): string {
    const start = this.#at
    this.#blanks(comments)
    if (this.#at > start && nextProperty.test(this.#text.slice(this.#at, this.#at + 80))) return ''
    return this.#value(false)
  }
  /** Quoted strings and other characters that touch one another, without the quotes. */
  #value(isKey: boolean): string {
    let value = ''
    while (!this.done) {
      const character = this.#text[this.#at] as string
      if (' \t\r\n;('.includes(character) || (isKey && character === '=')) break
      if (character === '"') value += this.#quoted()
      else {
        value += character
        this.#at++
      }
    }
    return value.slice(0, longestValue)
  }
  #quoted(): string {
    let value = ''
    for (this.#at++; !this.done; this.#at++) {
      const character = this.#text[this.#at] as string
      if (character === '"') {
        this.#at++
        break
      }
      if (character === '\\') this.#at++
      value += this.#text[this.#at] ?? ''
    }
    return value
  }
  /** Past blanks and comments, which nest (RFC 5322 section 3.2.2). */
  #blanks(comments: string[]): void {
    while (!this.done) {
      const character = this.#text[this.#at] as string
      if (character === '(') this.#comment(comments)
      else if (' \t\r\n'.includes(character)) this.#at++
      else return
    }
  }
  #comment(comments: string[]): void {
    let depth = 0
    let text = ''
    for (; !this.done; this.#at++) {
      const character = this.#text[this.#at] as string
      if (character === '(' && depth++ === 0) continue
      if (character === ')' && --depth === 0) {
        this.#at++
        break
      }
      if (character === '\\') this.#at++
      text += this.#text[this.#at] ?? ''
    }
    if (comments.length < mostProperties) comments.push(text.slice(0, longestValue).trim())
  }
}
