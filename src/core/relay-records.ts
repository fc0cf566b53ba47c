import type { DnsAnswer } from './dns.ts'
import type { RelayProfile } from './relay.ts'

/** A relay that sends for the domain. */
export interface RelayInUse {
  profile: RelayProfile
  by: 'named' | 'recognised'
  /** What it was recognised by: "include:spf.smtp2go.com in the SPF record". */
  sign?: string
}
/** `unknown`: a host was named that is no relay known here. */
export interface RelaysInUse {
  relays: readonly RelayInUse[]
  unknown?: string
}

/** One name that the relay wants the domain to publish, and what stands there. */
export interface RelayRecord {
  name: string
  /** How the label was learned. `fixed`: it is always the same; `usual`: it can be set; `digits`: by the other of the two. */
  known: 'option' | 'found' | 'fixed' | 'usual' | 'digits'
  answer: DnsAnswer
}
/** What one relay's records come to. A place that cannot be known is absent. */
export interface RelayRecords {
  relay: RelayInUse
  returnPath?: RelayRecord
  /** One for each selector that is known or was found. */
  dkim: readonly RelayRecord[]
  tracking?: RelayRecord
}
