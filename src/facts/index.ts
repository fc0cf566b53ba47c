import type {
  AddressGatherers,
  DomainGatherers,
  Gatherers,
  MachineGatherers,
  MessageGatherers,
  ProbeGatherers,
  RelayGatherers,
  Site,
} from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import type { Target } from '../core/target.ts'
import { addressReach } from './address-reach.ts'
import { dkimKeys } from './dkim-keys.ts'
import { dkimSelectors } from './dkim-selectors.ts'
import { dmarcRepair } from './dmarc-repair.ts'
import { dmarcReports } from './dmarc-reports.ts'
import { dmarcStrays } from './dmarc-strays.ts'
import { dmarcWalk } from './dmarc-walk.ts'
import { domainReceivers } from './domain-receivers.ts'
import { envelope } from './envelope.ts'
import { heloName } from './helo-name.ts'
import { ipListings } from './ip-listings.ts'
import { mailAuthors } from './mail-authors.ts'
import { mailDmarc } from './mail-dmarc.ts'
import { mailInABox } from './mail-in-a-box.ts'
import { mailLinks } from './mail-links.ts'
import { mailPath } from './mail-path.ts'
import { mailReach } from './mail-reach.ts'
import { arc, mail, mailRead, signatures } from './mail-read.ts'
import { mailReport } from './mail-report.ts'
import { mailSpf } from './mail-spf.ts'
import { mailText } from './mail-text.ts'
import { messageReceivers } from './message-receivers.ts'
import { mta } from './mta.ts'
import { mtaNames } from './mta-names.ts'
import { mx } from './mx.ts'
import { mxHosts } from './mx-hosts.ts'
import { domainListings, senderListings } from './name-listings.ts'
import { nameServers } from './name-servers.ts'
import { nameSource } from './name-source.ts'
import { neighbours } from './neighbours.ts'
import { network } from './network.ts'
import { postfix } from './postfix.ts'
import { probeArrival } from './probe-arrival.ts'
import { probeSent } from './probe-sent.ts'
import { probeTrail } from './probe-trail.ts'
import { publicSuffix } from './public-suffix.ts'
import { queues } from './queue.ts'
import { receivedAt } from './received-at.ts'
import { receiversWord } from './receivers-word.ts'
import { relayDane } from './relay-dane.ts'
import { relayEgress } from './relay-egress.ts'
import { relayHost } from './relay-host.ts'
import { relayOffers } from './relay-offers.ts'
import { relayPorts } from './relay-ports.ts'
import { relayProfile } from './relay-profile.ts'
import { relayRecords } from './relay-records.ts'
import { relaySessions } from './relay-sessions.ts'
import { relayStranger } from './relay-stranger.ts'
import { relaysInUse } from './relays-in-use.ts'
import { resolverView } from './resolver-view.ts'
import { reverse } from './reverse.ts'
import { sending } from './sending.ts'
import { signerKeys } from './signer-keys.ts'
import { signing } from './signing.ts'
import { spamMarks } from './spam-marks.ts'
import { spfRepair } from './spf-repair.ts'
import { spfSurvey } from './spf-survey.ts'
import { spfAnswer, spfTexts } from './spf-texts.ts'
import { spfTree } from './spf-tree.ts'
import { spfVerdicts } from './spf-verdicts.ts'
import { unsubscribe } from './unsubscribe.ts'
import { wildcards } from './wildcards.ts'
import { zone } from './zone.ts'
import { zoneSecurity } from './zone-security.ts'

const asked = async ({ asked }: Pick<Site<Target>, 'asked'>) => seen(asked)

const domain: DomainGatherers = {
  target: async ({ target }) => seen(target),
  asked,
  zone,
  nameServers,
  zoneSecurity,
  wildcards,
  nameSource,
  mx,
  mxHosts,
  spfAnswer,
  spfTexts,
  spfTree,
  spfSurvey,
  spfRepair,
  spfVerdicts,
  dkimSelectors,
  dkimKeys,
  sending,
  dmarcWalk,
  publicSuffix,
  dmarcStrays,
  dmarcReports,
  dmarcRepair,
  relaysInUse,
  relayRecords,
  receivers: domainReceivers,
  nameListings: domainListings,
  resolverView,
}

const address: AddressGatherers = {
  address: async ({ target }) => seen(target),
  asked,
  addressReach,
  reverse,
  heloName,
  network,
  ipListings,
  neighbours,
  nameListings: senderListings,
  resolverView,
}

const relay: RelayGatherers = {
  relay: async ({ target }) => seen(target),
  asked,
  relayProfile,
  relayHost,
  relayPorts,
  relayEgress,
  relaySessions,
  relayStranger,
  now: async ({ world }) => seen(world.now()),
}

const machine: MachineGatherers = {
  machine: async ({ target }) => seen(target),
  asked,
  mta,
  postfix,
  machineSelf: async ({ world }) => seen(world.machine.self),
  mailInABox,
  mtaNames,
  queues,
  relayDane,
  relayOffers,
  signing,
  signerKeys,
}

const message: MessageGatherers = {
  message: async ({ target }) => seen(target),
  asked,
  mailRead,
  mail,
  mailAuthors,
  receivedAt,
  mailPath,
  envelope,
  mailSpf,
  signatures,
  arc,
  mailDmarc,
  receiversWord,
  spamMarks,
  mailText,
  mailLinks,
  unsubscribe,
  mailReach,
  mailReport,
  receivers: messageReceivers,
}

const probe: ProbeGatherers = {
  probe: async ({ target }) => seen(target),
  asked,
  probeSent,
  probeTrail,
  probeArrival,
}

/** How each fact is looked up, for each kind of target. */
export const gatherers: Gatherers = { domain, address, relay, machine, message, probe }
