import type { Check } from '../../core/check.ts'

/** In the order in which a session goes. */
export const sessionChecks: readonly Check[] = []
