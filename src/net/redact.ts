import { Buffer } from 'node:buffer'
import { keyLabel } from '../core/lists.ts'
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
