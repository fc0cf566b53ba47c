import type { ReceiverId, ReceiverRule } from '../core/receivers.ts'
import { apple } from './receivers/apple.ts'
import { gmail } from './receivers/gmail.ts'
import { microsoft } from './receivers/microsoft.ts'
import { yahoo } from './receivers/yahoo.ts'

/**
 * What the four largest receivers ask of senders, as each publishes it (the date beside a source is that of its text).
 * What only others say of them, what depends on a reputation that they alone know, and what is about the session alone is
 * left out, but for what a person can look up, which is listed as not to be seen.
 */
export const receiverRules: Readonly<Record<ReceiverId, readonly ReceiverRule[]>> = { gmail, yahoo, microsoft, apple }
