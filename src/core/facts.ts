import type { AddressReach, HeloName, Neighbours, NetworkFact, Reverse } from './address.ts'
import type { DkimKeys, DkimSelectors } from './dkim.ts'
import type { DmarcRepair, DmarcReports, DmarcStrays, DmarcWalk, PublicSuffix } from './dmarc.ts'
import type { DnsAnswer } from './dns.ts'
import type { Listing, NameListings, ResolverView } from './lists.ts'
import type { MxFact, MxHosts } from './mx.ts'
import type { Observation } from './observation.ts'
import type { Sending } from './sending.ts'
import type { SpfTexts, SpfTree, SpfVerdicts } from './spf.ts'
import type { SpfRepair, SpfSurvey } from './spf-survey.ts'
import type { AddressTarget, Asked, DomainTarget } from './target.ts'
import type { NameServers, NameSource, Wildcards, Zone, ZoneSecurity } from './zone.ts'

/** Everything a run may learn about one domain. Each key has one gatherer; many checks may need it. */
export interface DomainFacts {
  target: DomainTarget
  zone: Zone
  nameServers: NameServers
  zoneSecurity: ZoneSecurity
  wildcards: Wildcards
  nameSource: NameSource
  mx: MxFact
  mxHosts: MxHosts
  /** The TXT answer at the domain, blind or not. */
  spfAnswer: DnsAnswer<'TXT'>
  spfTexts: SpfTexts
  spfTree: SpfTree
  spfSurvey: SpfSurvey
  spfRepair: SpfRepair
  spfVerdicts: SpfVerdicts
  dkimSelectors: DkimSelectors
  dkimKeys: DkimKeys
  sending: Sending
  dmarcWalk: DmarcWalk
  publicSuffix: PublicSuffix
  dmarcStrays: DmarcStrays
  dmarcReports: DmarcReports
  dmarcRepair: DmarcRepair
}
/** The same about one address. */
export interface AddressFacts {
  address: AddressTarget
  addressReach: AddressReach
  reverse: Reverse
  heloName: HeloName | undefined
  network: NetworkFact
  ipListings: readonly Listing[]
  neighbours: Neighbours
}
/** What there is about either; each kind of target has a gatherer of its own for it. */
export interface SharedFacts {
  asked: Asked
  nameListings: NameListings
  resolverView: ResolverView
}
export interface Facts extends DomainFacts, AddressFacts, SharedFacts {}
export type FactName = keyof Facts
export type Gathered = { [N in FactName]?: Observation<Facts[N]> }
