import type { ExtendedError } from '../../core/dns.ts'
import type { RecordType, ResourceRecord } from '../../records/dns.ts'

/** A query as we send it. */
export interface Query {
  id: number
  name: string
  type: RecordType
  recursionDesired: boolean
  checkingDisabled: boolean
  /** false: no OPT record at all, for servers that choke on EDNS. */
  edns: boolean
}

/** A record of a type that relaycheck does not read: its data stays as it came, in hex (RFC 3597). */
export interface OpaqueRecord {
  name: string
  type: 'opaque'
  code: number
  ttl: number
  data: string
}
export type WireRecord = { [T in RecordType]: ResourceRecord<T> }[RecordType] | OpaqueRecord

/** A decoded message. Names as in records/dns.ts. */
export interface Message {
  id: number
  response: boolean
  opcode: number
  /** With the upper bits from OPT (RFC 6891 section 6.1.3): 0 NOERROR, 1 FORMERR, 2 SERVFAIL, 3 NXDOMAIN, 4 NOTIMP, 5 REFUSED, 16 BADVERS. */
  rcode: number
  authoritative: boolean
  truncated: boolean
  recursionDesired: boolean
  recursionAvailable: boolean
  authenticated: boolean
  checkingDisabled: boolean
  /** Absent where the message has none; a message with two does not decode. `type` and `class` by number. */
  question?: { name: string; type: number; class: number } | undefined
  answers: readonly WireRecord[]
  authorities: readonly WireRecord[]
  additionals: readonly WireRecord[]
  /** Present where the message has an OPT record. */
  edns?: { udpSize: number; extendedErrors: readonly ExtendedError[] } | undefined
  octets: number
}

/** A response as our own name server gives it; what is left out is empty, false or 0. */
export interface Response {
  rcode?: number
  answers?: readonly WireRecord[]
  authorities?: readonly WireRecord[]
  additionals?: readonly WireRecord[]
  authoritative?: boolean
  truncated?: boolean
  recursionAvailable?: boolean
  authenticated?: boolean
  ede?: readonly ExtendedError[]
}
