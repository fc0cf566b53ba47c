import { domainToASCII, domainToUnicode } from 'node:url'
import { parseAddress } from './address.ts'

/** More than this is no domain in any script; what is longer is not even converted. */
const mostCharacters = 1000

/**
 * A domain as a person types it: with a last dot, in capitals, in any script, inside an e-mail address or a URL, between
 * blanks. `name` in A-labels, lower case, no trailing dot; `display` in U-labels where they lead back to the very same
 * name (RFC 5890). A fault is one sentence that says what to change.
 */
export function parseDomain(typed: string): { name: string; display: string } | { fault: string } {
  const host = hostOf(typed.trim())
  const written = host.endsWith('.') && host !== '.' ? host.slice(0, -1) : host
  const early = faultAsWritten(host, written)
  if (early !== undefined) return { fault: early }
  const name = toALabels(written)
  if (name === undefined) return { fault: `"${show(host)}" is not a name that DNS can carry: ${culprit(written)}.` }
  const fault = faultInName(host, name, written)
  return fault === undefined ? { name, display: displayName(name) } : { fault }
}

/** The host inside a URL or an e-mail address; any other text as it is. */
function hostOf(text: string): string {
  const url = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?<authority>[^/?#]*)/i.exec(text)
  const bare = url?.groups?.authority ?? text.replace(/^mailto:/i, '')
  const host = bare.slice(bare.lastIndexOf('@') + 1)
  return url ? host.replace(/:\d*$/, '') : host
}

function faultAsWritten(host: string, written: string): string | undefined {
  if (host === '') return 'No domain was given: name one, such as example.com.'
  if (host === '.') return 'A single dot names the root of DNS: name a domain, such as example.com.'
  const address = parseAddress(host.replace(/^\[(?:IPv6:)?(.*)\]$/i, '$1'))
  if (address) return `"${address.text}" is an address, not a domain: relaycheck ip ${address.text} looks at it.`
  if (written.length > mostCharacters)
    return `"${show(host)}" has ${written.length} characters, and 253 octets is the most DNS can carry.`
  if (/\s/.test(host)) return `"${show(host)}" has a blank inside: give one domain at a time, without blanks.`
  if (written.startsWith('.') || written.endsWith('.') || written.includes('..'))
    return `"${show(host)}" has an empty label: two dots in a row, or a dot at the beginning.`
  const bad = /[^a-z0-9._\-\u0080-\u{10ffff}]/iu.exec(written)?.[0]
  if (bad !== undefined)
    return `"${show(host)}" has the character "${show(bad)}", and a domain holds only letters, digits, hyphens, underscores and dots.`
  return undefined
}

/** ASCII stays what it is: domainToASCII would read `0x7f.1` as an address. Nothing where IDNA refuses the name. */
function toALabels(written: string): string | undefined {
  if (/^[!-~]*$/.test(written)) return written.toLowerCase()
  return domainToASCII(written) || undefined
}

/** Which character IDNA refuses, where it is a single one. */
function culprit(written: string): string {
  const refused = [...written].find((character) => domainToASCII(`a${character}a.example`) === '')
  return refused === undefined ? 'IDNA refuses it' : `IDNA refuses the character "${show(refused)}"`
}

/** What DNS carries as it is: most names, and they need no closer look. */
const plain = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/

function faultInName(host: string, name: string, written: string): string | undefined {
  if (written === name && name.length <= 253 && plain.test(name)) return undefined
  const shown = `"${show(host)}"`
  const labels = name.split('.')
  const long = labels.find((label) => label.length > 63)
  const edge = [...written.split('.'), ...labels].find((label) => label.startsWith('-') || label.endsWith('-'))
  const bad = /[^a-z0-9._-]/.exec(name)?.[0]
  const last = labels.at(-1) ?? ''
  if (bad !== undefined) return `${shown} has the character "${show(bad)}", and no domain can hold it.`
  if (labels.includes('')) return `${shown} has an empty label: two dots in a row.`
  if (long !== undefined) return `${shown} has a label of ${long.length} octets, and 63 is the most DNS can carry.`
  if (name.length > 253) return `${shown} has ${name.length} octets, and 253 is the most DNS can carry.`
  if (edge !== undefined)
    return `${shown} has a label that ${edge.startsWith('-') ? 'begins' : 'ends'} with a hyphen: "${show(edge)}".`
  if (labels.length === 1) return `${shown} has no dot: give the whole domain, such as example.com.`
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(last))
    return `${shown} ends in a number, as an address does: relaycheck domain wants a name, such as example.com.`
  return undefined
}

/** U-labels, but only where they lead back to the very same A-labels: what cannot is shown as it is. */
function displayName(name: string): string {
  if (!/(?:^|\.)xn--/.test(name)) return name
  const unicode = domainToUnicode(name)
  return domainToASCII(unicode) === name ? unicode : name
}

/** Text as it may stand in a sentence: cut at 60 characters, everything that has no shape of its own as \xNN or \u{NNNN}. */
function show(text: string): string {
  const characters = [...text]
  const cut = characters.length > 60 ? [...characters.slice(0, 57), '…'] : characters
  return cut
    .map((character) => (/[\p{C}\p{Z}]/u.test(character) && character !== ' ' ? codePoint(character) : character))
    .join('')
}

function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16)
  return hex.length > 2 ? `\\u{${hex}}` : `\\x${hex.padStart(2, '0')}`
}
