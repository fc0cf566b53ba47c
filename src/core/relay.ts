/** A name of the domain's own for bounces. */
interface ReturnPathName {
  /** Where it is always the same. */
  label?: string
  /** Where the customer may set another. */
  usual?: string
  /** Of the label in its default form, where that differs from customer to customer. */
  pattern?: RegExp
  /** What the name leads to: the target or the exchange, where it is one for all. */
  publish?: string
  /** Without such a name bounces go to a domain of the relay's, as in `relay`; `theirs` is what it looks like. */
  optional?: true
  theirs?: RegExp
}
/** Where bounces of mail through a relay go, which is where SPF is judged (RFC 7208 section 2.4). */
export type ReturnPathScheme =
  /** The name is a CNAME into the relay. `manual`: the exchanges of those who set its MX and the include there instead. */
  | ({ kind: 'cname'; targets: readonly RegExp[]; manual?: readonly RegExp[] } & ReturnPathName)
  /** The name has the relay's MX, and an SPF record with the relay's include. */
  | ({ kind: 'mx'; exchanges: readonly RegExp[] } & ReturnPathName)
  /** The sender's own domain: SPF there has to name the relay. `subdomain`: the label of the one that many send from instead. */
  | { kind: 'own'; subdomain?: string }
  /** A domain of the relay's: SPF passes there, and aligns with nothing. */
  | { kind: 'relay' }
  /** Nobody documents it. */
  | { kind: 'unknown' }

/** The names of a relay's keys. */
interface RelaySelectors {
  /** Those that it gives to everybody. */
  selectors: readonly string[]
  /** Of those that it makes up for each customer. */
  pattern?: RegExp
  /** A customer may have others: that none of these is there proves nothing. */
  settable?: true
  /** What set-ups of former years have in their place, with the key itself. */
  older?: readonly string[]
}
/** How the relay signs for the domain. */
export type RelayDkimScheme =
  /**
   * A CNAME into the relay. `publish`: its target, with `{selector}`, `{digits}` (those of the selector), `{domain}` and
   * `{dashed}` (dots as hyphens), where it can be known.
   */
  | ({ kind: 'cname'; targets: readonly RegExp[]; publish?: string } & RelaySelectors)
  /** A key that the relay hands out. `aliases`: targets of the CNAMEs that some publish instead. */
  | ({ kind: 'txt'; aliases?: readonly RegExp[] } & RelaySelectors)
  | { kind: 'unknown' }

/** A service that takes a customer's outgoing mail by SMTP, as it documents itself. Names are lower case, without a last dot. */
export interface RelayProfile {
  id: string
  name: string
  /** Its id among the SPF providers, where that is another. */
  provider?: string
  /** It also has people's mailboxes, or takes in their mail: an include or a key alone does not say that it is a relay here. */
  mailboxes?: true
  /** Documented hosts, the usual one first; none where each customer has another. */
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
  /**
   * `also`: other includes that do as well. `needed`: where its mail is judged at the sender's own domain. `else`: when it
   * is needed after all, a clause.
   */
  spf?: { include: string; also?: readonly string[]; needed: boolean; else?: string }
  returnPath: ReturnPathScheme
  dkim: RelayDkimScheme
  /** The label before the domain is the usual one; it can be set. `also`: targets of other regions. */
  tracking?: { label: string; target: string; also?: readonly string[] }
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
