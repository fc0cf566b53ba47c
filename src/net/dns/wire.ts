import { Buffer } from 'node:buffer'
import * as packet from 'dns-packet'
import type { ExtendedError } from '../../core/dns.ts'
import { typeCodes, typeOf } from '../../records/dns.ts'
import { Malformed } from './malformed.ts'
import type { Message, Query, WireRecord } from './message.ts'
import { encodeName, nameEnd, readName } from './name-octets.ts'
import { readData } from './rdata.ts'

const optCode = 41
const edeCode = 15
const classIn = 1
/** What fits through every path without fragments (DNS flag day 2020, RFC 9715). */
const udpPayloadSize = 1232
const mostExtendedErrors = 16
const longestErrorText = 500
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * A query as octets, with AD set (RFC 6840 section 5.7). Throws a RangeError for a name that cannot be asked.
 * dns-packet writes everything but the name: it would turn labels that are too long, or escaped, into garbage.
 */
export function encodeQuery(query: Query): Buffer {
  const rest = nameless(query)
  const behind = rest.length - 13
  const octets = encodeName(query.name, 12, behind)
  rest.copy(octets, 0, 0, 12)
  rest.copy(octets, octets.length - behind, 13)
  octets.writeUInt16BE(query.id, 0)
  return octets
}

const written = new Map<number, Buffer>()

/** A query for the root: the same for all queries of one kind, so it is written once. */
function nameless({ type, recursionDesired, checkingDisabled, edns }: Query): Buffer {
  const kind = typeCodes[type] * 8 + (recursionDesired ? 4 : 0) + (checkingDisabled ? 2 : 0) + (edns ? 1 : 0)
  const known = written.get(kind)
  if (known) return known
  const rest = packet.encode({
    id: 0,
    type: 'query',
    flags:
      packet.AUTHENTIC_DATA |
      (recursionDesired ? packet.RECURSION_DESIRED : 0) |
      (checkingDisabled ? packet.CHECKING_DISABLED : 0),
    questions: [{ name: '.', type: byNumber(typeCodes[type]) }],
    additionals: edns ? [optRecord(0, [])] : [],
  })
  written.set(kind, rest)
  return rest
}

/** How dns-packet takes a type by its number: a type that it does not know by name (HTTPS) it would write as type 0. */
export function byNumber(code: number | undefined): packet.RecordType {
  if (!code) throw new RangeError('not a type that can be asked')
  return `UNKNOWN_${code}` as packet.RecordType
}

/** The OPT record of our own messages (RFC 6891) with extended errors (RFC 8914). */
export function optRecord(rcode: number, ede: readonly ExtendedError[]): packet.OptAnswer {
  const options = ede.map(({ code, text }) => {
    const data = Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(text)])
    return { code: edeCode as packet.PacketOpt['code'], data } as packet.PacketOpt
  })
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize,
    extendedRcode: rcode >> 4,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options,
  }
}

/**
 * Reads a whole message (RFC 1035 section 4), answer or query. Throws Malformed, and nothing else, whatever it is fed.
 * Records of another class than IN are left out. A message that says it is truncated may end anywhere after its question.
 * `asked`: the name in its question, where `likeness` has found that it is the one that was asked for.
 */
export function decodeMessage(received: Uint8Array, asked?: string): Message {
  const octets = Buffer.isBuffer(received)
    ? received
    : Buffer.from(received.buffer, received.byteOffset, received.byteLength)
  if (octets.length < 12) throw new Malformed('it is shorter than a header')
  if (octets.length > 65535) throw new Malformed('it is longer than 65535 octets')
  const flags = octets.readUInt16BE(2)
  const message: Message = {
    id: octets.readUInt16BE(0),
    response: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 15,
    rcode: flags & 15,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    authenticated: (flags & 0x0020) !== 0,
    checkingDisabled: (flags & 0x0010) !== 0,
    question: undefined,
    answers: noRecords,
    authorities: noRecords,
    additionals: noRecords,
    edns: undefined,
    octets: octets.length,
  }
  const at = readQuestion(octets, message, asked)
  try {
    readRecords(octets, at, message)
  } catch (error) {
    if (!(message.truncated && error instanceof Malformed)) throw error
  }
  return message
}

const noRecords: readonly WireRecord[] = []

function readQuestion(octets: Buffer, message: Message, asked: string | undefined): number {
  const questions = octets.readUInt16BE(4)
  const records = octets.readUInt16BE(6) + octets.readUInt16BE(8) + octets.readUInt16BE(10)
  if (questions > 1) throw new Malformed(`it asks ${questions} questions`)
  if (!message.truncated && 12 + questions * 5 + records * 11 > octets.length)
    throw new Malformed(`it cannot hold the ${records} records that it announces`)
  if (questions === 0) return 12
  const name = asked ?? readName(octets, 12)
  const next = nameEnd(octets, 12)
  if (next + 4 > octets.length) throw new Malformed('the question runs past the end of the packet')
  message.question = { name, type: octets.readUInt16BE(next), class: octets.readUInt16BE(next + 2) }
  return next + 4
}

const sections = ['answers', 'authorities', 'additionals'] as const
type Section = (typeof sections)[number]

function readRecords(octets: Buffer, start: number, message: Message): void {
  let at = start
  for (let i = 0; i < sections.length; i++)
    for (let left = octets.readUInt16BE(6 + 2 * i); left > 0; left--)
      at = readRecord(octets, at, message, sections[i] as Section)
  if (at !== octets.length) throw new Malformed(`${octets.length - at} octets follow the last record`)
}

function readRecord(octets: Buffer, at: number, message: Message, section: Section): number {
  const name = readOwner(octets, at, message)
  const next = nameEnd(octets, at)
  const start = next + 10
  if (start > octets.length) throw new Malformed('a record runs past the end of the packet')
  const code = octets.readUInt16BE(next)
  const end = start + octets.readUInt16BE(next + 8)
  const type = typeOf(code)
  if (end > octets.length) throw new Malformed(`a record of type ${type ?? code} runs past the end of the packet`)
  if (code === optCode) readOpt(octets, next, end, message, name === '.' && section === 'additionals')
  else if (octets.readUInt16BE(next + 2) === classIn) {
    const ttl = readTtl(octets, next + 4)
    const record =
      type === undefined
        ? { name, type: 'opaque' as const, code, ttl, data: octets.toString('hex', start, end) }
        : ({ name, type, ttl, data: readData[type](octets, start, end) } as WireRecord)
    add(message, section, record)
  }
  return end
}

/** Most sections hold no more than one record, and an array that is pushed to has room for many. */
function add(message: Message, section: Section, record: WireRecord): void {
  if (message[section].length === 0) message[section] = [record]
  else (message[section] as WireRecord[]).push(record)
}

/** Most records belong to the name that was asked for, and point at it. */
function readOwner(octets: Buffer, at: number, { question }: Message): string {
  const isAsked = question && octets[at] === 0xc0 && octets[at + 1] === 12
  return isAsked ? question.name : readName(octets, at)
}

/** RFC 2181 section 8: a TTL with its highest bit set counts as 0. */
function readTtl(octets: Buffer, at: number): number {
  const ttl = octets.readUInt32BE(at)
  return ttl > 0x7fffffff ? 0 : ttl
}

/** RFC 6891 section 6.1: one OPT record at most, in its place: owned by the root, among the additional records. */
function readOpt(octets: Buffer, afterName: number, end: number, message: Message, inPlace: boolean): void {
  if (message.edns) throw new Malformed('it has two OPT records')
  if (!inPlace) throw new Malformed('its OPT record stands in the wrong place')
  message.rcode |= octets.readUInt8(afterName + 4) << 4
  message.edns = {
    udpSize: octets.readUInt16BE(afterName + 2),
    extendedErrors: readErrors(octets, afterName + 10, end),
  }
}

const noErrors: readonly ExtendedError[] = []

/** RFC 8914 section 2, from among the options; at most 16, their text cut at 500 octets. */
function readErrors(octets: Buffer, start: number, end: number): readonly ExtendedError[] {
  if (start === end) return noErrors
  const errors: ExtendedError[] = []
  for (let at = start; at < end; ) {
    const next = at + 4 <= end ? at + 4 + octets.readUInt16BE(at + 2) : end + 1
    if (next > end) throw new Malformed('an EDNS option runs past the end of its record')
    if (octets.readUInt16BE(at) === edeCode && errors.length < mostExtendedErrors) {
      if (next - at < 6) throw new Malformed('an extended error has no code')
      const text = utf8.decode(octets.subarray(at + 6, Math.min(next, at + 6 + longestErrorText)))
      errors.push({ code: octets.readUInt16BE(at + 4), text: text.replace(/\0+$/, '') })
    }
    at = next
  }
  return errors
}

export { Malformed } from './malformed.ts'
