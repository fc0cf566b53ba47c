import type { Soa } from '../records/dns.ts'
import type { DnsAnswer } from './dns.ts'

/** Where the domain stands in DNS. */
export interface Zone {
  status: 'exists' | 'no-such-domain' | 'not-delegated'
  /** The enclosing zone's name; where the domain does not exist, the zone that denies it. */
  apex: string
  soa?: Soa
  answer: DnsAnswer<'SOA'>
}

/** One name server of the zone and what each of its addresses, asked itself, says of the zone. */
export interface NameServer {
  host: string
  addresses: { address: string; soa: DnsAnswer<'SOA'> }[]
  /** How its addresses were found, where there are none. */
  lookups: { A: DnsAnswer<'A'>; AAAA: DnsAnswer<'AAAA'> }
  /** With `--authoritative`: what each address publishes, by question (`TXT shop.example`). */
  mailRecords?: { address: string; answers: Record<string, DnsAnswer> }[]
}

/** What shows whether the zone is signed and whether its signatures hold. */
export interface ZoneSecurity {
  ds: DnsAnswer<'DS'>
  soa: DnsAnswer<'SOA'>
  /** The same question with checking disabled; asked only where the plain one failed. */
  unchecked?: DnsAnswer<'SOA'>
}

/** TXT answers for names that nobody can have published. */
export interface Wildcards {
  /** By what was asked: a random name below the domain, below `_domainkey`, and below `_dmarc`. */
  answers: { below: string; name: string; txt: DnsAnswer<'TXT'> }[]
}
