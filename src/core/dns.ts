import type { RecordType, ResourceRecord } from '../records/dns.ts'
import type { Blind } from './observation.ts'

/** One step of a CNAME or DNAME chain. */
export interface Alias {
  from: string
  to: string
  kind: 'CNAME' | 'DNAME'
  ttl: number
}

/** RFC 8914: why a resolver says it could not answer, in its own words. `text` is untrusted. */
export interface ExtendedError {
  code: number
  text: string
}

/** How a question goes to a server: plainly, over TLS (RFC 7858) or over HTTPS (RFC 8484). */
export type Transport = 'udp' | 'tcp' | 'tls' | 'https'

/** What is known of every answer that was seen. */
export interface Answered {
  question: { name: string; type: RecordType }
  /** The chain from the name asked to the name that holds the answer, in order; empty when there is none. */
  aliases: Alias[]
  /** Who answered: an address (`192.0.2.53`, with the port where it is not 53), `tls://dns.example`, `https://dns.example/dns-query`, or the name of a zone file. */
  server: string
  transport: Transport | 'zone-file'
  /** The AA bit: the server answers for the zone itself (RFC 1035 section 4.1.1). */
  authoritative: boolean
  /** The AD bit: the server says that it validated this answer (RFC 4035 section 3.2.3). */
  authenticated: boolean
  /** Size of the whole message in octets; 0 from a zone file. */
  octets: number
  /** Present only where the server sent extended errors. */
  ede?: ExtendedError[]
}
/** The SOA that came with a negative answer: its owner is the zone that denies (RFC 2308). */
export interface Denial extends Answered {
  soa?: ResourceRecord<'SOA'>
}

export type DnsAnswer<T extends RecordType = RecordType> =
  | ({ kind: 'records'; records: ResourceRecord<T>[] } & Answered)
  | ({ kind: 'no-data' } & Denial)
  | ({ kind: 'no-such-name' } & Denial)
  | { kind: 'blind'; blind: Blind }

/** An answer that was seen: what is there, or that nothing is. */
export type SeenAnswer<T extends RecordType = RecordType> = Exclude<DnsAnswer<T>, { kind: 'blind' }>

/** How to ask, where it is not the ordinary way. */
export interface DnsHow {
  /**
   * Ask this address itself, without recursion, and nobody else (`192.0.2.53`, `2001:db8::53`). Asked for NS, the server of
   * the zone above answers with its delegation, which is not authoritative.
   */
  server?: string
  /** Set the CD bit: the resolver is to answer even what does not validate. */
  checkingDisabled?: boolean
  /** Ask the resolvers even under `--authoritative`: only they can say what validates. */
  viaResolver?: boolean
  /** A list's operator: no more questions at once, and a second, than such an operator allows. */
  operator?: string
  /**
   * With `operator`: no more than one a second, as it is about addresses of other people. So many belong to one sample, and
   * this is the one in that place (from 0): without time for all of them the first is `not-attempted`.
   */
  slowly?: { size: number; place: number }
  /** With `operator`: it asks for the reason of a listing just seen, and goes at once; those behind it wait the longer. */
  follows?: true
}
export type Dns = <T extends RecordType>(name: string, type: T, how?: DnsHow) => Promise<DnsAnswer<T>>

/** One resolver that is asked, as a person would name it. */
export interface ResolverInfo {
  /** `192.0.2.53`, `[2001:db8::1]:5353`, `tcp://192.0.2.53`, `tls://dns.example`, `https://dns.example/dns-query`. */
  address: string
  /** Where it was learned: `system` (the operating system), `option` (`--resolver`), or `built-in` (the demo). */
  from: 'system' | 'option' | 'built-in'
  /** What answers there, where it is known: `systemd-resolved`. */
  program?: string
  /** For a local stub whose upstreams can be known: their addresses. */
  upstreams?: string[]
}

/** The records of an answer, none where it was denied. Only for answers known to be seen. */
export function recordsOf<T extends RecordType>(answer: SeenAnswer<T>): ResourceRecord<T>[] {
  return answer.kind === 'records' ? answer.records : []
}
