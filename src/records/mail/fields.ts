import { grouped } from '../number.ts'
/** One header field as it stands; the same shape as core's MailField, which says what each is. */
export interface HeaderField {
  name: string
  key: string
  value: string
  raw: string
  line: number
}
/** A header taken apart. `strays` are lines that belong to no field, the first twenty. `cut` is a clause: why not all was read. */
export interface Header {
  fields: HeaderField[]
  strays: { line: number; text: string }[]
  cut?: string
}
/** How much of a header is read. */
export interface HeaderLimits {
  fields: number
  octets: number
}

/** Bounds against headers made to hurt; what real mail brings is a twentieth of that. */
const usual: HeaderLimits = { fields: 2000, octets: 1_048_576 }
const mostStrays = 20
/** Editors put it before a text that they save. */
const byteOrderMark = '\xef\xbb\xbf'

/** The fields of a header block (latin1, one octet a character), to its first empty line, at most 2,000 in 1 MB (RFC 5322 section 2.2). */
export const parseFields = (head: string, firstLine = 1): HeaderField[] => parseHeader(head, firstLine).fields

/**
 * The same, and what is no field. Blanks before the colon are taken (RFC 5322 section 4.5), and so is a first line `From `
 * that a mailbox file begins a message with (RFC 4155).
 */
export function parseHeader(head: string, firstLine = 1, limits: HeaderLimits = usual): Header {
  const header: Header = { fields: [], strays: [] }
  const cutShort = head.length > limits.octets ? `its header is larger than ${inWords(limits.octets)}` : undefined
  const text = cutShort === undefined ? head : head.slice(0, limits.octets)
  let line = firstLine
  for (let at = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0; at < text.length; ) {
    const end = endOfField(text, at)
    const raw = withoutLineEnd(text.slice(at, end))
    if (raw === '') return header
    const field = fieldOf(raw, line)
    if (field && header.fields.length === limits.fields)
      return { ...header, cut: `it has more than ${grouped(limits.fields)} header fields` }
    if (field) header.fields.push(field)
    else if (line > firstLine || !/^>?From /.test(raw)) addStray(header, raw, line)
    line += lineEnds(text, at, end)
    at = end
  }
  return cutShort === undefined ? header : { ...header, cut: cutShort }
}

const inWords = (octets: number): string =>
  octets >= 1_048_576 ? `${Math.round(octets / 1_048_576)} MB` : `${Math.round(octets / 1024)} KB`

const isBlank = (code: number): boolean => code === 32 || code === 9

/** Behind the line end of the last line that begins with a blank: a field and its folds (RFC 5322 section 2.2.3). */
function endOfField(text: string, from: number): number {
  for (let at = from; ; ) {
    const lineEnd = text.indexOf('\n', at)
    if (lineEnd < 0) return text.length
    at = lineEnd + 1
    const isEmpty = lineEnd === from || (lineEnd === from + 1 && text[from] === '\r')
    if (isEmpty || !isBlank(text.charCodeAt(at))) return at
  }
}

function lineEnds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}

const withoutLineEnd = (text: string): string => {
  if (!text.endsWith('\n')) return text === '\r' ? '' : text
  return text.slice(0, text.endsWith('\r\n') ? -2 : -1)
}

/** Nothing where it has no name: printable ASCII without a colon (RFC 5322 section 3.6.8). */
function fieldOf(raw: string, line: number): HeaderField | undefined {
  const colon = raw.indexOf(':')
  if (colon < 1 || colon > 1000) return undefined
  const name = /^([!-9;-~]+)[ \t]*$/.exec(raw.slice(0, colon))?.[1]
  if (name === undefined) return undefined
  return { name, key: name.toLowerCase(), value: readOctets(trimBlanks(unfold(raw.slice(colon + 1)))), raw, line }
}

function addStray({ strays }: Header, raw: string, line: number): void {
  if (strays.length < mostStrays) strays.push({ line, text: raw.split('\n', 1)[0]?.slice(0, 200) ?? '' })
}

/** Without the line ends that fold it (RFC 5322 section 2.2.3). */
export const unfold = (text: string): string => text.replace(/\r?\n(?=[ \t])/g, '')

/** Without blanks, tabs and line ends at both ends; a pattern would take a square of the time on a text of blanks. */
export function trimBlanks(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isSpace(text.charCodeAt(from))) from++
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}
const isSpace = (code: number): boolean => isBlank(code) || code === 10 || code === 13

/** What a fault names, in quotes; of a long one its beginning. */
export const quote = (text: string): string => (text.length > 60 ? `"${text.slice(0, 59)}…"` : `"${text}"`)

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Octets, one a character, as UTF-8 where all of them are (RFC 6532), else as they are. */
export function readOctets(octets: string): string {
  if (!/[^\0-\x7f]/.test(octets) || /[^\0-\xff]/.test(octets)) return octets
  try {
    return utf8.decode(Buffer.from(octets, 'latin1'))
  } catch {
    return octets
  }
}
