import type { DkimKeyRecord, PublicKey, WeakKey } from '../records/dkim/record.ts'
import type { DnsAnswer } from './dns.ts'

/** Where a selector was learned: `--selector`, or the list of those in common use. */
export type SelectorSource = 'option' | 'guess'

/** One selector that was asked for, `name` being `<selector>._domainkey.<domain>`. */
export interface DkimSelector {
  selector: string
  name: string
  source: SelectorSource
  /** Whose selector it is wont to be; for a guessed one. */
  usedBy?: string
  /** Who keeps the key, known by where the alias leads. */
  provider?: string
  /** A wildcard answers for this name as for every other; never for a guessed one. */
  wildcard?: true
  answer: DnsAnswer<'TXT'>
}

/** Every selector that was given, and the guessed ones that exist, or could not be seen. */
export interface DkimSelectors {
  /** `_domainkey.<domain>` itself: where that name does not exist, nothing stands below it (RFC 8020). */
  domainkey: DnsAnswer<'TXT'>
  /** A selector that nobody can have published. */
  wildcard: DnsAnswer<'TXT'>
  /** Given ones first, then in the order in which they were guessed. */
  selectors: DkimSelector[]
  /** How many were guessed, whatever came of it; 0 where guessing is of no use. */
  guessed: number
  /** Why nothing was guessed. */
  notGuessed?: 'wildcard' | 'no-domainkey' | 'given' | 'unseen' | 'parked'
}

/** One selector with what it publishes, read. */
export interface DkimKey extends DkimSelector {
  /** One for each TXT record that is there; none where there is none. */
  records: DkimKeyRecord[]
  /** The one record that counts, where it can be used: one record, no fault that keeps verifiers from it, and a key. */
  live?: DkimKeyRecord & { key: PublicKey }
  weak: WeakKey[]
}
/** In the order of the selectors. Blind where none was given, nothing was found, and something was not seen. */
export type DkimKeys = DkimKey[]

/** Where the alias at a name leads in the end. A DNAME above it is none at the name itself. */
export const aliasTarget = (answer: DnsAnswer): string | undefined =>
  answer.kind !== 'blind' && answer.aliases.some(({ kind }) => kind === 'CNAME') ? answer.aliases.at(-1)?.to : undefined

/**
 * Whether the name does not exist, so that nothing stands below it (RFC 8020). A CNAME at it that leads nowhere gets the
 * same answer, but is a name.
 */
export const isDenied = (answer: DnsAnswer): boolean =>
  answer.kind === 'no-such-name' && aliasTarget(answer) === undefined
