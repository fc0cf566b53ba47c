import type { AddressReach, HeloName, Neighbours, NetworkFact, Reverse } from './address.ts'
import type { DkimKeys, DkimSelectors } from './dkim.ts'
import type { DmarcRepair, DmarcReports, DmarcStrays, DmarcWalk, PublicSuffix } from './dmarc.ts'
import type { DnsAnswer } from './dns.ts'
import type { Listing, NameListings, ResolverView } from './lists.ts'
import type { Self } from './machine.ts'
import type { Mail, MailAuthors } from './mail.ts'
import type { ArcChain, MailDmarc, MailSignatures, MailSpf, ReceiversWord, SpamMark } from './mail-auth.ts'
import type { MailLinks, MailText, Unsubscribe } from './mail-content.ts'
import type { MailNotice } from './mail-notice.ts'
import type { Envelope, MailPath, MailReach, ReceivedAt } from './mail-path.ts'
import type { MailReport } from './mail-report.ts'
import type { MtaFound, Postfix } from './mta.ts'
import type { MailInABox, MtaName, RelayDane, RelayOffers } from './mta-around.ts'
import type { MxFact, MxHosts } from './mx.ts'
import type { Observation } from './observation.ts'
import type { ProbeArrival, ProbeSent, ProbeTrail } from './probe.ts'
import type { MailQueue } from './queue.ts'
import type { Receivers } from './receivers.ts'
import type { RelayProfile } from './relay.ts'
import type { RelayRecords, RelaysInUse } from './relay-records.ts'
import type { Sending } from './sending.ts'
import type { RelayEgress, RelayHost, RelayPorts } from './session.ts'
import type { SignerKey, Signing } from './signing.ts'
import type { SmtpSession } from './smtp.ts'
import type { SpfTexts, SpfTree, SpfVerdicts } from './spf.ts'
import type { SpfRepair, SpfSurvey } from './spf-survey.ts'
import type { AddressTarget, Asked, DomainTarget, MachineTarget, ProbeTarget, RelayTarget } from './target.ts'
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
  relaysInUse: RelaysInUse
  relayRecords: readonly RelayRecords[]
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
/** The same about a relay. */
export interface RelayFacts {
  relay: RelayTarget
  /** Nothing where nobody here knows it. */
  relayProfile: RelayProfile | undefined
  relayHost: RelayHost
  relayPorts: RelayPorts
  relayEgress: RelayEgress
  /** One for each address, in the order of `relayHost`. */
  relaySessions: readonly SmtpSession[]
  /** With `--open-relay-test`: another session with the first address that was reached, without a login. */
  relayStranger: SmtpSession | undefined
  /** The clock that certificates are judged by. */
  now: Date
}
/** The same about this machine's mail server. */
export interface MachineFacts {
  machine: MachineTarget
  /** Every mail server that is there, and every program that only hands mail on. */
  mta: readonly MtaFound[]
  /** Each instance of Postfix, the first one first; none where there is no Postfix, or it is not configured. */
  postfix: readonly Postfix[]
  /** Nothing under another root. */
  machineSelf: Self | undefined
  mailInABox: MailInABox | undefined
  /** Where Postfix's own names lead: one for each instance. */
  mtaNames: readonly MtaName[]
  /** Of each instance of Postfix; none under another root. */
  queues: readonly MailQueue[]
  /** Of each relay that Postfix is to use DANE toward. */
  relayDane: readonly RelayDane[]
  /** Of each relay toward which Postfix may use no mechanism that shows the password. */
  relayOffers: readonly RelayOffers[]
  signing: Signing
  signerKeys: readonly SignerKey[]
}
/** The same about a message as it was received. */
export interface MessageFacts {
  /** The message in one pass, taken apart and verified: for the facts that are in it. `unread`: why its signatures may not all be seen, a clause. */
  mailRead: { mail: Mail; signatures: MailSignatures; arc: ArcChain; unread?: string }
  mail: Mail
  mailAuthors: MailAuthors
  receivedAt: ReceivedAt
  mailPath: MailPath
  envelope: Envelope
  mailSpf: MailSpf
  signatures: MailSignatures
  arc: ArcChain
  mailDmarc: MailDmarc
  receiversWord: ReceiversWord
  spamMarks: readonly SpamMark[]
  mailText: MailText
  mailLinks: MailLinks
  /** Nothing where there is no such field. */
  unsubscribe: Unsubscribe | undefined
  mailReach: readonly MailReach[]
  /** Nothing where the message is no report about another one. */
  mailReport: MailReport | undefined
  /** Nothing where no program answers with it. */
  mailNotice: MailNotice | undefined
}
/** The same about a message that is sent and followed. */
export interface ProbeFacts {
  probe: ProbeTarget
  probeSent: ProbeSent
  probeTrail: ProbeTrail
  probeArrival: ProbeArrival
}
/** What there is about every target; each kind has a gatherer of its own for it. */
export interface SharedFacts {
  asked: Asked
}
/** What there is about a domain and about a message. */
export interface ReceiverFacts {
  receivers: Receivers
}
/** What there is about a domain and about an address. */
export interface ListFacts {
  nameListings: NameListings
  resolverView: ResolverView
}
export interface Facts
  extends DomainFacts,
    AddressFacts,
    RelayFacts,
    MachineFacts,
    MessageFacts,
    ProbeFacts,
    SharedFacts,
    ReceiverFacts,
    ListFacts {}
export type FactName = keyof Facts
export type Gathered = { [N in FactName]?: Observation<Facts[N]> }
