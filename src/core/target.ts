import type { ListChoice } from './lists.ts'

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
export type Target = DomainTarget | AddressTarget
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
}
