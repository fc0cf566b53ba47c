import type { Check } from '../core/check.ts'
import { addressChecks } from './address/index.ts'
import { listChecks } from './lists/index.ts'

/** What is checked of an address, in the order in which a report shows it. */
export const checksAboutAddress: readonly Check[] = [...addressChecks, ...listChecks]
