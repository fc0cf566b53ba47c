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
}
/** The same of a selector, with the key at it. */
export interface RelayKey extends RelayRecord {
  selector: string
  key: DkimKey
}
/** What the domain's own SPF record has to do with the relay. */
export interface RelaySpf {
  /** Where the relay's include stands: in the domain's own record, in one that this includes, nowhere. */
  listed: 'own' | 'below' | 'no'
  /** That include, as written. */
  term?: string
  /** What it costs, with all that stands below it; at least so much. */
  lookups: number
  atLeast: boolean
  /** Its addresses may be let in by other terms. */
  perhaps: boolean
  txt: DnsAnswer<'TXT'>
}
/** What one relay's records come to. A place that cannot be known is absent. */
export interface RelayRecords {
  relay: RelayInUse
  /** The domain itself, where bounces of mail through the relay come back to it: then no name of its own is needed. */
  ownPath: boolean
  returnPath?: RelayRecord
  /** One for each selector that is known or was found. */
  dkim: readonly RelayKey[]
  tracking?: RelayRecord
  spf: Observation<RelaySpf>
  /** Keys of the domain with which others than the relay sign. */
  otherKeys: readonly string[]
}
