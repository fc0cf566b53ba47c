import type { DnsAnswer } from './dns.ts'
import type { Postfix, Setting } from './mta.ts'
import type { Observation } from './observation.ts'

/** Mail-in-a-Box keeps this machine's mail server: running its setup again puts some settings back. */
export interface MailInABox {
  /** `/etc/mailinabox.conf` */
  path: string
  /** PRIMARY_HOSTNAME there. */
  hostname?: string
}

/** The name that Postfix says in EHLO, and the parameter that it is set by. */
export const saidName = ({ hostname, heloName }: Postfix): Setting & { parameter: string } =>
  heloName.from === 'default' ? { ...hostname, parameter: 'myhostname' } : { ...heloName, parameter: 'smtp_helo_name' }

/** What a mail server calls itself, and where that leads. */
export interface MtaName {
  name: string
  /** A and AAAA; none of a name that cannot stand in DNS. */
  answers: readonly (DnsAnswer<'A'> | DnsAnswer<'AAAA'>)[]
}

/** Whether DANE (RFC 7672) can be used toward a relay: its addresses and its TLSA records validate. */
export interface RelayDane {
  /** The next hop as Postfix's configuration writes it. */
  written: string
  /** `usable`, or a clause on what is missing. */
  state: Observation<{ usable: true } | { usable: false; why: string }>
}

/** What a relay offers to log in with, inside TLS where it has that. */
export interface RelayOffers {
  /** The next hop as Postfix's configuration writes it. */
  written: string
  /** Mechanisms, upper case. */
  auth: Observation<readonly string[]>
}
