import { Buffer } from 'node:buffer'
import { keyLabel } from '../core/lists.ts'
import { decodingsOf, unitOctets } from './redact/decodings.ts'
import { needlesOf, placesIn } from './redact/needles.ts'
import { folded, needle, outside, placesOf, replaced, type Span, spansOf } from './redact/spans.ts'
import type { Keys } from './secrets.ts'

/** Puts the label that stands for a key wherever a text holds the key, as it is or encoded. */
export type Redact = (text: string) => string

/**
 * Finds the keys in any case, with any of their characters escaped as URLs, zone files, programs and HTML do, in
 * hexadecimal, and inside base64.
 */
export function redactor(keys: Keys): Redact {
  // The longest first: one key may hold another.
  const forms = [...keys]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, key]) => ({ label: keyLabel(name), forms: [written(key), hexadecimal(key), base64(key)] }))
  return (text) =>
    forms.reduce((clean, { label, forms }) => forms.reduce((rest, form) => rest.replace(form, label), clean), text)
}

const casesOf = (character: string): string[] => [
  ...new Set([character, character.toLowerCase(), character.toUpperCase()]),
]
const codes = (character: string, radix: number): string =>
  casesOf(character)
    .map((one) => one.charCodeAt(0).toString(radix))
    .join('|')

/** A key's characters are letters, digits, `-` and `_`: none means anything in a pattern. */
function written(key: string): RegExp {
  const one = (character: string) => {
    const [hex, decimal] = [codes(character, 16), codes(character, 10)]
    return `(?:${character}|%(?:${hex})|\\\\x(?:${hex})|\\\\u\\{?0*(?:${hex})\\}?|\\\\0*(?:${decimal})|&#0*(?:${decimal});|&#x0*(?:${hex});)`
  }
  return new RegExp([...key].map(one).join(''), 'gi')
}

const hexadecimal = (key: string): RegExp =>
  new RegExp([...key].map((character) => `(?:${codes(character, 16)})`).join('[ :]?'), 'gi')

/** What of the base64 of a longer text is the key's alone, wherever in it the key begins; both alphabets (RFC 4648). */
function base64(key: string): RegExp {
  const pieces = [key, key.toLowerCase(), key.toUpperCase()].flatMap((text) =>
    [0, 1, 2].map((before) => {
      const octets = Buffer.concat([Buffer.alloc(before), Buffer.from(text, 'latin1')])
      const [first, end] = [Math.ceil((before * 8) / 6), Math.floor((octets.length * 8) / 6)]
      return octets.toString('base64').slice(first, end)
    }),
  )
  const pattern = [...new Set(pieces)].map((piece) => piece.replaceAll('+', '[+-]').replaceAll('/', '[/_]')).join('|')
  return new RegExp(pattern, 'g')
}

/** Stands for a password, and for a user who is called by it: some relays give one token for both. */
export const passwordLabel = '[password]'
/** Shorter ones stand in every text by chance: were they replaced there, the holes would tell what they are. */
const shortestPassword = 4

/**
 * Puts `[password]` wherever a text holds the password: as it is in any case, escaped or encoded as in `redactor`,
 * quoted-printable and xtext too, all of its UTF-8; and wherever it holds the response of a login, whole. One of less than
 * four characters is replaced only where it is a whole word, or a whole response. In linear time. `shown`: words that stay
 * whole, for everybody sees them.
 */
export function passwordRedactor(password: string, user: string, shown: readonly string[] = []): Redact {
  const find = passwordFinder(password, user, shown)
  return (text) => replaced(text, find(text), passwordLabel)
}

/** The same as the pieces of the text that hold it; they may overlap. */
export function passwordFinder(
  password: string,
  user: string,
  shown: readonly string[],
): (text: string) => readonly Span[] {
  const short = [...password].length < shortestPassword
  const responses = [`\0${user}\0${password}`, `${user}\0${user}\0${password}`, ...bearer(password, user)]
  const sought = (short ? responses : [...responses, password]).flatMap(spellings)
  const needles = [...new Set(sought.map(folded))].map(needle)
  return (text) => {
    const spans = decodingsOf(text).flatMap((decoding) => spansOf(needles, decoding))
    const found = short ? [...spans, ...wordsIn(text, password)] : spans
    if (found.length === 0) return found
    const places = shown.flatMap((word) => placesOf(folded(word), folded(text)))
    return outside(found, places)
  }
}

/** What one piece of a long text is read as, and how much of the next is read with it. */
const piece = { length: 64 * 1024, beyond: 4 * 1024 }

/**
 * The same for many passwords that files hold, in time that does not grow with their number. One that may be a word of a
 * configuration is looked for in the responses of logins alone.
 */
export function passwordsRedactor(logins: readonly { user?: string | undefined; password: string }[]): Redact {
  const sought = logins.flatMap(({ user = '', password }) => {
    const responses = user === '' ? [] : [`\0${user}\0${password}`, ...bearer(password, user)]
    return (isWordly(password) ? responses : [...responses, password]).flatMap(spellings)
  })
  if (sought.length === 0) return (text) => text
  const needles = needlesOf(new Set(sought.map(folded)))
  const pieceAt = (text: string, at: number): Span[] =>
    decodingsOf(text.slice(at, at + piece.length + piece.beyond)).flatMap(({ octets, from, to }) =>
      placesIn(needles, folded(octets)).map(([start, end]): Span => [at + (from[start] ?? 0), at + (to[end - 1] ?? 0)]),
    )
  return (text) => {
    const starts = Array.from({ length: Math.ceil(text.length / piece.length) }, (_, i) => i * piece.length)
    return replaced(
      text,
      starts.flatMap((at) => pieceAt(text, at)),
      passwordLabel,
    )
  }
}

/** A short one, or letters alone: were it replaced everywhere, the holes would tell what it is. */
const isWordly = (password: string): boolean =>
  password.length < 8 || (password.length < 16 && /^(?:[a-z]+|[\d.:]+|\/.*)$/i.test(password))

/** XOAUTH2's response, and what OAUTHBEARER's ends with (RFC 7628 section 3.1). */
const bearer = (token: string, user: string): string[] => {
  const authorization = `auth=Bearer ${token}\x01\x01`
  return [`user=${user}\x01${authorization}`, `\x01${authorization}`]
}

/** The octets that a text may be written with: UTF-8, UTF-8 that was read as latin1, latin1, and a form's `+` for the blank. */
function spellings(text: string): string[] {
  const utf8 = (one: string) => Buffer.from(one, 'utf8').toString('latin1')
  const cases = [text, text.toLowerCase(), text.toUpperCase()]
  return [...cases, ...cases.map((one) => one.replaceAll(' ', '+'))].flatMap((one) => [
    utf8(one),
    unitOctets(one),
    unitOctets(utf8(one)),
    ...(/^[\0-\xff]*$/.test(one) ? [one] : []),
  ])
}

/** Where a short password is a word by itself, as it is or in base64, as AUTH LOGIN says it. */
function wordsIn(text: string, password: string): Span[] {
  const found = [password, Buffer.from(password, 'utf8').toString('base64')].flatMap((word) => placesOf(word, text))
  return found.filter(
    ([start, end]) =>
      !/[\p{L}\p{N}][.-]?$/u.test(text.slice(Math.max(0, start - 3), start)) &&
      !/^[.-]?[\p{L}\p{N}]/u.test(text.slice(end, end + 3)),
  )
}
