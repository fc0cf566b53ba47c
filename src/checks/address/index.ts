import type { Check } from '../../core/check.ts'

/** The checks of this step, in catalogue order. */
export const addressChecks: readonly Check[] = []
