import type { SpfRecord, SpfTerm } from '../records/spf/record.ts'
import type { DnsAnswer } from './dns.ts'
import type { Blind } from './observation.ts'

/** What stands at the domain: SPF records, what only looks like one, and the older kinds. */
export interface SpfTexts {
  txt: DnsAnswer<'TXT'>
  /** Type 99 (RFC 7208 section 3.1: obsolete). */
  type99: DnsAnswer<'SPF'>
  /** The texts that are SPF records (RFC 7208 section 4.5). */
  records: string[]
  /** Texts that are not, but were meant to be, each with what is wrong as a clause. */
  lookalikes: { text: string; says: string }[]
  /** Sender-ID records (`spf2.0/…`). */
  senderId: string[]
}

/**
 * One SPF record in the tree that begins at the domain, with everything its terms lead to, whoever sends: the worst case.
 * The tree is cut at a loop, at depth, and at a bounded number of questions; `cut` says so.
 */
export interface SpfTree {
  domain: string
  via: 'start' | 'include' | 'redirect'
  /** Absent for a domain whose name depends on a macro: nobody can know it beforehand. */
  txt?: DnsAnswer<'TXT'>
  /** The texts at the name that are SPF records; exactly one for a record that counts. */
  texts: string[]
  record?: SpfRecord
  terms: SpfTermLook[]
  cut?: 'loop' | 'too-deep' | 'too-many'
}
/** One term and what DNS answered for it, in both address families. */
export interface SpfTermLook {
  term: SpfTerm
  /** Never evaluated: it stands after `all`, or is a redirect beside one (RFC 7208 sections 5.1 and 6.1). */
  dead: boolean
  /** The name it asks about, where that depends on no macro. */
  name?: string
  a?: DnsAnswer<'A'>
  aaaa?: DnsAnswer<'AAAA'>
  mx?: DnsAnswer<'MX'>
  exchanges?: { host: string; a: DnsAnswer<'A'>; aaaa: DnsAnswer<'AAAA'> }[]
  /** include and redirect. */
  child?: SpfTree
}

/** RFC 7208 section 2.6. */
export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror' | 'temperror'

/** One step of an evaluation, in the order in which a receiver takes them. */
export interface SpfStep {
  /** 0 at the domain itself, one more inside each include or redirect. */
  depth: number
  /** Whose record the term stands in. */
  domain: string
  term: string
  /** Lookups that this term cost by itself, and the running total after it. */
  cost: number
  lookups: number
  /** What came of it: "no match", "match", "void", or the fault, in words. */
  says: string
}
/** What check_host() says of one address (RFC 7208 section 4), and how it got there. */
export interface SpfVerdict {
  ip: string
  identity: { kind: 'mailfrom' | 'helo'; sender: string; domain: string }
  result: SpfResult
  /** The mechanism that matched, as written; absent where none did. */
  matched?: string
  lookups: number
  /** Void lookups counted by term, as mailauth does. */
  voids: number
  /** Void lookups counted by query, the hosts behind mx and ptr included, as pyspf and Mail::SPF do. */
  voidQueries: number
  explanation?: string
  /** What is wrong, for permerror and temperror, as a clause. */
  problem?: string
  /** For temperror: why. */
  blind?: Blind
  trace: SpfStep[]
}
/** One verdict for each address asked about. */
export type SpfVerdicts = SpfVerdict[]
