import type { Check } from '../../core/check.ts'

/** What lists are asked about a domain. */
export const domainListChecks: readonly Check[] = []
/** The checks of this step, in catalogue order. */
export const listChecks: readonly Check[] = [...domainListChecks]
