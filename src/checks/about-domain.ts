import type { Check } from '../core/check.ts'
import { dkimChecks } from './dkim/index.ts'
import { dmarcChecks } from './dmarc/index.ts'
import { domainListChecks } from './lists/index.ts'
import { mxChecks } from './mx/index.ts'
import { receiverChecks } from './receivers/index.ts'
import { relayRecordChecks } from './relay-records/index.ts'
import { spfChecks } from './spf/index.ts'
import { zoneChecks } from './zone/index.ts'

/** What is checked of a domain, in the order in which a report shows it. */
export const checksAboutDomain: readonly Check[] = [
  ...zoneChecks,
  ...mxChecks,
  ...spfChecks,
  ...dkimChecks,
  ...dmarcChecks,
  ...relayRecordChecks,
  ...domainListChecks,
  ...receiverChecks,
]
