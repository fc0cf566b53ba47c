import type { Check } from '../../core/check.ts'

export const receiverChecks: readonly Check[] = []
