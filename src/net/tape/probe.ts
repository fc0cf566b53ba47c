import { Buffer } from 'node:buffer'
import type { Blind } from '../../core/observation.ts'
import type { Arrival, Mailbox, PostSession, ProbeLetter, TrailRead } from '../../core/probe.ts'
import type { World } from '../../core/world.ts'
import type { Marks } from '../../records/mail/probe-marks.ts'
import { sessionKey } from './session-key.ts'

/** What the world of a probe has beside that of all others. */
export type Doors = Pick<World, 'post' | 'letter' | 'mailbox' | 'trail'>

/** What came of looking for a message once. */
export interface Found {
  /** How long that took; absent where the run did not wait for its end. */
  ms?: number
  arrival?: Arrival
  blind?: Blind
  /** With `--clean-up`: that it was taken away, or why not. */
  removed?: true | Blind
}
/** What was sent in a run and what became of it, enough to judge it again without sending anything. */
export interface ProbeTape {
  /** By recipient, without the message itself. */
  letters: Readonly<Record<string, ProbeLetter>>
  /** By what was asked, as `sessionKey` writes it. */
  posts: Readonly<Record<string, PostSession>>
  /** Absent where no mailbox was watched; what was found in it by `letterKey`, one look after another. */
  mailbox?: Pick<Mailbox, 'kind' | 'called'> & { found: Readonly<Record<string, readonly Found[]>> }
  /** By recipient. */
  trails: Readonly<Record<string, TrailRead>>
}

/** What a message is looked for by: its token, else its Message-ID and who it is for. */
const letterKey = ({ token, id, to = '' }: Marks): string => (token === '' ? `<${id}> ${to}`.trim() : token)

/** The same doors with an ear. */
export function recordingDoors(doors: Doors): { doors: Doors; heard(): ProbeTape } {
  const { post, letter, mailbox, trail } = doors
  const letters = new Map<string, ProbeLetter>()
  const posts = new Map<string, PostSession>()
  const trails = new Map<string, TrailRead>()
  const watched = mailbox && recordingMailbox(mailbox)
  return {
    doors: {
      ...(post && {
        async post(ask) {
          const session = await post(ask)
          posts.set(sessionKey(ask), session)
          return session
        },
      }),
      ...(letter && {
        async letter(recipient) {
          const composed = await letter(recipient)
          if ('blind' in composed) return composed
          const { message: _, ...told } = composed
          letters.set(recipient, told)
          return composed
        },
      }),
      ...(watched && { mailbox: watched.mailbox }),
      ...(trail && {
        async trail(ask, waitMs, enough) {
          const read = await trail(ask, waitMs, enough)
          trails.set(ask.recipient, read)
          return read
        },
      }),
    },
    heard: () => ({
      letters: Object.fromEntries(letters),
      posts: Object.fromEntries(posts),
      ...(watched && { mailbox: watched.heard() }),
      trails: Object.fromEntries(trails),
    }),
  }
}

function recordingMailbox(mailbox: Mailbox) {
  const { kind, called } = mailbox
  const found = new Map<string, Found[]>()
  const looks = new WeakMap<Arrival, Found>()
  const heard = () => ({ kind, called, found: Object.fromEntries(found) })
  const ears: Mailbox = {
    kind,
    called,
    async find(letter, waitMs) {
      const look: Found = {}
      const key = letterKey(letter)
      found.set(key, [...(found.get(key) ?? []), look])
      const begun = performance.now()
      const came = await mailbox.find(letter, waitMs)
      look.ms = Math.round(performance.now() - begun)
      if ('blind' in came) {
        look.blind = came.blind
        return came
      }
      if (came.found) {
        look.arrival = came.found
        looks.set(came.found, look)
      }
      return { ...came, ms: look.ms }
    },
    async remove(arrival) {
      const trouble = await mailbox.remove(arrival)
      const look = looks.get(arrival)
      if (look) look.removed = trouble ?? true
      return trouble
    },
    close: () => mailbox.close(),
  }
  return { mailbox: ears, heard }
}

/** What a tape never heard. */
const unheard: Blind = { reason: 'not-recorded', detail: 'the recording does not tell' }
const unheardWay: TrailRead['unseen'][number] = {
  by: 'the server that took it',
  blind: { ...unheard, wayOut: 'Look for the message in the log of that server.' },
}

/** Doors that answer from a tape alone: nothing is sent, and nobody waits. */
export function replayingDoors({ letters, posts, mailbox, trails }: ProbeTape): Doors {
  const doors: Doors = {
    async post(ask) {
      const { address, port, tls } = ask
      const broken = { trouble: 'not-recorded', detail: 'the recording has no such session' } as const
      const none: PostSession = {
        address,
        port,
        tls,
        connected: { ms: 0, broken },
        envelopes: [],
        transcript: [],
        sent: 'no',
      }
      return posts[sessionKey(ask)] ?? none
    },
    async letter(recipient) {
      const told = letters[recipient]
      if (!told)
        return {
          blind: {
            reason: 'not-recorded',
            detail: `the recording has no message to ${recipient}`,
            wayOut: `Ask about those that it has one to: ${Object.keys(letters).slice(0, 10).join(', ')}.`,
          },
        }
      return { ...told, message: Buffer.alloc(0) }
    },
    async trail({ recipient }) {
      return trails[recipient] ?? { events: [], unseen: [unheardWay] }
    },
  }
  return mailbox ? { ...doors, mailbox: replayingMailbox(mailbox) } : doors
}

function replayingMailbox({ kind, called, found }: NonNullable<ProbeTape['mailbox']>): Mailbox {
  const whose = new WeakMap<Arrival, Found>()
  const looks = new Map<string, number>()
  return {
    kind,
    called,
    async find(letter) {
      const key = letterKey(letter)
      const look = looks.get(key) ?? 0
      looks.set(key, look + 1)
      const came = found[key]?.[look]
      if (!came) return { blind: unheard }
      const { ms, blind, arrival } = came
      // Something else ended the waiting, and does so again.
      if (ms === undefined) return new Promise((done) => setImmediate(done, { blind: unheard }))
      if (blind) return { blind }
      if (!arrival) return { ms }
      whose.set(arrival, came)
      return { found: arrival, ms }
    },
    async remove(arrival) {
      const removed = whose.get(arrival)?.removed
      return removed === true ? undefined : (removed ?? unheard)
    },
    async close() {},
  }
}
