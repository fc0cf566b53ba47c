import type { Check } from '../../core/check.ts'

export const authenticationChecks: readonly Check[] = []
