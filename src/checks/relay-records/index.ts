import type { Check } from '../../core/check.ts'

export const relayRecordChecks: readonly Check[] = []
