import type { Check } from '../../core/check.ts'
import messageAlignment from './message-alignment.ts'
import messageArc from './message-arc.ts'
import messageDkim from './message-dkim.ts'
import messageDmarc from './message-dmarc.ts'
import messageSignatures from './message-signatures.ts'
import messageSpf from './message-spf.ts'
import messageVerdictsAgree from './message-verdicts-agree.ts'

export const authenticationChecks: readonly Check[] = [
  messageSpf,
  messageDkim,
  messageDmarc,
  messageArc,
  messageSignatures,
  messageVerdictsAgree,
  messageAlignment,
]
