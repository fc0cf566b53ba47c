import type { Mx } from '../records/dns.ts'
import type { DnsAnswer } from './dns.ts'

/** The domain's MX set, and its own addresses (asked at once: they count where there is no MX, RFC 5321 section 5.1). */
export interface MxFact {
  answer: DnsAnswer<'MX'>
  /** Sorted by preference, then name. */
  exchanges: Mx[]
  own: { A: DnsAnswer<'A'>; AAAA: DnsAnswer<'AAAA'> }
}

/** Every exchange that is a name, with both its address lookups. */
export type MxHosts = { host: string; A: DnsAnswer<'A'>; AAAA: DnsAnswer<'AAAA'> }[]
