export interface Mx {
  /** Lower is tried first. */
  preference: number
  /** `.` in a null MX (RFC 7505). */
  exchange: string
}
/** RFC 1035 section 3.3.13; times in seconds. */
export interface Soa {
  mname: string
  rname: string
  serial: number
  refresh: number
  retry: number
  expire: number
  minimum: number
}
/** RFC 4034 section 5; `digest` in lower-case hex. */
export interface Ds {
  keyTag: number
  algorithm: number
  digestType: number
  digest: string
}
/** RFC 4034 section 2; `key` in base64. */
export interface Dnskey {
  flags: number
  protocol: number
  algorithm: number
  key: string
}

/** RFC 6698 section 2.1; `data` in lower-case hex. */
export interface Tlsa {
  usage: number
  selector: number
  matchingType: number
  data: string
}

/**
 * The record types that relaycheck reads, with the shape of their data. Every name is in lower case, without a
 * trailing dot (the root is `.`), octets outside printable ASCII and dots inside a label escaped as RFC 1035 section 5.1 has it.
 * TXT and SPF hold the character-strings one by one, each octet as one character (latin1), never decoded.
 */
export interface RecordData {
  A: string
  AAAA: string
  NS: string
  CNAME: string
  DNAME: string
  PTR: string
  MX: Mx
  TXT: string[]
  SPF: string[]
  SOA: Soa
  DS: Ds
  DNSKEY: Dnskey
  TLSA: Tlsa
}
export type RecordType = keyof RecordData

/** One record as it stands in a zone or an answer; `ttl` in seconds. */
export interface ResourceRecord<T extends RecordType = RecordType> {
  name: string
  type: T
  ttl: number
  data: RecordData[T]
}

/** The number of each type that relaycheck reads (IANA's DNS parameters). */
export const typeCodes: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  DNAME: 39,
  DS: 43,
  DNSKEY: 48,
  TLSA: 52,
  SPF: 99,
}
const types = new Map(Object.entries(typeCodes).map(([type, code]) => [code, type as RecordType]))

/** The type that a number stands for; nothing where relaycheck does not read it. */
export const typeOf = (code: number): RecordType | undefined => types.get(code)
