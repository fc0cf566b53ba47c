import type { Observation } from './observation.ts'

/** Mail that was put off for the same reason, as Postfix writes it: nobody's address stands here, their domains alone. */
export interface QueueReason {
  /** Without what differs from message to message: addresses, times, the names that servers give to mail. */
  reply: string
  /** The servers that it is about, lower case; none where it names none. At most 20. */
  hosts: readonly string[]
  /** It is about the relay that mail is handed to. */
  atRelay: boolean
  messages: number
  recipients: number
  /** When the oldest of these came in; absent where the list of Postfix does not tell (before 3.1). ISO 8601. */
  oldest?: string
  /** Of the recipients, those with most of them first; at most 20. */
  domains: readonly string[]
  moreDomains: number
}

/** What waits in the queue of one instance of Postfix, or of Exim. */
export interface MailQueue {
  /** Of Exim its spool directory. */
  configDirectory: string
  /** Absent: Postfix. */
  of?: 'exim'
  /** Of Exim, its relay as a command names it. */
  relay?: string
  state: Observation<QueueState>
}
export interface QueueState {
  /** When it was asked. ISO 8601. */
  at: string
  messages: number
  /** Messages of which at least one recipient was put off. */
  deferred: number
  /** Messages that are kept back until somebody lets them go (postsuper -H). */
  held: number
  /** Messages that a program left here, and that Postfix has not taken up for a quarter of an hour. */
  notTaken: number
  /** Those with most recipients first, at most 50. */
  reasons: readonly QueueReason[]
  moreReasons: number
  /** Files that it could not make sense of and put aside. */
  corrupt?: number
  /** Its files were read, and nothing was asked that runs. */
  files?: true
  /** Postfix does not run, by its own word: its files were looked at. */
  down?: true
  /** There is more than was told: the numbers are the least that there is. */
  cut?: true
}
