import type { Gatherers } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { dkimKeys } from './dkim-keys.ts'
import { dkimSelectors } from './dkim-selectors.ts'
import { dmarcRepair } from './dmarc-repair.ts'
import { dmarcReports } from './dmarc-reports.ts'
import { dmarcStrays } from './dmarc-strays.ts'
import { dmarcWalk } from './dmarc-walk.ts'
import { mx } from './mx.ts'
import { mxHosts } from './mx-hosts.ts'
import { nameServers } from './name-servers.ts'
import { nameSource } from './name-source.ts'
import { publicSuffix } from './public-suffix.ts'
import { sending } from './sending.ts'
import { spfRepair } from './spf-repair.ts'
import { spfSurvey } from './spf-survey.ts'
import { spfAnswer, spfTexts } from './spf-texts.ts'
import { spfTree } from './spf-tree.ts'
import { spfVerdicts } from './spf-verdicts.ts'
import { wildcards } from './wildcards.ts'
import { zone } from './zone.ts'
import { zoneSecurity } from './zone-security.ts'

export const gatherers: Gatherers = {
  target: async ({ target }) => seen(target),
  asked: async ({ asked }) => seen(asked),
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
}
