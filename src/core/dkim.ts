import type { DkimKeyRecord, PublicKey, WeakKey } from '../records/dkim/record.ts'
import type { DnsAnswer } from './dns.ts'

/**
 * Where a selector was learned: `--selector`, the files of this machine's own signer, how the relay that was named makes its
 * selectors, the list of those in common use, or none: a wildcard answers for every one.
 */
export type SelectorSource = 'option' | 'signer' | 'relay' | 'guess' | 'wildcard'
/** Whether somebody says that mail is signed with the selector. */
export const isNamed = ({ source }: { source: SelectorSource }): boolean => source === 'option' || source === 'signer'

/** One selector that was asked for, `name` being `<selector>._domainkey.<domain>`. */
export interface DkimSelector {
  selector: string
  name: string
  source: SelectorSource
  /** Whose selector it is wont to be; for a guessed one, and one of a relay. */
  usedBy?: string
  /** The return path that has the same digits; for one of a relay. */
  madeFrom?: string
  /** Who keeps the key, known by where the alias leads. */
  provider?: string
  /** A wildcard answers for this name as for every other; never for a guessed one, always for the wildcard itself. */
  wildcard?: true
  answer: DnsAnswer<'TXT'>
}

/** How a report says that a selector was learned from this machine's own signer. */
export const bySigner = 'by the local signer'

/** Every selector that was given or that the signer has, and the guessed ones that exist, or could not be seen. */
export interface DkimSelectors {
  /** `_domainkey.<domain>` itself: where that name does not exist, nothing stands below it (RFC 8020). */
  domainkey: DnsAnswer<'TXT'>
  /** A selector that nobody can have published. */
  wildcard: DnsAnswer<'TXT'>
  /** Given ones first, then those of the signer, then in the order in which they were guessed. */
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
/**
 * In the order of the selectors; last, with the selector `*`, the key that a wildcard gives to all others, where it is one.
 * Blind where none was given, nothing was found, and something was not seen.
 */
export type DkimKeys = DkimKey[]

/** What verifiers must accept of RSA, at least and at most, and what signers should use (RFC 8301 section 3.2). */
export const keyBits = { least: 1024, most: 4096, recommended: 2048 } as const

/** `s=` (RFC 6376 section 3.6.1) */
export const isForMail = ({ services }: DkimKeyRecord): boolean =>
  services.some((service) => service === '*' || service === 'email')

/** `h=`: every hash will do where it is not given; sha1 must not (RFC 8301 section 3.1). */
export const allowsSha256 = ({ hashes }: DkimKeyRecord): boolean => !hashes || hashes.includes('sha256')

/** What a stranger can sign with. */
const forgeable: ReadonlySet<WeakKey['kind']> = new Set(['exponent', 'close-primes', 'known'])
/** Whether it lets a stranger sign; else it only shows that the key is no sound one. */
export const isForgeable = ({ kind }: WeakKey): boolean => forgeable.has(kind)

/** Whether the key cannot be the one that anybody signs with. */
export const isDamaged = ({ weak }: Pick<DkimKey, 'weak'>): boolean => weak.length > 0 && !weak.some(isForgeable)

/** Whether mail that is signed with the key can pass DKIM where verifiers do as the RFCs say. */
export const canPassDkim = ({ live, weak }: Pick<DkimKey, 'live' | 'weak'>): boolean =>
  live !== undefined &&
  !isDamaged({ weak }) &&
  (live.key.type === 'ed25519' || live.key.bits >= keyBits.least) &&
  isForMail(live) &&
  allowsSha256(live)

/** Where the alias at a name leads in the end. A DNAME above it is none at the name itself. */
export const aliasTarget = (answer: DnsAnswer): string | undefined =>
  answer.kind !== 'blind' && answer.aliases.some(({ kind }) => kind === 'CNAME') ? answer.aliases.at(-1)?.to : undefined

/**
 * Whether the name does not exist, so that nothing stands below it (RFC 8020). A CNAME at it that leads nowhere gets the
 * same answer, but is a name.
 */
export const isDenied = (answer: DnsAnswer): boolean =>
  answer.kind === 'no-such-name' && aliasTarget(answer) === undefined
