import type { Check } from '../../core/check.ts'

export const dmarcChecks: readonly Check[] = []
