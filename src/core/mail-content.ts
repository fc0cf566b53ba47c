import type { Listing } from './lists.ts'

/** What a reader sees of the text. */
export interface MailText {
  /** Characters of the plain text and of the text in the HTML; nothing where there is no such part. */
  plain?: number
  html?: number
  /** Octets of the HTML part, decoded: Gmail shows 102 KB of it. */
  htmlOctets?: number
  /** Placeholders that nobody filled ("{{first_name}}", "%FNAME%"), each once, at most ten. */
  placeholders: readonly string[]
  /** Images and links, and how many images have no text in their place. */
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
}
export interface MailLinks {
  /** At most 50. */
  hosts: readonly MailHost[]
  /** How many there are in all. */
  count: number
  /** What the domain lists say of at most 20 of them; each listing's subject is a host, or its registered domain. */
  listings: readonly (Listing & { of: MailHost })[]
}

/** List-Unsubscribe and List-Unsubscribe-Post (RFC 2369, RFC 8058). */
export interface Unsubscribe {
  /** URIs in order, as they stand; at most ten. */
  uris: readonly string[]
  /** What cannot be read in the field, a clause. */
  fault?: string
  /** List-Unsubscribe-Post as it stands. */
  post?: string
  /** An https URI, and List-Unsubscribe=One-Click. */
  oneClick: boolean
  /** Whether a signature that passes covers both fields (RFC 8058 section 4), and one of the author's own domain does. */
  signed: boolean
}
