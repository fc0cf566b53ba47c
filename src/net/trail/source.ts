import type { TrailAsk, TrailRead, TrailSeen } from '../../core/probe.ts'
import { visible } from '../../records/visible.ts'
import type { Redact } from '../redact.ts'

/** What one look came to. `done`: nothing more is to come, or looking again would not help. */
export interface Look extends TrailRead {
  done: boolean
}
/** Somebody who keeps records of mail, asked about one message. */
export interface Source {
  look(): Promise<Look>
  /** How long to wait before the first look, and after each, in milliseconds. */
  pauseMs(looks: number): number
}
/** Opens a source for a message. */
export type SourceFor = (ask: TrailAsk) => Source

const mostEvents = 200
const longestText = 1000

/** The first ones and the last, each in one line that can do no harm. What is to be hidden is, before anything is cut. */
export function bounded(events: readonly TrailSeen[], hide: Redact): TrailSeen[] {
  const line = (text: string, most: number) => {
    const shown = visible(hide(text).trim())
    return shown.length > most ? `${shown.slice(0, most)}…` : shown
  }
  const some =
    events.length > mostEvents ? [...events.slice(0, mostEvents / 2), ...events.slice(-mostEvents / 2)] : events
  return some.map(({ recipient, to, answer, text, ...event }) => ({
    ...event,
    ...(recipient !== undefined && { recipient: line(recipient, 400) }),
    ...(to !== undefined && { to: line(to, 400) }),
    ...(answer !== undefined && { answer: line(answer, longestText) }),
    text: line(text, longestText),
  }))
}
