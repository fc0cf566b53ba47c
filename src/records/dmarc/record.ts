import type { Tag } from '../tag-list.ts'

export type DmarcPolicy = 'none' | 'quarantine' | 'reject'

/** One place where a DMARC record is not as RFC 9989 section 4.7 wants it. */
export interface DmarcFault {
  /** The tag it is in, where it is in one. */
  tag?: string
  /** Offset in the record's text, from 0. */
  start: number
  /** What is there, cut where nobody would read on. */
  text: string
  /** What is wrong and what receivers do with it, as a clause. */
  says: string
  /**
   * `fatal`: receivers see no policy, or act on p=none in its place. `strict`: some do (a repeated tag, blanks inside v=DMARC1).
   * `ignored`: all pass over the tag or the address as if it were not there.
   */
  weight: 'fatal' | 'strict' | 'ignored'
  /** The whole record as it was meant, where that is safe to say; it has no fault itself. */
  meant?: string
}

/** One URI of `rua` or `ruf` (RFC 9990 section 3; RFC 3986), as written. */
export interface DmarcReportUri {
  tag: 'rua' | 'ruf'
  text: string
  start: number
  /** `mailto:` only, percent signs decoded; the domain in A-labels, lower case. */
  address?: string
  domain?: string
  /** What is wrong with it, as a clause; receivers skip such a URI. */
  says?: string
  /** A URI in order, but of a scheme other than mailto:, which receivers have to pass over (section 4.7). */
  unsupported?: true
  /** `!10m` at its end, which RFC 9989 took away. */
  size?: string
}

/** A text that begins with v=DMARC1, parsed to the end whatever is wrong with it. */
export interface DmarcRecord {
  text: string
  tags: readonly Tag[]
  faults: readonly DmarcFault[]
  /**
   * What receivers that follow RFC 9989 take from it; absent where no policy can be read (section 4.7: no usable p, sp or
   * np, and no usable rua either).
   */
  policy?: {
    p: DmarcPolicy
    /** Only where they are given. */
    sp?: DmarcPolicy
    np?: DmarcPolicy
  }
  /** `t=y` (RFC 9989), and `pct` where it is given (RFC 7489). */
  testing: boolean
  pct?: number
  psd: 'y' | 'n' | 'u'
  adkim: 'r' | 's'
  aspf: 'r' | 's'
  reports: readonly DmarcReportUri[]
  /** Tags given that RFC 9989 took away: `pct`, `rf`, `ri`. */
  obsolete: readonly string[]
}
