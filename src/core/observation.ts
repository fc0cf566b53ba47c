/** Why something could not be seen: a closed set, each explained in words by every format. */
export type BlindReason =
  | 'timeout'
  | 'refused'
  | 'server-failure'
  | 'bogus'
  | 'lame'
  | 'malformed'
  | 'untrusted'
  | 'unreachable'
  | 'hung-up'
  | 'deferred'
  | 'no-permission'
  | 'not-attempted'
  | 'not-recorded'
  | 'interrupted'
  | 'bug'

/**
 * What stopped us. `detail` is a clause that names who and how ("192.0.2.53 did not answer within 5 s") without the
 * question, so that one cause reads the same for every question it blinds; `question` is what was asked ("TXT shop.example").
 */
export interface Blind {
  reason: BlindReason
  detail: string
  question?: string
  /** With `unreachable`: this machine has no route to the address at all (no IPv6 here, say), so it was never asked. */
  noRoute?: true
  /** The zone's own name servers were asked (`--authoritative`), no resolver, and it is they who gave no answer. */
  ownServers?: true
  /** The answer was too large for UDP, and TCP, which it takes (RFC 7766), gave none. */
  truncated?: true
  /**
   * Whoever answered at the address of a server that was asked itself offers recursion and does not speak for the zone
   * (RA without AA, RFC 1035 section 4.1.1): perhaps a resolver on the way, in its place.
   */
  recursive?: true
  /** How to get an answer after all, as an order, where the reason alone does not tell. */
  wayOut?: string
}

/** What we saw, or why we could not look. Never an exception, never null for "dunno". */
export type Observation<T> = { seen: true; value: T } | { seen: false; blind: Blind }

export const seen = <T>(value: T): Observation<T> => ({ seen: true, value })
export const blind = (why: Blind): Observation<never> => ({ seen: false, blind: why })
