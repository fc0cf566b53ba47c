import type { Check } from '../../core/check.ts'

export const messageChecks: readonly Check[] = []
