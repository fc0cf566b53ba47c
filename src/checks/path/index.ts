import type { Check } from '../../core/check.ts'
import messageHops from './message-hops.ts'
import messageReturnPath from './message-return-path.ts'
import messageSpamScore from './message-spam-score.ts'

export const pathChecks: readonly Check[] = [messageHops, messageReturnPath, messageSpamScore]
