import type { DnsAnswer } from './dns.ts'

/** What can be asked about at a list. */
export type ListKind = 'ip4' | 'ip6' | 'domain'
/** What a listing costs: mail refused by large receivers, mail refused or marked by many, points here and there, nothing. */
export type Impact = 'high' | 'medium' | 'low' | 'negligible'
export const listTiers = ['core', 'extended', 'all'] as const
export type ListTier = (typeof listTiers)[number]

/**
 * What a code says of the subject: `accuses` (spam, abuse, infection), `policy` (not declared as a mail server),
 * `neutral` (known, neither good nor bad), `allows` (good news), or that the list did not answer the question at all:
 * `refuses` (this resolver), `misasked` (our mistake).
 */
export type CodeSense = 'accuses' | 'policy' | 'neutral' | 'allows' | 'refuses' | 'misasked'

/**
 * One code of a list. `code` is an address (`127.0.0.2`), a network (`127.255.255.0/24`), a pattern with names in the place
 * of octets that may be anything (`127.0.{category}.1`), or a bit of the last octet where the list is a bit field
 * (`bit 4`: the bit's value). `means` is a clause without a full stop ("CSS: low reputation of this address").
 */
export interface ListCode {
  code: string
  means: string
  sense: CodeSense
  /** Where this code weighs otherwise than its list. */
  impact?: Impact
  /** In place of the list's: whether and when an entry with this code goes by itself, a sentence. */
  expires?: string
  /** Who has an entry with this code taken out, where the subject cannot: its `network` alone, or `nobody`, since it is about age. */
  removal?: 'network' | 'nobody'
}

/** RFC 5782 section 5: an entry that must be listed, the answer it gives where that is known, and one that must not be. */
export interface ListProbe {
  listed: string
  answers?: readonly string[]
  clear: string
}

/** A key that a list wants in the name that is asked for. */
export const keyNames = ['spamhaus', 'abusix'] as const
export type KeyName = (typeof keyNames)[number]
/** The label that stands for a key everywhere but on the wire. */
export const keyLabel = (key: KeyName): string => `relaycheck-${key}-key`

/** The environment variable that holds a key; with `_FILE` behind it, the one that names a file with it. */
export const keyVariable: Readonly<Record<KeyName, string>> = {
  spamhaus: 'RELAYCHECK_SPAMHAUS_DQS_KEY',
  abusix: 'RELAYCHECK_ABUSIX_KEY',
}

/** A DNS blocklist or allowlist, as the world knows it (RFC 5782). */
export interface Blocklist {
  /** Without its key: `zen.spamhaus.org`, `zen.dq.spamhaus.net`. */
  zone: string
  /** As a person calls it: `Spamhaus ZEN`. */
  name: string
  /** Who runs it; what its limits are counted by: `Spamhaus`. */
  operator: string
  kinds: readonly ListKind[]
  tier: 'core' | 'context' | 'extended' | 'never-by-default' | 'named-only'
  impact: Impact
  /** Who acts on a listing, and how: a sentence that names only receivers with evidence. */
  acts: string
  /** What an entry is about: the address itself, a range around it, the whole network, a domain. */
  scope: 'ip' | 'range' | 'asn' | 'domain'
  /** The last octet is a bit field (RFC 5782 section 2.3). */
  bitmask?: true
  codes: readonly ListCode[]
  /** None: no test entry is known, so it can never be said to be clear. */
  probes: { ip4?: ListProbe; ip6?: ListProbe; domain?: ListProbe }
  key?: KeyName
  /** Zones that need not be asked beside this one: it holds their data. */
  includes?: readonly string[]
  /** Whole host names may be asked; else only the registered domain is. */
  hostNames?: true
  /** The operator's page about one subject, with `{ip}` or `{domain}` where it belongs. */
  lookup?: string
  removal?: string
  /** Whether and when an entry goes by itself: a sentence. */
  expires?: string
  /** For IPv6 subjects: a sentence that a person has to know. */
  ip6Note?: string
  /** Where this one cannot be believed, nobody can tell whether the address is fit. */
  decides?: true
  /** A zone given by option, that nobody here knows. */
  own?: true
  sources: readonly string[]
}

/** A list that has ended: asked by name it is refused, unless forced. */
export interface DeadList {
  /** The zone, and all below it where `below` is set. */
  zone: string
  below?: true
  /** What it does today to those who ask: lists everybody, lists nobody, is silent ... */
  does: string
  since?: string
}

/** Which lists are to be asked (`--lists`). */
export interface ListChoice {
  /** None where only zones were named. */
  tier?: ListTier
  /** A-labels, lower case, in the order given. */
  zones: readonly string[]
  /** Dead lists may be asked too. */
  dead: boolean
}

/** What a list said of one subject; never `not-listed` where the list did not prove itself in this run. */
export type ListState =
  | 'listed'
  | 'allowed'
  | 'not-listed'
  | 'refused'
  | 'unreachable'
  | 'broken'
  | 'unknown-code'
  | 'skipped'

export interface Listing {
  list: Blocklist
  /** Somebody gave the zone by option. */
  named?: true
  /** What was asked about: an address in canonical form, or a domain in A-labels. */
  subject: string
  state: ListState
  /** The addresses that came back, in order. */
  codes: readonly string[]
  /** What those that are documented mean. */
  told: readonly ListCode[]
  /** The TXT of the entry, one text a record, as it came: untrusted. */
  reasons: readonly string[]
  /** With a state that is no answer: what stopped us, a clause ("192.0.2.53 answered 127.255.255.254: ..."). */
  why?: string
  /** An oddity of a list that is believed all the same, a sentence. */
  oddity?: string
  /** What was answered about the subject. */
  answers: readonly DnsAnswer[]
}

/** A name under which the sender is known, and as what. */
export interface ListedName {
  name: string
  display: string
  role: 'domain' | 'sender' | 'helo' | 'ptr'
  /** A network gave it to the address by default: the domain is the network's. */
  byDefault?: true
}
/** What the domain lists say of the names; each listing's subject is one of them, or its registered domain. */
export interface NameListings {
  names: readonly ListedName[]
  listings: readonly (Listing & { of: ListedName })[]
}

/** Whom the lists see: the resolver decides what they answer. */
export interface ResolverView {
  /** Every resolver as a person would name it, and who runs it where that is known: `8.8.8.8 (Google Public DNS)`. */
  resolvers: readonly {
    address: string
    operator?: string
    upstreams: readonly { address: string; operator?: string }[]
  }[]
  /** Whether any of them is known to be shared, by the public or by the customers of a host: many lists refuse those. */
  isPublic: boolean
}
