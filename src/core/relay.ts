/** Where bounces of mail through a relay go, which is where SPF is judged (RFC 7208 section 2.4). */
export type ReturnPathScheme =
  /** A name of the domain's own that is a CNAME into the relay. `label` where it is always the same. */
  | { kind: 'cname'; label?: string; pattern?: RegExp; targets: readonly RegExp[]; publish?: string }
  /** A name of the domain's own with the relay's MX and SPF record. `publish` as in `cname`: of the exchange, where it is one for all. */
  | { kind: 'mx'; label?: string; pattern?: RegExp; exchanges: readonly RegExp[]; publish?: string }
  /** The sender's own domain: SPF there has to name the relay. */
  | { kind: 'own' }
  /** A domain of the relay's: SPF passes there, and aligns with nothing. */
  | { kind: 'relay' }
  /** Nobody documents it. */
  | { kind: 'unknown' }

/** How the relay signs for the domain. */
export type RelayDkimScheme =
  /** A CNAME into the relay. `publish`: its target, with `{selector}`, `{domain}` and `{dashed}` (dots as hyphens), where it can be known. */
  | { kind: 'cname'; selectors: readonly string[]; pattern?: RegExp; targets: readonly RegExp[]; publish?: string }
  /** A key that the relay hands out. */
  | { kind: 'txt'; selectors: readonly string[]; pattern?: RegExp }
  | { kind: 'unknown' }

/** A service that takes a customer's outgoing mail by SMTP, as it documents itself. */
export interface RelayProfile {
  id: string
  name: string
  /** Documented hosts, the usual one first. */
  hosts: readonly string[]
  /** Every host of it, `hosts` too. */
  hostPattern: RegExp
  /** The likeliest to be open first. */
  ports: { starttls: readonly number[]; implicit: readonly number[] }
  /** The STARTTLS ports take mail in clear as well. */
  clearToo?: true
  /** What to log in with, a sentence. `trap` is what people give instead. */
  user?: string
  trap?: { pattern: RegExp; says: string }
  /** `needed`: where its mail is judged at the sender's own domain. `else`: when it is needed after all, a clause. */
  spf?: { include: string; needed: boolean; else?: string }
  returnPath: ReturnPathScheme
  dkim: RelayDkimScheme
  /** The label before the domain is the usual one; it can be set. */
  tracking?: { label: string; target: string }
  /** Return path and selector carry the same digits where both have the default form. */
  sameDigits?: true
  /** Where the person finds the labels, an order: "In SMTP2GO: Sending, Verified Senders, the domain". */
  page?: string
  /** Octets of one message. */
  mostOctets?: number
  /** What it looks at only once the message is there, a sentence. */
  atData?: string
  /** Limits that people run into, a sentence. */
  limits?: string
  sources: readonly string[]
}

/** Where outgoing connections of a hosting company's customers are blocked, as documented. */
export interface PortRules {
  blocked: readonly number[]
  open: readonly number[]
}
