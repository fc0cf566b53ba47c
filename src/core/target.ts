import type { ListChoice } from './lists.ts'
import type { ProbeAsked } from './probe.ts'
import type { SmtpAsk, tlsWays } from './smtp.ts'

/** A domain that was asked about, parsed once. */
export interface DomainTarget {
  kind: 'domain'
  /** A-labels, lower case, no trailing dot. */
  name: string
  /** As the person would read it: U-labels where it has any, else the same as `name`. */
  display: string
}
/** An address that was asked about: does it, or would it, send mail? */
export interface AddressTarget {
  kind: 'address'
  family: 4 | 6
  /** Canonical text (RFC 5952); the same as `display`. */
  name: string
  display: string
}
/** A relay that was asked about: does it take mail from here? */
export interface RelayTarget {
  kind: 'relay'
  /** `mail.example.com:587`, `[2001:db8::1]:25`; without a port where none was given. */
  name: string
  display: string
  /** A-labels, lower case; or an address in canonical form. */
  host: string
  port?: number
  /** The host is an address. */
  literal: boolean
}
/** This machine, or the one whose root is given (`--mta-root`): what does its mail server do with outgoing mail? */
export interface MachineTarget {
  kind: 'machine'
  /** Its host name, or that folder; the same as `display`. */
  name: string
  display: string
}
/** A message as it was received. */
export interface MessageTarget {
  kind: 'message'
  /** The name of its file, or `standard input`; the same as `display`. */
  name: string
  display: string
}
/** A message that is to be sent to one recipient, and followed. */
export interface ProbeTarget {
  kind: 'probe'
  /** The recipient: `user@domain`, the domain in A-labels. */
  name: string
  display: string
}
export type Target = DomainTarget | AddressTarget | RelayTarget | MachineTarget | MessageTarget | ProbeTarget
export type TargetKind = Target['kind']

/** What the person asked for beside the target, the same for every check. */
export interface Asked {
  /** `--ip`: sending addresses to judge SPF for, in canonical form. */
  addresses: readonly string[]
  /** `--sender`: `user@domain`, or `''` for the null sender. */
  sender?: string
  /** `--helo`: for a domain in canonical form, for an address as typed. */
  helo?: string
  /** `--selector`, lower case. */
  selectors: readonly string[]
  /** How many selectors may be guessed. */
  mostGuesses: number
  /** `--parked`: the domain is meant to send and receive nothing. */
  parked: boolean
  /** `--authoritative` */
  authoritative: boolean
  /** `--lists`; without it no list is asked. */
  lists?: ListChoice
  /** `--neighbours` */
  neighbours?: true
  /** `--relay`: whose records the domain is to have. */
  relay?: RelayNamed
  /** `--return-path`: a label below the domain, or a whole name; A-labels, lower case, no trailing dot. */
  returnPath?: string
  /** `--bulk`: more than 5,000 messages a day to one receiver. */
  bulk?: true
  /** Of a message: what is known beside it. */
  message?: MessageAsked
  /** Of a probe: what is sent, and how it is followed. */
  probe?: ProbeAsked
  /** Of a relay, and of a probe: how to talk to a server. */
  session?: SessionAsked
}

/** What is known of a message better than its header says. */
export interface MessageAsked {
  /** `--ip`, canonical */
  ip?: string
  /** `--helo` */
  helo?: string
  /** `--sender`: `user@domain`, or `''` for the null sender. */
  sender?: string
  /** `--received-at` */
  receivedAt?: Date
  /** `--authserv-id`, lower case */
  authservId?: string
}

/** How many selectors are guessed of each of many domains. */
export const guessesOfMany = 25
/** Whether it is one of many domains: then only what is asked anyway is looked at, and what is well is told in few words. */
export const isOneOfMany = ({ mostGuesses }: Asked): boolean => mostGuesses > 0 && mostGuesses <= guessesOfMany

/** A relay by its id, or one of its hosts. */
export type RelayNamed = { id: string } | { host: string }

/** What a session with a relay is to be like, and whom it speaks for. */
export interface SessionAsked {
  /** `auto`: as the port is used. */
  tls: (typeof tlsWays)[number]
  /** `--servername` */
  servername?: string
  helo?: string
  /** `--user`, with a password at hand. */
  login?: NonNullable<SmtpAsk['login']>
  /** `--from`: `user@domain`, or `''` for the null sender. */
  senders: readonly string[]
  /** `--to` */
  recipients: readonly string[]
  openRelayTest: boolean
  /** `--bind`: the address of this machine to connect from. */
  source?: string
  /** `--ipv4`, `--ipv6`: addresses of this family alone. */
  family?: 4 | 6
}
