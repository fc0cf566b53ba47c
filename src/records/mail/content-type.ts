import { grouped } from '../number.ts'
import { withoutComments } from './comments.ts'
import { quote, trimBlanks } from './fields.ts'

/** A field with parameters: `value` in lower case, parameters by name in lower case, decoded. */
export interface Parameterised {
  value: string
  parameters: Readonly<Record<string, string>>
  /** A clause: the first thing that cannot be read. */
  fault?: string
}

/** Bounds against fields made to hurt. */
const mostCharacters = 65_536
const mostParameters = 200

/** Reads Content-Disposition and the like (RFC 2045 section 5.1; continued and encoded parameters of RFC 2231 are joined). */
export function parseParameterised(text: string): Parameterised {
  const pieces = splitAtSemicolons(withoutComments(text.slice(0, mostCharacters)))
  const value = trimBlanks(pieces.shift() ?? '').toLowerCase()
  const segments: Segment[] = []
  let fault = text.length > mostCharacters ? `it has ${grouped(text.length)} characters` : undefined
  for (const piece of pieces) {
    if (trimBlanks(piece) === '') continue
    const segment = segmentOf(piece)
    if (!segment) fault ??= `${quote(trimBlanks(piece))} is no parameter`
    else if (segments.length < mostParameters) segments.push(segment)
    else fault ??= `it has more than ${mostParameters} parameters`
  }
  return { value, parameters: joinSegments(segments), ...(fault !== undefined && { fault }) }
}

/**
 * Reads a Content-Type (RFC 2045 section 5). `type` in lower case; nothing that can be read is text/plain, as section 5.2
 * has it, with the fault told.
 */
export function parseContentType(text: string): {
  type: string
  parameters: Readonly<Record<string, string>>
  fault?: string
} {
  const { value, parameters, fault } = parseParameterised(text)
  const type = value.split('/').map(trimBlanks).join('/')
  if (isType(type)) return { type, parameters, ...(fault !== undefined && { fault }) }
  return { type: 'text/plain', parameters, fault: value === '' ? 'it names no type' : `${quote(value)} is no type` }
}

const isType = (text: string): boolean =>
  text.length <= 255 && /^[a-z0-9!#$%&'*+.^_`{|}~-]+\/[a-z0-9!#$%&'*+.^_`{|}~-]+$/.test(text)

function splitAtSemicolons(text: string): string[] {
  const pieces: string[] = []
  let quoted = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\\' && quoted) at++
    else if (character === '"') quoted = !quoted
    else if (character === ';' && !quoted) {
      pieces.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...pieces, text.slice(from)]
}

/** One parameter as written: `name*1*=…` is segment 1 of `name`, with percents (RFC 2231 section 4.1). */
interface Segment {
  name: string
  place?: number
  percent: boolean
  value: string
}

function segmentOf(piece: string): Segment | undefined {
  const equals = piece.indexOf('=')
  if (equals < 0) return undefined
  const written = trimBlanks(piece.slice(0, equals)).toLowerCase()
  const parts = /^([^*\s]{1,100}?)(?:\*(\d{1,3}))?(\*)?$/.exec(written)
  if (!parts) return undefined
  const [, name = '', place, star] = parts
  const value = unquote(trimBlanks(piece.slice(equals + 1)))
  return { name, ...(place !== undefined && { place: Number(place) }), percent: star !== undefined, value }
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text
  let value = ''
  for (let at = 1; at < text.length && text[at] !== '"'; at++)
    value += text[at] === '\\' ? (text[++at] ?? '') : text[at]
  return value
}

/** RFC 2231: what has percents goes before what has none, one piece before several; of two equal ones the first counts. */
function joinSegments(segments: readonly Segment[]): Readonly<Record<string, string>> {
  const values = new Map<string, string>()
  for (const { name } of segments) {
    if (values.has(name)) continue
    const own = segments.filter((one) => one.name === name)
    const whole =
      own.find((one) => one.place === undefined && one.percent) ?? own.find((one) => one.place === undefined)
    const pieces = whole ? [whole] : inOrder(own)
    if (pieces.length > 0) values.set(name, decodeSegments(pieces))
  }
  return Object.fromEntries(values)
}

/** From 0 on, as far as none is missing. */
function inOrder(segments: readonly Segment[]): Segment[] {
  const found: Segment[] = []
  for (let place = 0; ; place++) {
    const next = segments.find((one) => one.place === place)
    if (!next) return found
    found.push(next)
  }
}

function decodeSegments(segments: readonly Segment[]): string {
  const [first] = segments
  if (!segments.some(({ percent }) => percent)) return segments.map(({ value }) => value).join('')
  const [, charset = '', rest] = (first?.percent && /^([^']*)'[^']*'(.*)$/s.exec(first.value)) || []
  const octets = segments.map(({ value, percent }, i) => {
    const text = i === 0 && rest !== undefined ? rest : value
    return percent ? text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))) : text
  })
  return decode(octets.join(''), charset || 'utf-8')
}

/** Octets, one a character, as that charset has them; as they are where nobody knows it. */
function decode(octets: string, charset: string): string {
  if (/[^\0-\xff]/.test(octets)) return octets
  try {
    return new TextDecoder(charset.slice(0, 60)).decode(Buffer.from(octets, 'latin1'))
  } catch {
    return octets
  }
}
