import type { Check } from '../core/check.ts'
import { dkimChecks } from './dkim/index.ts'
import { dmarcChecks } from './dmarc/index.ts'
import { mxChecks } from './mx/index.ts'
import { spfChecks } from './spf/index.ts'
import { zoneChecks } from './zone/index.ts'

/** Every check, in the order in which a report shows them. */
export const checks: readonly Check[] = [...zoneChecks, ...mxChecks, ...spfChecks, ...dkimChecks, ...dmarcChecks]
