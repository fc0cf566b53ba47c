import type { Check } from '../../core/check.ts'

export const pathChecks: readonly Check[] = []
