import type { DomainGatherers } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { asked } from './asked.ts'
import { dkimKeys } from './dkim-keys.ts'
import { dkimSelectors } from './dkim-selectors.ts'
import { dmarcRepair } from './dmarc-repair.ts'
import { dmarcReports } from './dmarc-reports.ts'
import { dmarcStrays } from './dmarc-strays.ts'
import { dmarcWalk } from './dmarc-walk.ts'
import { domainReceivers } from './domain-receivers.ts'
import { mx } from './mx.ts'
import { mxHosts } from './mx-hosts.ts'
import { domainListings } from './name-listings.ts'
import { nameServers } from './name-servers.ts'
import { nameSource } from './name-source.ts'
import { publicSuffix } from './public-suffix.ts'
import { relayRecords } from './relay-records.ts'
import { relaysInUse } from './relays-in-use.ts'
import { resolverView } from './resolver-view.ts'
import { sending } from './sending.ts'
import { spfRepair } from './spf-repair.ts'
import { spfSurvey } from './spf-survey.ts'
import { spfAnswer, spfTexts } from './spf-texts.ts'
import { spfTree } from './spf-tree.ts'
import { spfVerdicts } from './spf-verdicts.ts'
import { wildcards } from './wildcards.ts'
import { zone } from './zone.ts'
import { zoneSecurity } from './zone-security.ts'

/** How each fact about a domain is looked up. */
export const aboutDomain: DomainGatherers = {
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
