import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Mailbox } from '../../core/probe.ts'
import type { Usage } from '../../core/request.ts'
import { usage } from '../../core/request.ts'
import { messagesIn } from '../../records/mail/mbox.ts'
import type { Marks } from '../../records/mail/probe-marks.ts'
import { visible } from '../../records/visible.ts'
import { fileTrouble } from '../files.ts'
import { largestMessage } from '../message.ts'
import { pause } from '../pause.ts'
import { readPiece, unreadable } from './files.ts'
import { marksIn, type Sighting, watching } from './watch.ts'

/** What is read of it in one look; what is larger waits for the next. */
const mostAtOnce = largestMessage + 1024 * 1024
const mostRest = 1000
/** For so long nobody writes to it any more: its last message is whole. */
const settledMs = 300

/** Watches an mbox file (RFC 4155), which is only read: what is appended to it from now on. */
export async function openMbox(path: string, there: Stats, given?: Marks): Promise<Mailbox | Usage> {
  if (!there.isFile()) return usage(`--maildir "${path}" is neither a folder nor a file.`)
  const place = { next: there.size, ino: there.ino }
  try {
    await readPiece(path, 0, 1)
  } catch (error) {
    return usage(`--maildir "${path}" cannot be read: ${fileTrouble(error)}.`)
  }
  return watching({
    kind: 'mbox',
    called: visible(path),
    async look() {
      try {
        return await appended(path, place, given === undefined)
      } catch (error) {
        return unreadable(path, error)
      }
    },
    rest: (ms, signal) => pause(Math.min(ms, mostRest), signal),
    close: async () => {},
  })
}

async function appended(path: string, place: { next: number; ino: number }, isOnce: boolean): Promise<Sighting[]> {
  const before = await stat(path)
  // Another program has written it anew: nothing tells what of it is new, and a message that was given may be an old one.
  if (before.ino !== place.ino || before.size < place.next)
    Object.assign(place, { next: isOnce ? 0 : before.size, ino: before.ino })
  if (before.size === place.next) return []
  await new Promise((done) => setTimeout(done, settledMs))
  const after = await stat(path)
  const octets = await readPiece(path, place.next, mostAtOnce)
  const isSettled = after.size === before.size && place.next + octets.length >= after.size
  const { messages, used } = messagesIn(octets.toString('latin1'), isSettled)
  const { next, ino } = place
  // No message that is waited for is as large as that.
  place.next += used === 0 && octets.length === mostAtOnce ? octets.length : used
  return messages.map(({ text, from, to }) => sighting(path, text, { ino, from: next + from, to: next + to }))
}

interface Span {
  ino: number
  from: number
  to: number
}

/** The message once more, where the file is still the same one: a file can grow by more than is to be held. */
async function again(path: string, { ino, from, to }: Span): Promise<Uint8Array | 'gone'> {
  const there = await stat(path)
  if (there.ino !== ino || there.size < to) return 'gone'
  const [message] = messagesIn((await readPiece(path, from, to - from)).toString('latin1'), true).messages
  return message === undefined ? 'gone' : Buffer.from(message.text, 'latin1')
}

function sighting(path: string, text: string, span: Span): Sighting {
  return {
    folder: '',
    kind: 'inbox',
    at: new Date(),
    size: text.length,
    marked: marksIn(text),
    octets: () => again(path, span).catch((error) => unreadable(path, error)),
    remove: async () => ({
      reason: 'not-attempted',
      detail: `${visible(path)} is an mbox file, which is only read`,
      wayOut: 'Delete the message by hand.',
    }),
  }
}
