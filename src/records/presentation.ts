import type { Dnskey, Ds, Mx, RecordData, RecordType, ResourceRecord, Soa, Tlsa } from './dns.ts'
import { grouped } from './number.ts'

/** A name as a zone file has it: absolute, with its trailing dot, characters that mean something there escaped (RFC 1035 section 5.1). */
export function showName(name: string): string {
  if (name === '.') return name
  return /["();@$]/.test(name) ? `${name.replace(/\\.|["();@$]/gs, escapeMeaning)}.` : `${name}.`
}
const escapeMeaning = (part: string) => (part.startsWith('\\') ? part : `\\${part}`)

/** One character-string in quotes: `\"`, `\\`, and `\DDD` for every octet outside printable ASCII. */
export const showString = (text: string): string => `"${text.replace(/["\\]|[^\x20-\x7e]/g, escapeOctet)}"`
const escapeOctet = (c: string) => (c === '"' || c === '\\' ? `\\${c}` : `\\${ddd(c)}`)

const ddd = (character: string) => String(character.charCodeAt(0)).padStart(3, '0')

/** RFC 3597 section 5: data of no octets at all cannot be written in any other way. */
const showStrings = (strings: string[]) => (strings.length ? strings.map(showString).join(' ') : '\\# 0')

const same = (text: string) => text

const show: { [T in RecordType]: (data: RecordData[T]) => string } = {
  A: same,
  AAAA: same,
  NS: showName,
  CNAME: showName,
  DNAME: showName,
  PTR: showName,
  MX: ({ preference, exchange }: Mx) => `${preference} ${showName(exchange)}`,
  TXT: showStrings,
  SPF: showStrings,
  SOA: ({ mname, rname, serial, refresh, retry, expire, minimum }: Soa) =>
    `${showName(mname)} ${showName(rname)} ${serial} ${refresh} ${retry} ${expire} ${minimum}`,
  DS: ({ keyTag, algorithm, digestType, digest }: Ds) => `${keyTag} ${algorithm} ${digestType} ${digest}`.trimEnd(),
  TLSA: ({ usage, selector, matchingType, data }: Tlsa) => `${usage} ${selector} ${matchingType} ${data}`.trimEnd(),
  DNSKEY: ({ flags, protocol, algorithm, key }: Dnskey) => `${flags} ${protocol} ${algorithm} ${key}`.trimEnd(),
}

/** A record's data in master-file form (RFC 1035 section 5.1): `"v=spf1 -all"`, `10 mx.example.`. */
export function showData<T extends RecordType>(type: T, data: RecordData[T]): string {
  return show[type](data)
}

/** The same, of long data its beginning (`most` octets of a text) and how much is left out: `"v=spf1 …" … 61,440 more octets`. */
export function showBeginning<T extends RecordType>(type: T, data: RecordData[T], most: number): string {
  if (Array.isArray(data)) {
    const octets = data.reduce((sum, text) => sum + text.length + 1, 0)
    if (octets <= most) return showStrings(data)
    const kept = beginningOf(data, most)
    return `${showStrings(kept)}${leftOut(octets - kept.reduce((sum, text) => sum + text.length + 1, 0))}`
  }
  const text = showData(type, data)
  return text.length <= most ? text : `${text.slice(0, most)}${leftOut(text.length - most)}`
}

const leftOut = (octets: number): string => ` … ${grouped(octets)} more octet${octets === 1 ? '' : 's'}`

/** Each string takes an octet more, as in the record. */
function beginningOf(strings: readonly string[], most: number): string[] {
  const kept: string[] = []
  for (let left = most, i = 0; left > 1 && i < strings.length; i++) {
    const text = (strings[i] as string).slice(0, left - 1)
    kept.push(text)
    left -= text.length + 1
  }
  return kept
}

/** A whole zone line: `shop.example. 3600 IN TXT "v=spf1 -all"`. */
export const showRecord = ({ name, ttl, type, data }: ResourceRecord): string =>
  `${showName(name)} ${ttl} IN ${type} ${showData(type, data)}`

/** A text cut into character-strings, as a TXT record must hold it: at most 255 octets each, at least one. */
export const splitText = (text: string): string[] => text.match(/.{1,255}/gs) ?? ['']
