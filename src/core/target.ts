/** A domain that was asked about, parsed once. */
export interface DomainTarget {
  kind: 'domain'
  /** A-labels, lower case, no trailing dot. */
  name: string
  /** As the person would read it: U-labels where it has any, else the same as `name`. */
  display: string
}
export type Target = DomainTarget

/** What the person asked for beside the target, the same for every check. */
export interface Asked {
  /** `--ip`: sending addresses to judge SPF for, in canonical form. */
  addresses: readonly string[]
  /** `--sender`: `user@domain`, or `''` for the null sender. */
  sender?: string
  /** `--helo` */
  helo?: string
  /** `--selector`, lower case. */
  selectors: readonly string[]
  /** How many selectors may be guessed. */
  mostGuesses: number
  /** `--parked`: the domain is meant to send and receive nothing. */
  parked: boolean
  /** `--authoritative` */
  authoritative: boolean
}
