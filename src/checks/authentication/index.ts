import type { Check } from '../../core/check.ts'
import messageVerdictsAgree from './message-verdicts-agree.ts'

export const authenticationChecks: readonly Check[] = [messageVerdictsAgree]
