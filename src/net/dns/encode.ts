import { Buffer } from 'node:buffer'
import * as packet from 'dns-packet'
import { type RecordData, type RecordType, typeCodes } from '../../records/dns.ts'
import type { Message, Response, WireRecord } from './message.ts'
import { encodeName } from './name-octets.ts'
import { byNumber, optRecord } from './wire.ts'

/** What a response answers: the query's ID and question, its RD and CD bits, and whether it spoke EDNS. */
export type Asking = Pick<Message, 'id' | 'question' | 'recursionDesired' | 'checkingDisabled'> & { edns?: unknown }

/**
 * A response as octets, uncompressed, with an OPT record where the query had one. Throws a RangeError for names and
 * strings that DNS cannot carry. dns-packet writes the records, except for the names in them.
 */
export function encodeResponse(query: Asking, response: Response): Buffer {
  const rcode = response.rcode ?? 0
  const bits = [
    [response.authoritative, packet.AUTHORITATIVE_ANSWER],
    [response.truncated, packet.TRUNCATED_RESPONSE],
    [query.recursionDesired, packet.RECURSION_DESIRED],
    [response.recursionAvailable, packet.RECURSION_AVAILABLE],
    [response.authenticated, packet.AUTHENTIC_DATA],
    [query.checkingDisabled, packet.CHECKING_DISABLED],
  ] as const
  const header = packet.encode({
    id: query.id,
    type: 'response',
    flags: bits.reduce((flags, [set, bit]) => flags | (set ? bit : 0), rcode & 15),
  })
  const { answers = [], authorities = [], additionals = [] } = response
  const opt = query.edns ? [packet.encode({ additionals: [optRecord(rcode, response.ede ?? [])] }).subarray(12)] : []
  const sections = [
    query.question ? [encodeQuestion(query.question)] : [],
    answers.map(encodeRecord),
    authorities.map(encodeRecord),
    [...additionals.map(encodeRecord), ...opt],
  ]
  for (const [i, section] of sections.entries()) header.writeUInt16BE(section.length, 4 + 2 * i)
  return Buffer.concat([header, ...sections.flat()])
}

const encodeQuestion = ({ name, type, class: number }: NonNullable<Message['question']>): Buffer =>
  Buffer.concat([encodeName(name), Buffer.from([type >> 8, type & 255, number >> 8, number & 255])])

/** dns-packet writes the record with the root as its owner: one octet after the header, replaced by the true owner. */
function encodeRecord(record: WireRecord): Buffer {
  const answer = { name: '.', ttl: record.ttl, ...asPacket(record) } as packet.Answer
  return Buffer.concat([encodeName(record.name), packet.encode({ answers: [answer] }).subarray(13)])
}

function asPacket(record: WireRecord): { type: packet.RecordType; data: unknown } {
  if (record.type === 'opaque') return { type: byNumber(record.code), data: Buffer.from(record.data, 'hex') }
  const own = ownData[record.type] as ((data: unknown) => Buffer) | undefined
  if (own) return { type: byNumber(typeCodes[record.type]), data: own(record.data) }
  const theirs = packetData[record.type as keyof typeof packetData] as (data: unknown) => unknown
  return { type: record.type as packet.RecordType, data: theirs(record.data) }
}

/** Data that dns-packet writes, as it wants it. */
const packetData = {
  A: (address: string) => address,
  AAAA: (address: string) => address,
  TXT: (strings: string[]) => strings.map(latin1),
  DS: (ds: RecordData['DS']) => ({ ...ds, digest: Buffer.from(ds.digest, 'hex') }),
}

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255])

/** Data that holds names, or that dns-packet cannot write: type 99, and a DNSKEY's protocol (it always writes 3). */
const ownData: { readonly [T in RecordType]?: (data: RecordData[T]) => Buffer } = {
  NS: encodeName,
  CNAME: encodeName,
  DNAME: encodeName,
  PTR: encodeName,
  MX: (mx) => Buffer.concat([uint16(mx.preference), encodeName(mx.exchange)]),
  SPF: (strings) => Buffer.concat(strings.flatMap((text) => [Buffer.from([text.length]), latin1(text)])),
  SOA: (soa) => {
    const numbers = Buffer.alloc(20)
    for (const [i, value] of [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum].entries())
      numbers.writeUInt32BE(value, 4 * i)
    return Buffer.concat([encodeName(soa.mname), encodeName(soa.rname), numbers])
  },
  TLSA: ({ usage, selector, matchingType, data }) =>
    Buffer.concat([Buffer.from([usage, selector, matchingType]), Buffer.from(data, 'hex')]),
  DNSKEY: ({ flags, protocol, algorithm, key }) =>
    Buffer.concat([uint16(flags), Buffer.from([protocol, algorithm]), Buffer.from(key, 'base64')]),
}

/** One character-string's octets (RFC 1035 section 3.3). */
function latin1(text: string): Buffer {
  if (text.length > 255) throw new RangeError(`a string of ${text.length} octets, where 255 is the most`)
  return Buffer.from(text, 'latin1')
}
