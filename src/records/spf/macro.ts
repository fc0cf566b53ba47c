import type { Address } from '../address.ts'
import { parseName } from '../name.ts'

/** One piece of a macro-string (RFC 7208 section 7.1): text as it stands, or a value to fill in. */
export type MacroPart =
  | { kind: 'literal'; text: string }
  /** `%%`, `%_` and `%-`, by what they become. */
  | { kind: 'fixed'; text: string }
  | {
      kind: 'value'
      /** In lower case. */
      letter: string
      /** How many parts from the right are kept; absent = all. */
      keep?: number
      reverse: boolean
      delimiters: string
      /** Written in upper case: the value is URL-escaped. */
      escape: boolean
    }

/** Where a macro-string stands: `c`, `r` and `t` are not for names, and only an explanation may hold blanks (section 7.2). */
export type MacroPlace = 'name' | 'modifier' | 'explanation'

/** What the macro letters stand for (RFC 7208 section 7.2). */
export interface MacroValues {
  /** `local-part@domain`, both there. */
  sender: string
  /** The domain whose record is being evaluated. */
  domain: string
  ip: Address
  helo: string
  /** Who receives, for `%{r}`. */
  receiver: string
  /** Seconds since 1970, for `%{t}`. */
  at: number
  /** The validated name of the address, for `%{p}`; absent where there is none. */
  validated?: string
}

const fixed: Record<string, string> = { '%': '%', _: ' ', '-': '%20' }
const letters = 'slodiphcrtv'
const letterNotInNames = /[crt]/i

/** Without a macro and without a blank, as most names are. */
const bare = /^[!-$&-~]+$/

/** Reads a macro-string whole, or says as a clause why it is none. Linear in its length. */
export function parseMacros(text: string, place: MacroPlace): { parts: MacroPart[] } | { says: string } {
  if (bare.test(text)) return { parts: [{ kind: 'literal', text }] }
  const token = /%\{([a-z])(\d*)(r?)([.\-+,/_=]*)\}|%([%_-])|([!-$&-~]+)|( +)/giy
  const parts: MacroPart[] = []
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const [, letter, digits = '', reverse, delimiters, escaped, literal, blanks] = token.exec(text) ?? []
    if (letter !== undefined) {
      const says = letterFault(letter, digits, place)
      if (says) return { says }
      parts.push({
        kind: 'value',
        letter: letter.toLowerCase(),
        ...(digits && { keep: Number(digits) }),
        reverse: reverse !== '',
        delimiters: delimiters || '.',
        escape: letter < 'a',
      })
    } else if (escaped !== undefined) parts.push({ kind: 'fixed', text: fixed[escaped] ?? '' })
    else if (literal !== undefined) parts.push({ kind: 'literal', text: literal })
    else if (blanks !== undefined && place === 'explanation') parts.push({ kind: 'literal', text: blanks })
    else return { says: characterFault(text.slice(at, at + 40)) }
  }
  return { parts }
}

function letterFault(letter: string, digits: string, place: MacroPlace): string | undefined {
  if (!letters.includes(letter.toLowerCase())) return `%{${letter}} is no macro`
  if (place === 'name' && letterNotInNames.test(letter)) return `%{${letter}} may stand only in an explanation`
  if (digits && Number(digits) === 0) return `a macro that keeps 0 parts (%{${letter}0}) is not allowed`
  return undefined
}

function characterFault(rest: string): string {
  if (rest.startsWith('%{')) {
    const macro = /^%\{[^}]*\}/.exec(rest)?.[0]
    return macro ? `${macro} is no macro` : 'a macro is not closed with }'
  }
  if (rest.startsWith('%')) return '% must be followed by {, %, _ or -'
  return `it holds ${octetName(rest)}`
}

/** A character that no term may hold, as words for people: "a tab", "an octet outside ASCII (0xEF)". */
export function octetName(text: string): string {
  const code = text.charCodeAt(0)
  const hex = `0x${code.toString(16).toUpperCase().padStart(2, '0')}`
  const known: Record<number, string> = { 9: 'a tab', 10: 'a line break', 13: 'a line break', 32: 'a blank' }
  return known[code] ?? (code <= 0x7f ? `a control character (${hex})` : `an octet outside ASCII (${hex})`)
}

/** Whether any of these macro letters (lower case) is used. */
export const usesMacro = (parts: readonly MacroPart[], among: string): boolean =>
  parts.some((part) => part.kind === 'value' && among.includes(part.letter))

/** The text with every macro filled in; nothing once it is longer than `most` characters. */
export function expandMacros(parts: readonly MacroPart[], values: MacroValues, most: number): string | undefined {
  let text = ''
  for (const part of parts) {
    text += expandPart(part, values)
    if (text.length > most) return undefined
  }
  return text
}

/**
 * The target-name of a domain-spec (RFC 7208 section 4.8): macros filled in, lower case, without a last dot, cut from
 * the left at label borders to 253 characters (section 7.3). It may still be no name that can be asked: see `askableName`.
 */
export function targetName(parts: readonly MacroPart[], values: MacroValues): string {
  let text = ''
  for (const part of parts.length > 1 ? parts.toReversed() : parts) {
    text = expandPart(part, values) + text
    // What stands further left is cut off in any case.
    if (text.length > 1024) break
  }
  text = text.toLowerCase().replace(/\.$/, '')
  while (text.length > 253 && text.includes('.')) text = text.slice(text.indexOf('.') + 1)
  return text
}

const topLabel = /^(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])$/i

/** RFC 7208 section 7.1: a toplabel is not all digits, and a hyphen neither begins nor ends it. */
export const isTopLabel = (label: string): boolean => topLabel.test(label)

/**
 * An expanded target-name in the form that DNS is asked with (see records/dns.ts); nothing where no query can be made
 * of it (RFC 7208 sections 4.3 and 4.8): an empty or long label, one label alone, a top label that is none.
 */
export function askableName(target: string): string | undefined {
  const top = target.lastIndexOf('.')
  if (top < 0 || !isTopLabel(target.slice(top + 1)) || !printable.test(target)) return undefined
  const parsed = parseName(target.replaceAll('\\', '\\\\'))
  return 'name' in parsed ? parsed.name : undefined
}

const printable = /^[ -~]*$/

function expandPart(part: MacroPart, values: MacroValues): string {
  if (part.kind !== 'value') return part.text
  const value = macroValue(part.letter, values)
  const whole = !part.keep && !part.reverse && part.delimiters === '.'
  const text = whole ? value : transform(value, part.delimiters, part.reverse, part.keep)
  return part.escape ? urlEscape(text) : text
}

function transform(value: string, delimiters: string, reverse: boolean, keep?: number): string {
  const pieces = ['']
  for (const character of value) {
    if (delimiters.includes(character)) pieces.push('')
    else pieces.push(pieces.pop() + character)
  }
  if (reverse) pieces.reverse()
  return (keep ? pieces.slice(-keep) : pieces).join('.')
}

/** RFC 3986 section 2.3: everything but the unreserved characters is escaped, octet by octet in UTF-8. */
const urlEscape = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((octet) => {
      const character = String.fromCharCode(octet)
      return /[\w.~-]/.test(character) ? character : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')

function macroValue(letter: string, values: MacroValues): string {
  const at = values.sender.lastIndexOf('@')
  switch (letter) {
    case 's':
      return values.sender
    case 'l':
      return values.sender.slice(0, at)
    case 'o':
      return values.sender.slice(at + 1)
    case 'd':
      return values.domain
    case 'i':
      return values.ip.family === 4 ? values.ip.text : nibbles(values.ip)
    case 'p':
      return values.validated ?? 'unknown'
    case 'v':
      return values.ip.family === 4 ? 'in-addr' : 'ip6'
    case 'h':
      return values.helo
    case 'c':
      return values.ip.text
    case 'r':
      return values.receiver
    default:
      return String(values.at)
  }
}

/** Dotted nibbles (RFC 7208 section 7.3), in upper case as the common test suite has them. */
const nibbles = ({ octets }: Address): string =>
  octets.map((octet) => `${(octet >> 4).toString(16)}.${(octet & 15).toString(16)}`.toUpperCase()).join('.')
