import { formatIpv6 } from './address.ts'
import type { RecordData, RecordType } from './dns.ts'
import { parseName } from './name.ts'

/** Reads octets from the front; any part that is not there makes the whole `undefined`. */
interface Cursor {
  octets: Uint8Array
  at: number
}
class Short extends Error {}

function take(cursor: Cursor, count: number): number[] {
  if (cursor.at + count > cursor.octets.length) throw new Short()
  cursor.at += count
  return [...cursor.octets.subarray(cursor.at - count, cursor.at)]
}

const takeNumber = (cursor: Cursor, octets: number) => take(cursor, octets).reduce((sum, octet) => sum * 256 + octet, 0)
const takeRest = (cursor: Cursor) => take(cursor, cursor.octets.length - cursor.at)
const hexOf = (octets: readonly number[]) => octets.map((octet) => octet.toString(16).padStart(2, '0')).join('')
const takeText = (cursor: Cursor, octets: number) => String.fromCharCode(...take(cursor, octets))

const escaped = (octet: number) => `\\${String(octet).padStart(3, '0')}`

function takeName(cursor: Cursor): string {
  const labels: string[] = []
  for (let length = takeNumber(cursor, 1); length > 0; length = takeNumber(cursor, 1)) {
    if (length > 63) throw new Short()
    labels.push(take(cursor, length).map(escaped).join(''))
  }
  const parsed = parseName(labels.join('.') || '.')
  if ('fault' in parsed) throw new Short()
  return parsed.name
}

function takeStrings(cursor: Cursor): string[] {
  const strings: string[] = []
  while (cursor.at < cursor.octets.length) strings.push(takeText(cursor, takeNumber(cursor, 1)))
  return strings
}

const readers: { [T in RecordType]: (cursor: Cursor) => RecordData[T] } = {
  A: (c) => take(c, 4).join('.'),
  AAAA: (c) => formatIpv6(take(c, 16)),
  NS: takeName,
  CNAME: takeName,
  DNAME: takeName,
  PTR: takeName,
  MX: (c) => ({ preference: takeNumber(c, 2), exchange: takeName(c) }),
  TXT: takeStrings,
  SPF: takeStrings,
  SOA: (c) => ({
    mname: takeName(c),
    rname: takeName(c),
    serial: takeNumber(c, 4),
    refresh: takeNumber(c, 4),
    retry: takeNumber(c, 4),
    expire: takeNumber(c, 4),
    minimum: takeNumber(c, 4),
  }),
  DS: (c) => ({
    keyTag: takeNumber(c, 2),
    algorithm: takeNumber(c, 1),
    digestType: takeNumber(c, 1),
    digest: hexOf(takeRest(c)),
  }),
  TLSA: (c) => ({
    usage: takeNumber(c, 1),
    selector: takeNumber(c, 1),
    matchingType: takeNumber(c, 1),
    data: hexOf(takeRest(c)),
  }),
  DNSKEY: (c) => ({
    flags: takeNumber(c, 2),
    protocol: takeNumber(c, 1),
    algorithm: takeNumber(c, 1),
    key: btoa(String.fromCharCode(...takeRest(c))),
  }),
}

/** A record's data from its uncompressed wire octets (RFC 3597 section 5); undefined where they are not that type's. */
export function dataFromOctets<T extends RecordType>(type: T, octets: Uint8Array): RecordData[T] | undefined {
  const cursor: Cursor = { octets, at: 0 }
  try {
    const data = readers[type](cursor)
    return cursor.at === octets.length ? data : undefined
  } catch (error) {
    if (error instanceof Short) return undefined
    throw error
  }
}
