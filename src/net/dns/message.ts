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
  recursionAvailable: boolean
  authenticated: boolean
  /** Absent where the message has none; a message with two does not decode. `type` and `class` by number. */
  question?: { name: string; type: number; class: number }
  answers: WireRecord[]
  authorities: WireRecord[]
  additionals: WireRecord[]
  /** Present where the message has an OPT record. */
  edns?: { udpSize: number; extendedErrors: ExtendedError[] }
  octets: number
}

// wire.ts:   encodeQuery(query: Query): Buffer        throws a RangeError for a name that cannot be asked
//            decodeMessage(octets: Uint8Array): Message  throws Malformed, and nothing else, whatever it is fed
// encode.ts: encodeResponse(message): Buffer          for the demo's and the tests' own name server
