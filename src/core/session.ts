import type { Hosting, NetworkFact } from './address.ts'
import type { DnsAnswer } from './dns.ts'
import type { SmtpSession, SmtpTls } from './smtp.ts'

/** The addresses of a relay. */
export interface RelayHost {
  /** The questions that its name was asked with; none for an address, for `localhost`, and for a family that is not wanted. */
  answers: readonly (DnsAnswer<'A'> | DnsAnswer<'AAAA'>)[]
  /** IPv4 first, each family in the order of its answer; at most eight. */
  addresses: readonly string[]
  /** How many more there are. */
  more: number
}

/** The port that the sessions go to, and the others that the relay documents. */
export interface RelayPorts {
  /** `given`: by the command line; `open`: the first of the usual order that answered; `usual`: none did. */
  way: { port: number; tls: SmtpTls; why: 'given' | 'open' | 'usual' }
  /** Each tried once at one address, as far as EHLO; not the one that was given. */
  others: readonly SmtpSession[]
}

/** How connections leave this machine toward the relay. */
export interface RelayEgress {
  /** By the routes of this machine; absent where it has none, or where these were not seen. */
  source?: string
  /** Whose network that is; absent where the address is not one that the Internet reaches. */
  network?: NetworkFact
  /** The company in whose house this machine is, as far as its network or its names tell. */
  hosting?: Hosting
}
