import type { DkimKey } from './dkim.ts'
import type { DnsAnswer } from './dns.ts'
import type { Observation } from './observation.ts'
import type { RelayProfile } from './relay.ts'

/** A relay that sends for the domain. */
export interface RelayInUse {
  profile: RelayProfile
  by: 'named' | 'recognised'
  /** What it was recognised by: "include:spf.smtp2go.com in the SPF record". */
  sign?: string
}
/** `unknown`: a host was named that is no relay known here. `unseen`: not all was seen by which one may be recognised. */
export interface RelaysInUse {
  relays: readonly RelayInUse[]
  unknown?: string
  unseen?: true
}

/**
 * How a name was learned. `option`: it was given. `found`: it was there, and leads to the relay. `fixed`: it is the same
 * for everybody. `usual`: another one can be set. `digits`: the other of return path and selector has such digits.
 * `older`: the relay gave it in former years.
 */
export type LabelSource = 'option' | 'found' | 'fixed' | 'usual' | 'digits' | 'older'

/** Answers for one name, by type: those that the relay's scheme needs. */
export type AnswersAt = { readonly [T in 'CNAME' | 'A' | 'AAAA' | 'MX' | 'TXT']?: DnsAnswer<T> }

/** One name that the relay wants the domain to publish, and what stands there. */
export interface RelayRecord {
  name: string
  known: LabelSource
  answers: AnswersAt
  /** What stands there a wildcard gives to every name, or it is not known whether one does. */
  wildcard?: 'yes' | 'unseen'
  /** What else the name is needed for: "an MX host of shop.example". */
  serves?: string
  /** Where it stands instead, since a panel put the domain behind what was typed. */
  doubled?: string
}
/** The same of a selector, with the key at it. */
export interface RelayKey extends RelayRecord {
  selector: string
  /** Whose key it is: d= of the signatures. */
  domain: string
  key: DkimKey
}
/** What the SPF record of a name has to do with the relay. */
export interface RelaySpf {
  name: string
  /**
   * Where the relay's include stands: in the record itself, in one that this includes, nowhere. `everyone` passes, or those
   * of its `addresses` that were tried.
   */
  listed: 'own' | 'below' | 'everyone' | 'addresses' | 'no'
  /** That include, what lets everybody pass, or the addresses, as written. */
  term?: string
  /** Why the relay does not pass for all that, as a clause; only where its mail is judged here. */
  fails?: string
  /** What the include costs, with all that stands below it; at least so much. */
  lookups: number
  atLeast: boolean
  /** What the whole record costs. */
  total: number
  /** Its addresses may be let in by other terms. */
  perhaps: boolean
  txt: DnsAnswer<'TXT'>
}
/**
 * Where bounces of mail through the relay go: to a name of the sender's own, which then needs no other; to a domain of the
 * relay's; to a name that leads to the relay; or where nobody documents.
 */
export type Bounces = { to: 'own'; name: string } | { to: 'relay' | 'name' | 'unknown' }

/** What one relay's records come to. A place that cannot be known is absent. */
export interface RelayRecords {
  relay: RelayInUse
  bounces: Bounces
  returnPath?: RelayRecord
  /** The SPF record at the return path, where the relay has it published there. */
  pathSpf?: Observation<RelaySpf>
  /** One for each selector that is known or was found. */
  dkim: readonly RelayKey[]
  tracking?: RelayRecord
  /** The one of the domain, or of the name of its own that bounces come back to. */
  spf: Observation<RelaySpf>
  /** Why the domain sends nothing: it was said, or SPF lets nobody pass, and no key of the relay is there either. */
  silent?: 'parked' | 'closed'
  /** Selectors that were given and are none such as the relay has. */
  unfit: readonly string[]
  /** Keys of the domain with which others than the relay sign. */
  otherKeys: readonly string[]
}
