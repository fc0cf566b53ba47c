import { formatIpv6 } from '../../records/address.ts'
import type { RecordData, RecordType } from '../../records/dns.ts'
import { Malformed } from './malformed.ts'
import { nameEnd, readName } from './name-octets.ts'

/** Reads the data of one record, from `start` up to `end`, and all of it. Throws Malformed. */
export const readData: { readonly [T in RecordType]: (octets: Buffer, start: number, end: number) => RecordData[T] } = {
  A: (octets, start, end) => {
    if (end - start !== 4) throw new Malformed(`an A record holds ${end - start} octets instead of 4`)
    return `${octets[start]}.${octets[start + 1]}.${octets[start + 2]}.${octets[start + 3]}`
  },
  AAAA: (octets, start, end) => {
    if (end - start !== 16) throw new Malformed(`an AAAA record holds ${end - start} octets instead of 16`)
    return formatIpv6(octets.subarray(start, end))
  },
  NS: nameAlone('an NS record'),
  CNAME: nameAlone('a CNAME record'),
  DNAME: nameAlone('a DNAME record'),
  PTR: nameAlone('a PTR record'),
  MX: (octets, start, end) => {
    atLeast('an MX record', 3, start, end)
    return { preference: octets.readUInt16BE(start), exchange: lastName('an MX record', octets, start + 2, end) }
  },
  TXT: strings('a TXT record'),
  SPF: strings('an SPF record'),
  SOA: readSoa,
  DS: (octets, start, end) => {
    atLeast('a DS record', 5, start, end)
    return {
      keyTag: octets.readUInt16BE(start),
      algorithm: octets.readUInt8(start + 2),
      digestType: octets.readUInt8(start + 3),
      digest: octets.toString('hex', start + 4, end),
    }
  },
  DNSKEY: (octets, start, end) => {
    atLeast('a DNSKEY record', 5, start, end)
    return {
      flags: octets.readUInt16BE(start),
      protocol: octets.readUInt8(start + 2),
      algorithm: octets.readUInt8(start + 3),
      key: octets.toString('base64', start + 4, end),
    }
  },
  TLSA: (octets, start, end) => {
    atLeast('a TLSA record', 4, start, end)
    return {
      usage: octets.readUInt8(start),
      selector: octets.readUInt8(start + 1),
      matchingType: octets.readUInt8(start + 2),
      data: octets.toString('hex', start + 3, end),
    }
  },
}

function atLeast(what: string, octets: number, start: number, end: number): void {
  if (end - start < octets) throw new Malformed(`${what} holds ${end - start} octets, too few`)
}

function lastName(what: string, octets: Buffer, start: number, end: number): string {
  const name = readName(octets, start)
  if (nameEnd(octets, start) !== end) throw new Malformed(`the name in ${what} does not end where the record ends`)
  return name
}

function nameAlone(what: string) {
  return (octets: Buffer, start: number, end: number): string => lastName(what, octets, start, end)
}

/** RFC 1035 section 3.3.14: one or more character-strings. */
function strings(what: string) {
  return (octets: Buffer, start: number, end: number): string[] => {
    atLeast(what, 1, start, end)
    const found: string[] = []
    for (let at = start; at < end; ) {
      const next = at + 1 + (octets[at] as number)
      if (next > end) throw new Malformed(`a string in ${what} runs past the end of the record`)
      found.push(octets.toString('latin1', at + 1, next))
      at = next
    }
    return found
  }
}

/** RFC 1035 section 3.3.13: two names and five numbers. */
function readSoa(octets: Buffer, start: number, end: number): RecordData['SOA'] {
  const mname = readName(octets, start)
  const next = nameEnd(octets, start)
  const rname = readName(octets, next)
  const at = nameEnd(octets, next)
  if (at + 20 !== end) throw new Malformed('the data of an SOA record does not end where the record ends')
  return {
    mname,
    rname,
    serial: octets.readUInt32BE(at),
    refresh: octets.readUInt32BE(at + 4),
    retry: octets.readUInt32BE(at + 8),
    expire: octets.readUInt32BE(at + 12),
    minimum: octets.readUInt32BE(at + 16),
  }
}
