import type { Check } from '../../core/check.ts'
import messageLinks from './message-links.ts'
import messageText from './message-text.ts'
import messageUnsubscribe from './message-unsubscribe.ts'

export const messageChecks: readonly Check[] = [messageUnsubscribe, messageText, messageLinks]
