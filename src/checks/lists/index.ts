import type { Check } from '../../core/check.ts'
import domainListed from './domain-listed.ts'
import ipAllowListed from './ip-allow-listed.ts'
import ipListed from './ip-listed.ts'
import ipListsUsable from './ip-lists-usable.ts'
import ipNeighbourhood from './ip-neighbourhood.ts'

/** What lists are asked about a domain. */
export const domainListChecks: readonly Check[] = [domainListed]
/** The checks of this step, in catalogue order. */
export const listChecks: readonly Check[] = [ipListed, ipListsUsable, ipNeighbourhood, ipAllowListed, domainListed]
