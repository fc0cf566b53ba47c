import type { Check } from '../core/check.ts'
import { authenticationChecks } from './authentication/index.ts'
import { messageChecks } from './message/index.ts'
import { pathChecks } from './path/index.ts'
import { receiverChecks } from './receivers/index.ts'

/** What is checked of a message, in the order in which a report shows it. */
export const checksAboutMessage: readonly Check[] = [
  ...authenticationChecks,
  ...pathChecks,
  ...messageChecks,
  ...receiverChecks,
]
