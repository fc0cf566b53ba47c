import type { Check } from '../core/check.ts'
import { sessionChecks } from './session/index.ts'

/** What is checked of a relay, in the order in which a report shows it. */
export const checksAboutRelay: readonly Check[] = [...sessionChecks]
