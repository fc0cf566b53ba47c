import type { SpfRecord, SpfTerm } from '../records/spf/record.ts'
import type { DnsAnswer } from './dns.ts'
import type { Blind } from './observation.ts'

/** A text that was meant to be an SPF record: what is wrong with it as a clause, and the record that was meant where that is plain. */
export interface SpfLookalike {
  text: string
  says: string
  meant?: string
}

/** What stands at the domain: SPF records, what only looks like one, and the older kinds. */
export interface SpfTexts {
  /** The TXT answer, seen. */
  txt: Exclude<DnsAnswer<'TXT'>, { kind: 'blind' }>
  /** Type 99 (RFC 7208 section 3.1: obsolete). */
  type99: DnsAnswer<'SPF'>
  /** The texts that are SPF records (RFC 7208 section 4.5). */
  records: string[]
  /** Texts that are not, but were meant to be. */
  lookalikes: SpfLookalike[]
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
  /** Absent where the tree is cut. */
  txt?: DnsAnswer<'TXT'>
  /** The texts at the name that are SPF records; exactly one for a record that counts. */
  texts: string[]
  /** Where there is none: texts that were meant to be one. */
  lookalikes?: SpfLookalike[]
  /** That one record as it stands, with its faults. */
  record?: SpfRecord
  /** Its terms, read as they were meant where a slip is plain: faults aside, exactly those of `record`. */
  terms: SpfTermLook[]
  cut?: 'loop' | 'too-deep' | 'too-many'
}
/** One term and what DNS answered for it, in both address families. */
export interface SpfTermLook {
  term: SpfTerm
  /** Never evaluated: it stands after `all`, or is a redirect beside one (RFC 7208 sections 5.1 and 6.1). Never asked about. */
  dead: boolean
  /** The name depends on who sends (a macro other than `%{d}`): nobody can know it beforehand. */
  dynamic: boolean
  /** The name it asks about; absent where it asks about none, where it is dynamic, and where it is no name at all. */
  name?: string
  /** Not asked about: the tree had asked enough questions. */
  cut?: true
  /** a and exists. */
  a?: DnsAnswer<'A'>
  /** a. */
  aaaa?: DnsAnswer<'AAAA'>
  mx?: DnsAnswer<'MX'>
  /** The first ten hosts of `mx`, by preference. */
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
  /** As written, cut where it is very long; `''` for what concerns the record as a whole (none, several, its end). */
  term: string
  /** Lookups that this term cost by itself, and the running total after it. */
  cost: number
  lookups: number
  /** Who answered, where something was asked. */
  server?: string
  /** What came of it, in a word: the result that a match gives (`softfail`), `no match`, `void`, `permerror`, `temperror`. */
  came: SpfResult | 'no match' | 'void'
  /** The same in full: "192.0.2.7 is in 192.0.2.0/24: match, pass", "no match", or the fault. */
  says: string
}
/** What check_host() says of one address (RFC 7208 section 4), and how it got there. */
export interface SpfVerdict {
  ip: string
  identity: { kind: 'mailfrom' | 'helo'; sender: string; domain: string }
  result: SpfResult
  /** The mechanism that matched, as written, cut where it is very long; absent where none did. */
  matched?: string
  lookups: number
  /** Void lookups counted by term, as mailauth does. */
  voids: number
  /** Void lookups counted by query, the hosts behind mx and ptr included, as pyspf and Mail::SPF do. */
  voidQueries: number
  explanation?: string
  /** What is wrong, for none, permerror and temperror, as a clause. */
  problem?: string
  /** For permerror: a limit was exceeded (RFC 7208 section 4.6.4), so whoever is met before that point passes. */
  limit?: true
  /** For temperror: why. */
  blind?: Blind
  /**
   * Names of the address that could not be looked up. A receiver goes on as if there were none (RFC 7208 section 5.5), but
   * one that can look them up may come to another result.
   */
  doubt?: Blind
  trace: SpfStep[]
}
/** One verdict for each address asked about. */
export type SpfVerdicts = SpfVerdict[]
