import { createHash } from 'node:crypto'
import type { Blind } from '../../core/observation.ts'

/** The messages that a mailbox had when it was opened: one that is moved later looks like one that came. */
export interface Before {
  /** What `printOf` tells of them; of a server's, of those with the Message-ID that is waited for. */
  prints: Set<string>
  /** Nothing was left out. */
  whole: boolean
}

/** So much of a message is wanted for `printOf`. */
export const printed = 8192

/** What tells a message from every other, another copy of the same too: its header, in which each server on the way has written. */
export function printOf(head: string): string {
  const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length
  return createHash('sha256')
    .update(head.slice(0, Math.min(end, printed)), 'latin1')
    .digest('base64')
}

/** Why what was found is not taken away where `whole` is false. */
export const mayBeOld: Blind = {
  reason: 'not-attempted',
  detail: 'not all of the mailbox could be looked through for earlier copies of it, and this may be one',
  wayOut: 'Delete it by hand.',
}

/** The same of one that somebody has moved meanwhile, or taken away. */
export const movedFrom = (folder: string): Blind => ({
  reason: 'not-attempted',
  detail: `it is no longer in ${folder}`,
  wayOut: 'If it lies in another folder now, delete it there by hand.',
})
