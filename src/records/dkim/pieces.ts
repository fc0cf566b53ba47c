import { lookalikeName } from '../spf/characters.ts'
import { readTags, type Tag } from '../tag-list.ts'
import type { Note } from './note.ts'

/** The tags of RFC 6376 section 3.6.1, and what RFC 4871 had besides. */
export const knownTags = 'vkhstgnp'
/** Tags whose values are words of the RFC, so that a stray character in them is a slip. */
const worded = 'vkhst'

/** How many tags may be glued together before nobody cares any more. */
const mostGlued = 50

/**
 * The tags as they were meant: split from their neighbours, without quotes, backslashes and what does not print. Of these
 * each kind is told once; `told` are the kinds that were.
 */
export function readPieces(text: string, told: Set<string>, note: Note): Tag[] {
  noteEmpty(text, note)
  return readTags(text)
    .flatMap((tag) => splitGlued(withEquals(tag, note), note))
    .map((tag) => withoutStrays(tag, told, note))
}

function noteEmpty(text: string, note: Note): void {
  const empty = /^[ \t\r\n]*;|;[ \t\r\n]*;/.exec(text)
  if (!empty) return
  const place = { start: empty.index, end: empty.index + empty[0].length }
  note(place, 'a semicolon stands where a tag belongs: strict verifiers, OpenDKIM among them, throw the record away')
}

/** `v:DKIM1`, `k rsa`, `DKIM1`: a tag that lacks its equals sign. */
function withEquals(tag: Tag, note: Note): Tag {
  if (tag.value !== undefined) return tag
  const text = tag.name
  const end = tag.start + text.length
  if (/^["'\\]*dkim1["'\\]*$/i.test(text)) {
    note({ tag: 'v', start: tag.start, end }, 'DKIM1 stands without v= before it')
    return { name: 'v', value: text, start: tag.start, valueStart: tag.start }
  }
  const [head = '', name = '', mark = ''] = /^["'\\]*([vkhstgp])[ \t]*([:,]|[ \t])[ \t]*/i.exec(text) ?? []
  if (head === '') return tag
  const what = mark === ':' ? 'a colon' : mark === ',' ? 'a comma' : 'a blank'
  note({ tag: name, start: tag.start, end }, `${what} stands behind ${name}, where an equals sign belongs`)
  return { name, value: text.slice(head.length), start: tag.start, valueStart: tag.start + head.length }
}

/** `v=DKIM1 k=rsa p=...` and `v=DKIM1, k=rsa`: a value that holds the next tag, cut there as often as need be. */
function splitGlued(tag: Tag, note: Note): Tag[] {
  const tags: Tag[] = []
  for (let left = tag; tags.length < mostGlued; ) {
    const cut = nextTag(left)
    if (!cut || left.value === undefined) return [...tags, left]
    const { at, valueAt } = cut
    const name = left.value[at] ?? ''
    const start = left.valueStart + at
    const between = /[,|:]/.exec(left.value.slice(Math.max(0, at - 2), at))?.[0]
    const says = between === undefined ? 'no semicolon stands' : `"${between}" stands, not a semicolon,`
    // Flags that nobody knows are passed over; it matters only what is lost with them.
    const isLost = left.name !== 't' || 'pk'.includes(name)
    const place = { tag: name, start, end: start + valueAt - at }
    note(place, `${says} between ${left.name}= and ${name}=`, isLost ? undefined : 'tolerated')
    tags.push({ ...left, value: withoutSeparators(left.value.slice(0, at)) })
    const rest = left.value.slice(valueAt)
    const blanks = /^[ \t\r\n]*/.exec(rest)?.[0].length ?? 0
    left = { name, value: rest.slice(blanks), start, valueStart: left.valueStart + valueAt + blanks }
  }
  return tags
}

/** Where the next tag begins in a value, and the value of that. No word of the RFC holds an equals sign; base64 ends in one. */
function nextTag({ name, value = '' }: Tag): { at: number; valueAt: number } | undefined {
  const plain = name.replace(/^[^a-z]+/i, '')
  if (plain === 'p') {
    const found = /[\s,"'|\\]([vkhstgnp])[ \t]{0,9}=(?=[^=])/.exec(value)
    return found ? { at: found.index + 1, valueAt: found.index + found[0].length } : undefined
  }
  if (!worded.includes(plain) || plain.length !== 1) {
    // A note may say what it likes, but not swallow the key.
    const found = /[\s,](p[ \t]{0,9}=)[ \t]{0,9}["']?MI[A-Za-z0-9+/ ]{60}/.exec(value)
    return found ? { at: found.index + 1, valueAt: found.index + 1 + (found[1]?.length ?? 0) } : undefined
  }
  const found = /[vkhstgnp][ \t]{0,9}=/.exec(value)
  return found ? { at: found.index, valueAt: found.index + found[0].length } : undefined
}

function withoutSeparators(value: string): string {
  let end = value.length
  while (' \t\r\n,|:'.includes(value[end - 1] ?? '-')) end--
  return value.slice(0, end)
}

/** Quotes and backslashes that belonged to a zone file, and octets that no tag may hold. */
const stray = /["'`\\]|[^\t\n\r -~]/g
const odd = /[^\t\n\r -~]/g

/** A tag without them; `p=` is left as it is, to be read with more care. Each kind of them is told once. */
function withoutStrays(tag: Tag, told: Set<string>, note: Note): Tag {
  const name = strip(tag.name, stray)
  const isWorded = name.length === 1 && worded.includes(name)
  const noteAt = (text: string, what: RegExp, start: number, weight?: 'tolerated') => {
    const at = text.search(what)
    if (at < 0) return
    const kind = strayName(text.slice(at))
    const others = ['', 'tolerated'].slice(0, weight ? 2 : 1).some((known) => told.has(known + kind))
    told.add((weight ?? '') + kind)
    const says = weight
      ? `${kind} stands in ${name}=, which some verifiers do not bear`
      : `${kind} stands where none belongs`
    if (!others) note({ ...(name && { tag: name }), start: start + at, end: start + text.length }, says, weight)
  }
  noteAt(tag.name, stray, tag.start)
  if (tag.value === undefined || name === 'p') return { ...tag, name }
  const inValue = isWorded ? stray : odd
  noteAt(tag.value, inValue, tag.valueStart, isWorded && name !== 't' ? undefined : 'tolerated')
  return { ...tag, name, value: strip(tag.value, inValue) }
}

const strip = (text: string, what: RegExp) =>
  text
    .replace(what, '')
    .replace(/^[ \t\r\n]+/, '')
    .replace(/[ \t\r\n]{1,99}$/, '')

/** In words, the character that a text begins with and no tag may hold. */
export function strayName(text: string): string {
  if (/^["'`]/.test(text)) return 'a quotation mark'
  if (text.startsWith('\\')) return 'a backslash, as zone files escape with,'
  return lookalikeName(text)
}
