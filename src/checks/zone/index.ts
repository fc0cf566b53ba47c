import type { Check } from '../../core/check.ts'

/** The checks of this step, in catalogue order. */
export const zoneChecks: readonly Check[] = []
