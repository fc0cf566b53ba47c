import type { DmarcRecord, DmarcReportUri } from '../records/dmarc/record.ts'
import type { DnsAnswer } from './dns.ts'
import type { Change } from './finding.ts'
import type { Observation } from './observation.ts'

/** One name of the tree walk (RFC 9989 section 4.10), from the domain upward. */
export interface WalkStep {
  /** `shop.example`, asked about at `_dmarc.shop.example`. */
  domain: string
  answer: DnsAnswer<'TXT'>
  /** The texts there that begin with v=DMARC1; more than one: all of them are thrown away, and the walk goes on. */
  records: DmarcRecord[]
  /** What happened here, in a few words: "no record", "psd=n: the walk ends". */
  says: string
}
export interface DmarcWalk {
  steps: WalkStep[]
  /** The record that applies, and the name it was found at (section 4.10.1); undefined where there is none. */
  policy: Observation<{ domain: string; record: DmarcRecord } | undefined>
  /** The organizational domain (section 4.10.2). */
  organization: Observation<string>
}

/** What receivers do that still follow RFC 7489: the domain itself, then the organizational domain of the public suffix list. */
export interface PublicSuffix {
  /** `co.uk` */
  suffix: string
  /** One label below it; the domain itself where it is a public suffix. */
  organization: string
  policy: Observation<{ domain: string; record: DmarcRecord } | undefined>
}

/** Texts that were meant to be the domain's record, and stand where nobody looks or cannot be read as one. */
export interface DmarcStray {
  /** The name that holds it, and its type where it is not TXT. */
  name: string
  type: string
  text: string
  /** What is wrong, as a clause. */
  says: string
  /** The record that was meant, where that is plain. */
  meant?: string
  /** The answer it stands in. */
  answer: DnsAnswer
}

/** What was looked for beside the walk. */
export interface DmarcStrays {
  strays: DmarcStray[]
  /** Beside the domain's one record: a text that is none by RFC 9989, and that lenient receivers count as a second one. */
  beside?: DmarcStray
  /** Where no record of its own house applies to the domain: what would, at a name above it in the same house, if it counted. */
  above?: DmarcAbove
  /** A question for one of the places that was not answered, if none of the others showed a stray. */
  unseen?: DnsAnswer
}

/** Several records at one name, of which none counts, or a text that was meant to be one. */
export interface DmarcAbove {
  /** `_dmarc.shop.example` */
  name: string
  /** Records that begin with v=DMARC1: none, or more than one. */
  count: number
  /** Where there is none: the text, and what is wrong with it, as a clause. */
  text?: string
  says?: string
  answer: DnsAnswer<'TXT'>
}

/** One address of `rua` or `ruf` in the record that applies, and whether reports can reach it. */
export interface DmarcReportTarget {
  uri: DmarcReportUri
  /**
   * Only where the address is under another organizational domain than the record: the answer at
   * `<policy domain>._report._dmarc.<report domain>` (RFC 9990 section 4), and whether it consents. No answer where that
   * name is too long for DNS: then nobody can.
   */
  consent?: { name: string; answer?: DnsAnswer<'TXT'>; given: boolean }
  /** Where reports to that domain would go: MX, else its own addresses; absent for what is no mailto. */
  mail?: {
    domain: string
    mx: DnsAnswer<'MX'>
    A: DnsAnswer<'A'>
    AAAA: DnsAnswer<'AAAA'>
    /** What its MX records name, most preferred first; at most ten. */
    exchanges: { host: string; A: DnsAnswer<'A'>; AAAA: DnsAnswer<'AAAA'> }[]
  }
}
/** Each URI of the record that applies, in order; at most 20. */
export type DmarcReports = DmarcReportTarget[]

/** All that can safely be mended in the domain's own record, as one change set for every finding; empty where nothing can. */
export interface DmarcRepair {
  changes: Change[]
  /** The record once they are published. */
  after?: DmarcRecord
  /** Nobody is to send for the domain: `--parked` says so, or what it publishes does (see Sending). */
  closed?: true
  /** `after` is a new record for the domain alone: the one that it goes by today speaks for others as well. */
  apart?: true
}
