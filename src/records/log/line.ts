/**
 * What became of a message. `sent`: the next server took it, which is no delivery; `delivered`: whoever has the mailboxes
 * laid it into one; `dropped`: somebody took it and threw it away.
 */
export type TrailState =
  | 'queued'
  | 'deferred'
  | 'sent'
  | 'bounced'
  | 'dropped'
  | 'delivered'
  | 'opened'
  | 'complained'
  | 'other'

/** One line of a mail server's log about one message. */
export interface LogLine {
  at: Date
  /** How the server calls the message. */
  id: string
  /** Without angle brackets. */
  messageId?: string
  /** Whom it is for, as the line says it: the final address, and the one before it. */
  recipients?: readonly string[]
  /** How the server that it was handed to calls it; `here`: that is surely the same machine. */
  next?: { id: string; here: boolean }
  event?: { state: TrailState; to?: string; answer?: string }
  /** The server has nothing more to do with the message. */
  ends?: true
  /** The whole line. */
  text: string
}

/** The clock of whoever wrote a log: about when it was written last, and how far local time is ahead of UTC then. */
export interface LogClock {
  now: Date
  minutesEast(at: Date): number
}

/** Longer lines are cut: rsyslog writes none of more than 8 KB. */
export const longestLine = 8192
