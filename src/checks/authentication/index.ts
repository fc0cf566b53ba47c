import type { Check } from '../../core/check.ts'
import messageArc from './message-arc.ts'
import messageDkim from './message-dkim.ts'
import messageSignatures from './message-signatures.ts'
import messageVerdictsAgree from './message-verdicts-agree.ts'

export const authenticationChecks: readonly Check[] = [messageDkim, messageArc, messageSignatures, messageVerdictsAgree]
