import type { Check } from '../../core/check.ts'
import messageDate from './message-date.ts'
import messageFrom from './message-from.ts'
import messageHeaders from './message-headers.ts'
import messageId from './message-id.ts'
import messageLines from './message-lines.ts'
import messageLinks from './message-links.ts'
import messageReport from './message-report.ts'
import messageText from './message-text.ts'
import messageUnsubscribe from './message-unsubscribe.ts'

export const messageChecks: readonly Check[] = [
  messageReport,
  messageFrom,
  messageDate,
  messageId,
  messageHeaders,
  messageLines,
  messageUnsubscribe,
  messageText,
  messageLinks,
]
