import type { DnsAnswer, SeenAnswer } from './dns.ts'
import type { Blind } from './observation.ts'

/** Where the domain stands in DNS. */
export interface Zone {
  /**
   * `not-delegated`: a top-level zone knows the name, but hands it to nobody and holds nothing of its own at it.
   * `no-such-domain`: NXDOMAIN, and no other question of this run saw anything at the name.
   */
  status: 'exists' | 'no-such-domain' | 'not-delegated'
  /** The enclosing zone's name; where the domain does not exist, the zone that denies it. */
  apex: string
  /** What the name itself answered to SOA. */
  answer: SeenAnswer<'SOA'>
}

/** The zone's name servers, by its own NS records, or by those of the zone above where no resolver gets the zone's. */
export interface NameServers {
  zone: string
  answer: SeenAnswer<'NS'>
  /** Sorted by name; at most 13. */
  servers: NameServer[]
  /** The zone file that the answers come from: then nobody is asked, and `servers` is empty. */
  file?: string
  /** Why the resolver itself gets no answer of the zone, or none that it did not remember; absent where it does. */
  unresolved?: Blind
}

/** Whether not one of the name servers gave this machine an answer of any kind: nothing is to be had by asking them. */
export const areUnheard = ({ servers }: NameServers): boolean =>
  servers.length > 0 &&
  servers
    .flatMap(({ addresses }) => addresses)
    .every(({ soa }) => soa.kind === 'blind' && (soa.blind.reason === 'timeout' || soa.blind.reason === 'unreachable'))

/** One name server of the zone and what each of its addresses, asked itself, says of the zone. */
export interface NameServer {
  host: string
  /** At most four, both families in turn. */
  addresses: { address: string; soa: DnsAnswer<'SOA'> }[]
  /** How its addresses were looked for. */
  lookups: { A: DnsAnswer<'A'>; AAAA: DnsAnswer<'AAAA'> }
  /** With `--authoritative`: what each address publishes, by question (`TXT shop.example`). */
  mailRecords: { address: string; answers: Record<string, DnsAnswer> }[]
}

/** What shows whether the zone is signed and whether its signatures hold. */
export interface ZoneSecurity {
  apex: string
  soa: DnsAnswer<'SOA'>
  ds: DnsAnswer<'DS'>
  dnskey: DnsAnswer<'DNSKEY'>
  ns: DnsAnswer<'NS'>
  /** What mail asks first, at the domain itself: one record set may fail alone. None where the domain is an alias. */
  mail: DnsAnswer[]
  /** The SOA question with checking disabled; asked only where the plain one failed validation. */
  unchecked?: DnsAnswer<'SOA'>
}

/** TXT answers for names that nobody can have published: a random label below the domain, `_domainkey` and `_dmarc`. */
export type Wildcards = { below: string; txt: DnsAnswer<'TXT'> }[]

/**
 * Whether the domain's name has records of its own, or answers through a wildcard alone (RFC 4592 section 2.2.1): then
 * any record published at it hides all that the wildcard gives it. Always seen: `unseen` where it cannot be told.
 */
export type NameSource = 'own' | 'wildcard' | 'unseen'
