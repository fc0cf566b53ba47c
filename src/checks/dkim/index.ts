import type { Check } from '../../core/check.ts'

export const dkimChecks: readonly Check[] = []
