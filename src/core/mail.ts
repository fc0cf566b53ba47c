import type { Blind } from './observation.ts'

/** One header field, as it stands. */
export interface MailField {
  /** As written: `DKIM-Signature`. */
  name: string
  /** The same in lower case. */
  key: string
  /** What stands behind the colon, unfolded (RFC 5322 section 2.2.3) and trimmed; UTF-8 where it is, else latin1. Nothing in it is decoded. */
  value: string
  /** The whole field with its folds, without the last line end, one octet a character (latin1). */
  raw: string
  /** Line of the message that it begins on, from 1. */
  line: number
}

/** One part of a message (RFC 2046); the message itself is the first, and what is no multipart has no other. */
export interface MailPart {
  /** `1` for the message itself, `1.2` for the second part of it. */
  path: string
  depth: number
  /** Lower case, `text/plain` where nothing is said (RFC 2045 section 5.2). */
  type: string
  /** Parameters of Content-Type by name in lower case, values decoded (RFC 2231). */
  parameters: Readonly<Record<string, string>>
  /** Content-Transfer-Encoding, lower case; `7bit` where nothing is said. */
  encoding: string
  disposition?: string
  /** For the parts below the first: their own header. */
  fields: readonly MailField[]
  /** Octets of the body, encoded as it came. */
  octets: number
  /**
   * For text, and for what reports are made of (message/delivery-status, message/feedback-report, text/rfc822-headers, and
   * the header of a message/rfc822): the content decoded to characters, its beginning where it is long.
   */
  text?: string
  /** `text` is not the whole of it. */
  cut?: true
  /** Of a message/rfc822: the message that it holds, one octet a character, its beginning where it is long. */
  within?: string
}

/** A place in a message: a line from 1, and the part that it is in. */
export interface MailLine {
  line: number
  octets: number
  part: string
}
/** What the lines are like, the header's included (RFC 5322 section 2.1.1, RFC 5321 section 4.5.3.1.6). */
export interface MailLines {
  count: number
  /** How they end. `lf`: all of them with LF alone, as files are kept. */
  ending: 'crlf' | 'lf' | 'mixed'
  /** Lines that end otherwise than most, where the endings are mixed; the first few. */
  odd: readonly MailLine[]
  oddCount: number
  oddEnding?: 'crlf' | 'lf'
  /** A CR that ends no line, and the line of the first one. */
  bareCr: number
  firstCr?: number
  /** Longer than 998 octets without the line end, below the message's header; the first few. */
  long: readonly MailLine[]
  longCount: number
  /** Octets above 127 in a body part that declares neither 8bit nor binary; the first few. */
  raw: readonly MailLine[]
  rawCount: number
  /** Some stand in parts too many, of which nobody knows what they declare. */
  rawUnread?: true
  /** NUL octets (RFC 5322 section 2.2), and the line of the first one. */
  nul: number
  firstNul?: number
}

/** How the file held the message, where it is not the message alone, octet by octet. */
export interface MailSaved {
  /** It is an .emlx file: what stands around the message was passed over. */
  isAppleMail?: true
  /** Each line ended in CR CR LF, of which CRLF was made again. */
  hadDoubledCr?: true
  /** How many messages the file holds, where they are several: this is the first. */
  messages?: number
}

/** A message as it was received, taken apart in one pass; bounded whatever it holds. */
export interface Mail {
  octets: number
  /** The header, in order, topmost first. */
  fields: readonly MailField[]
  /** Lines among them that are no field, their beginnings (latin1); the first few. */
  strays?: readonly { line: number; text: string }[]
  /** Why not all of the header or of the parts was looked at, a clause ("it has more than 2,000 header fields"). */
  cut?: string
  /** In order, the message itself first. */
  parts: readonly MailPart[]
  lines: MailLines
  /** What was not looked at belongs to the header of the message itself. */
  isHeadCut?: true
  /** It ends before an empty line has ended its header. */
  isHeadAlone?: true
  saved?: MailSaved
}

/** Every field of that name (lower case), topmost first. */
export const fieldsOf = ({ fields }: Pick<Mail, 'fields'>, key: string): MailField[] =>
  fields.filter((field) => field.key === key)

/** Why nobody can tell that a field is missing: it may stand in what was not read. */
export const unread = (mail: Pick<Mail, 'cut' | 'isHeadCut'>): Blind | undefined =>
  mail.isHeadCut ? notWhole(mail) : undefined

/** Why nobody can tell that all of the message is well. */
export const notWhole = ({ cut }: Pick<Mail, 'cut'>): Blind | undefined =>
  cut === undefined
    ? undefined
    : {
        reason: 'malformed',
        detail: `not all of the message was read: ${cut}`,
        wayOut: 'Do what message-headers says of it, and judge the message that is sent then.',
      }

/** A mailbox of an address field (RFC 5322 section 3.4). */
export interface MailAddress {
  /** Decoded (RFC 2047). */
  display?: string
  /** `user@domain` as it stands, comments and blanks taken out. */
  address: string
  local: string
  /** A-labels, lower case, no trailing dot; absent where what stands there is no domain. */
  domain?: string
  /** It stands within a group (RFC 6854). */
  group?: string
}

/** Who the From fields name (RFC 5322 section 3.6.2). */
export interface MailAuthors {
  /** How many From fields there are. */
  fields: number
  /** What the first one names, those in groups too; at most 50. */
  authors: readonly MailAuthor[]
  /** How many there are in all, and how many groups. */
  count: number
  groups: number
  /** What RFC 5322 does not allow in it, a clause. */
  fault?: string
}
export interface MailAuthor extends MailAddress {
  /** The registered domain of the address, by the public suffix list. */
  registered?: string
  /** Domains that the display name shows, by itself or in an address, A-labels; at most ten. */
  shown: readonly { domain: string; registered: string }[]
}
