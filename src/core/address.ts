import type { SpecialRange } from '../records/address.ts'
import type { DnsAnswer } from './dns.ts'
import type { Blind } from './observation.ts'

/** How far an address reaches: nothing set apart it, or the range it lies in. */
export interface AddressReach {
  range?: SpecialRange
}

/** One name that the reverse DNS gives, and where it leads. */
export interface ReverseName {
  name: string
  display: string
  /** The answer for A or AAAA, as the address's family wants it. */
  forward: DnsAnswer<'A' | 'AAAA'>
  /** Whether it leads back to the address; nothing where that was not seen. */
  confirmed?: boolean
}
/** The reverse DNS of an address (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export interface Reverse {
  /** `5.113.0.203.in-addr.arpa` */
  name: string
  answer: DnsAnswer<'PTR'>
  /** In the order of the answer, at most ten; `more` are not looked at. */
  names: readonly ReverseName[]
  more: number
}

/** What the server calls itself (`--helo`). */
export type HeloName =
  | { kind: 'name'; name: string; display: string; forward: DnsAnswer<'A' | 'AAAA'> }
  | { kind: 'literal'; text: string; address: string }
  | { kind: 'no-name'; text: string; fault: string }

/** To which ports a hosting company blocks its customers' connections, and which it lets through: a rule with exceptions, for old accounts too. */
export interface PortRules {
  blocked: readonly number[]
  open: readonly number[]
}
/** A hosting company, as far as its customers' mail is concerned. */
export interface Hosting {
  id: string
  name: string
  asns: readonly number[]
  /** Sentences, each an order or a fact that stands by itself; absent where nobody knows for certain. */
  ports?: string
  /** What `ports` says, as numbers. */
  rules?: PortRules
  unblock?: string
  reverse?: string
  reverse6?: string
  /** The names that its addresses have before anybody sets one. */
  defaultNames: readonly RegExp[]
  sources: readonly string[]
}

/** Whose network an address lies in, by DNS. */
export interface Network {
  prefix: string
  asn: number
  /** `AKAMAI-LINODE-AP Akamai Connected Cloud`; untrusted. */
  operator?: string
  /** ISO 3166, as the registry has it. */
  country?: string
  hosting?: Hosting
  answers: readonly DnsAnswer[]
}
/** The network, or why nobody could say: that is never worth more than a skip. */
export type NetworkFact = { known: Network } | { unknown: string; blind?: Blind; hosting?: Hosting }

/** What was found among the addresses beside it (`--neighbours`), counted, never named. */
export interface Neighbours {
  /** Why nobody was asked, a sentence. */
  skipped?: string
  sampled: number
  /** With an SBL, CSS, XBL or DROP entry. */
  accused: number
  /** With nothing but a PBL entry, which is the network's own policy. */
  policy: number
  unseen: number
  /** Why the first of those was not seen, a clause. */
  why?: string
}
