import type { Change } from './finding.ts'
import type { Blind } from './observation.ts'
import type { SpfTermLook, SpfTree } from './spf.ts'

/** RFC 7208 section 4.6.4: terms that ask DNS, answers without a record, hosts of one `mx`. */
export const spfLimits = { lookups: 10, voids: 2, exchanges: 10 } as const

/** One record of the tree. */
export interface SpfNode {
  at: SpfTree
  /** How a receiver gets there: the terms from the domain on; empty for the domain's own record. */
  path: string[]
  /** At the domain or below it: its owner can change it. */
  own: boolean
  /** Its `all` is the domain's: reached from the domain through redirects only (RFC 7208 section 6.1). */
  effective: boolean
  /** Terms that cannot match any more, each with the earlier one that matches all it would; where not `own`, includes only. */
  repeats: { look: SpfTermLook; by: string }[]
}

/** One term that costs a lookup, where the drawn tree shows it. */
export interface SpfCost {
  depth: number
  term: string
  /** What it costs in the worst case, with all that stands below it, and the running total after that. */
  lookups: number
  running: number
  /** Part of what stands below it was not seen or depends on who sends: it may cost more. */
  atLeast: boolean
  /** The running total includes something that may cost more. */
  runningAtLeast: boolean
  dynamic: boolean
  blind: boolean
  cut?: SpfTree['cut']
}

/** Answers without a record that a client of one address family causes in the worst case. */
export interface SpfVoids {
  /** Terms whose own question is denied. */
  byTerm: string[]
  /** Questions denied, those for the hosts of `mx` among them. */
  byQuery: string[]
  /** Terms that only a message can decide. */
  dynamic: string[]
  /** Absent where nobody passes; `late` where somebody passes only after more questions without a record than are allowed. */
  sender?: 'early' | 'late'
  /** The first thing that could not be seen. */
  unseen?: Blind
}

/** What evaluating the whole tree costs where nothing matches (RFC 7208 section 4.6.4). */
export interface SpfCosts {
  lookups: number
  /** Terms whose further cost depends on who sends. */
  dynamic: string[]
  /** The first record that could not be seen: there may be more lookups. */
  unseen?: Blind
  rows: SpfCost[]
  voids: { ipv4: SpfVoids; ipv6: SpfVoids }
}

/** A network that may send for the domain. */
export interface SpfNetwork {
  family: 4 | 6
  address: string
  prefixLength: number
  /** The terms from the domain to the one that names it. */
  path: string[]
  /** The known sender whose own include names it. */
  provider?: string
}

/** Who may send: the union over the tree of all that leads to pass. */
export interface SpfReach {
  networks: SpfNetwork[]
  /** IPv4 addresses in all of them together, and in those that no known sender's own include names. */
  addresses4: number
  ownAddresses4: number
  /** Terms outside known senders' includes that name most IPv4 addresses, the largest first, at most five. */
  largest: { term: string; addresses: number }[]
  /** What lets everybody pass. */
  everyone?: string
  /** Terms that would let hosts pass, but come to no address, and why, as a clause. */
  empty: { term: string; why: string }[]
  /** Terms that only a message can decide. */
  dynamic: string[]
  /** The first thing outside known senders' includes that could not be seen. */
  unseen?: Blind
}

/** All that follows from a tree: pure arithmetic. */
export interface SpfSurvey {
  /** Every record of the tree, each before what it includes; the first is the domain's own. */
  nodes: SpfNode[]
  costs: SpfCosts
  reach: SpfReach
}

/** What to publish: every safe mend at once, so that one record is pasted, never two. */
export interface SpfRepair {
  changes: Change[]
  /** The survey once they are published; absent where there are none. */
  after?: SpfSurvey
  /** The asked addresses that pass once they are published. */
  passing: string[]
}

/** The repair, where publishing it makes a finding go away. */
export function repairIf(repair: SpfRepair, gone: (after: SpfSurvey) => boolean): { repair: Change[] } | object {
  return repair.after && gone(repair.after) ? { repair: repair.changes } : {}
}
