export type Qualifier = '+' | '-' | '~' | '?'
export type MechanismName = 'all' | 'include' | 'a' | 'mx' | 'ptr' | 'ip4' | 'ip6' | 'exists'

/** A directive (RFC 7208 section 4.6.1). `start` is its offset in the record's text, from 0. */
export interface Mechanism {
  kind: 'mechanism'
  name: MechanismName
  /** `+` where none is written. */
  qualifier: Qualifier
  /** The domain-spec as written, macros unexpanded; absent where the current domain is meant. */
  domain?: string
  /** ip4 and ip6: the network's address as written. */
  address?: string
  /** Prefix lengths; 32 and 128 where none is written. */
  cidr4: number
  cidr6: number
  text: string
  start: number
}
/** RFC 7208 section 6; `name` in lower case. */
export interface Modifier {
  kind: 'modifier'
  name: string
  value: string
  text: string
  start: number
}
export type SpfTerm = Mechanism | Modifier

/** One place where the record breaks the grammar (RFC 7208 section 12), or keeps it and cannot have been meant. */
export interface SpfFault {
  /** The term as written (two terms where a blank tore one apart), and its offset in the record's text, from 0. */
  text: string
  start: number
  /** What is wrong, as a clause: "include takes a colon, not an equals sign". */
  says: string
  /**
   * What was probably meant, as a term (or several, with blanks between them) to put in its place, where that is safe to
   * say: `include:_spf.example`. It has no fault itself. `''` = leave it out.
   */
  meant?: string
  /**
   * The grammar allows the term all the same: receivers take it literally and go on (`include=x` is an unknown modifier,
   * which they ignore). Such a term is among `terms` as well.
   */
  legal?: true
}

/** Whether a fault does no harm: receivers skip the term, and nobody would be named by it (`v=spf1` once more). */
export const isIdle = ({ legal, meant }: SpfFault): boolean => legal === true && meant === ''

/** A whole record, parsed to the end whatever is wrong with it: with any fault that is not `legal` it is a permerror (section 4.6). */
export interface SpfRecord {
  text: string
  terms: readonly SpfTerm[]
  faults: readonly SpfFault[]
}
