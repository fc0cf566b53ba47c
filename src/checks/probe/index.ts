import type { Check } from '../../core/check.ts'

export const probeChecks: readonly Check[] = []
