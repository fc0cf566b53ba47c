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
    note({ tag: name, start, end: start + valueAt - at }, `${says} between ${left.name}= and ${name}=`)
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

/** A tag without them, except in `p=`, which is read with more care; each kind of them is told once. */
function withoutStrays(tag: Tag, told: Set<string>, note: Note): Tag {
  const name = strip(tag.name, stray)
  const isWorded = name.length === 1 && worded.includes(name)
  const value = tag.value === undefined || name === 'p' ? tag.value : strip(tag.value, isWorded ? stray : odd)
  const ofName = tag.name.search(stray)
  const ofValue = name === 'p' ? -1 : (tag.value?.search(isWorded ? stray : odd) ?? -1)
  if (ofName < 0 && ofValue < 0) return tag
  const [text, at] = ofName >= 0 ? [tag.name, tag.start + ofName] : [tag.value ?? '', tag.valueStart + ofValue]
  const rest = text.slice(ofName >= 0 ? ofName : ofValue)
  const kind = strayName(rest)
  const isHarmless = ofName < 0 && (!isWorded || name === 't')
  if (!told.has(kind)) {
    told.add(kind)
    const says = isHarmless
      ? `${kind} stands in ${name}=, and some verifiers throw the record away for it`
      : `${kind} stands in it`
    note(
      { ...(name !== '' && { tag: name }), start: at, end: at + rest.length },
      says,
      isHarmless ? 'tolerated' : undefined,
    )
  }
  return { ...tag, name, ...(value !== undefined && { value }) }
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
