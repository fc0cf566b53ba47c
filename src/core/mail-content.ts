import type { Listing } from './lists.ts'
import type { Blind } from './observation.ts'

/** What a reader sees of the text. */
export interface MailText {
  /** Characters of the plain text and of the text in the HTML; nothing where there is no such part. */
  plain?: number
  html?: number
  /** Octets of the HTML part, decoded: Gmail shows 102 KB of it. */
  htmlOctets?: number
  /** It is encrypted: nobody but its reader sees the text. */
  sealed?: true
  /** Why not all of the text was looked at, a clause. */
  cut?: string
  /** There is nothing behind the header, and no signature says that it was sent so. */
  bodiless?: true
  /** It is said to have parts, and none was found: by which boundary, `''` where none is named. */
  unparted?: string
  /** Types of the parts that are no text to be read, each once; at most ten. */
  others: readonly string[]
  /** Names of attached files; at most a hundred. */
  files: readonly string[]
  /** Octets of the whole message. */
  octets: number
  /** Of the HTML only the beginning was read. */
  htmlCut?: true
  /** Placeholders that nobody filled ("{{first_name}}", "%FNAME%"), each once, at most ten. */
  placeholders: readonly string[]
  /** Images that can be seen, and links; how many of the images have no alt at all (an empty one is meant). */
  images: number
  imagesWithoutText: number
  links: number
  /** Links whose text shows another host than they lead to: text and host; at most ten. */
  disguised: readonly { shown: string; leads: string }[]
}

/** A host that the text leads to, or takes an image from. */
export interface MailHost {
  /** A-labels, lower case; or an address. */
  host: string
  display: string
  /** What it stands in. */
  as: readonly ('link' | 'image' | 'unsubscribe')[]
  /** It is an address, and no name. */
  isAddress?: true
}
export interface MailLinks {
  /** At most 50. */
  hosts: readonly MailHost[]
  /** How many there are in all. */
  count: number
  /** What the domain lists say of at most 20 of them; each listing's subject is a host, or its registered domain. */
  listings: readonly (Listing & { of: MailHost })[]
  /** How many more have a name that could be asked about. */
  unasked: number
}

/** List-Unsubscribe and List-Unsubscribe-Post (RFC 2369, RFC 8058). */
export interface Unsubscribe {
  /** URIs in order, as they stand; at most ten. */
  uris: readonly string[]
  /** What is not as RFC 2369 or RFC 8058 wants it, a clause. */
  fault?: string
  /** List-Unsubscribe-Post as it stands. */
  post?: string
  /** An https URI whose host is public, and List-Unsubscribe=One-Click. */
  oneClick: boolean
  /** The host that the first https URI leads to which everybody can reach. */
  host?: string
  /** Hosts that no reader elsewhere can reach, and why, a clause each. */
  hidden?: readonly { host: string; why: string }[]
  /** Whether a signature that passes covers both fields (RFC 8058 section 4), of whatever domain. */
  signed: boolean
  /** By whom: one of the author's domain where there is one (relaxed alignment, strict where its DMARC record says adkim=s). */
  signer?: { domain: string; aligned: boolean }
  /** Where no aligned one does: a signature covers them that could not be verified. */
  unverified?: Blind
}
