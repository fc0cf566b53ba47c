import type { Said } from '../../core/smtp.ts'
import { brokenIn, replyIn } from '../../core/smtp-blind.ts'
import { type Awaited, hear, say, type Wire } from './wire.ts'

/** Says one line and waits for the answer: the time for one is the usual one, the good answers begin with 2, unless said. */
export type Talk = (line: string, awaited: Pick<Awaited, 'what'> & Partial<Awaited>) => Promise<Said>

export const talkOver =
  (wire: Wire, timeoutMs: number): Talk =>
  (line, awaited) => {
    say(wire, line)
    return hear(wire, { ms: timeoutMs, good: '2', ...awaited })
  }

/** Whether nothing more can be said: the conversation broke, or the server closes it (421, RFC 5321 section 3.8). */
export const isOver = (said: Said): boolean => brokenIn(said) !== undefined || replyIn(said)?.code === 421
