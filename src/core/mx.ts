import type { Mx } from '../records/dns.ts'
import type { DnsAnswer, SeenAnswer } from './dns.ts'
import type { Observation } from './observation.ts'
import type { SpfTree } from './spf.ts'

/** The domain's MX set, and its own addresses (asked at once: they count where there is no MX, RFC 5321 section 5.1). */
export interface MxFact {
  answer: SeenAnswer<'MX'>
  /** Sorted by preference, then name. */
  exchanges: Mx[]
  own: { A: DnsAnswer<'A'>; AAAA: DnsAnswer<'AAAA'> }
  /** Looked at only where nobody is named who takes mail: whether the domain sends, and so must take what bounces. */
  spf?: Observation<SpfTree>
}

/** One exchange that is a name, with both its address lookups. */
export interface MxHost {
  host: string
  A: DnsAnswer<'A'>
  AAAA: DnsAnswer<'AAAA'>
}
/** Every such exchange once, in the order in which senders try them. */
export type MxHosts = MxHost[]
