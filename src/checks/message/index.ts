import type { Check } from '../../core/check.ts'
import messageLinks from './message-links.ts'
import messageText from './message-text.ts'

export const messageChecks: readonly Check[] = [messageText, messageLinks]
