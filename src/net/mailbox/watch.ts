import type { Blind } from '../../core/observation.ts'
import type { Arrival, Mailbox } from '../../core/probe.ts'
import { isMarked, type Marked, type Marks, names } from '../../records/mail/probe-marks.ts'
import { largestMessage } from '../message.ts'

/** A message that came since the mailbox was opened. */
export interface Sighting extends Pick<Arrival, 'folder' | 'kind'> {
  at: Date
  marked: Marked
  size: number
  /** As it stands; `gone` where somebody has moved it meanwhile. */
  octets(): Promise<Uint8Array | 'gone' | Blind>
  /** Takes it away, and nothing else. */
  remove(): Promise<Blind | undefined>
}
/** Where messages come: each is told once. Neither throws. */
export interface Shelf extends Pick<Mailbox, 'kind' | 'called' | 'close'> {
  look(): Promise<readonly Sighting[] | Blind>
  /** Waits until something may have come, or so long, or until it is told to look. */
  rest(ms: number, signal: AbortSignal): Promise<void>
}

/** A report about a message is no larger than this: all of each that comes is read. */
const largestReport = 5 * 1024 * 1024
const mostKept = 5000

/** How long it rests between two looks: longer the longer nothing comes. */
const pauseAfter = (looks: number): number => Math.min(1000 * 1.4 ** looks, 10_000)

/** Watches a shelf for whoever waits for a message: each look is everybody's. */
export function watching(shelf: Shelf): Mailbox {
  const kept: (Sighting | undefined)[] = []
  const given = new WeakMap<Arrival, Sighting>()
  const taken = new Map<string, Set<Sighting>>()
  let turn: Promise<Blind | undefined> | undefined
  let stirring = new AbortController()
  let looks = 0
  let closed = false

  const look = async (): Promise<Blind | undefined> => {
    const came = await shelf.look()
    if ('reason' in came) return came
    looks = came.length > 0 ? 0 : looks + 1
    for (const one of came) kept.push(one)
    if (kept.length > mostKept) kept.fill(undefined, 0, kept.length - mostKept)
    return undefined
  }
  const nextTurn = (ms: number): Promise<Blind | undefined> => {
    const begin = async () => {
      stirring = new AbortController()
      if (ms > 0) await shelf.rest(ms, stirring.signal)
      return look()
    }
    turn ??= begin().finally(() => {
      turn = undefined
    })
    return turn
  }

  async function find(letter: Marks, waitMs: number): Promise<{ found?: Arrival } | { blind: Blind }> {
    const until = performance.now() + waitMs
    const mine = taken.get(`${letter.token} ${letter.id}`) ?? new Set()
    taken.set(`${letter.token} ${letter.id}`, mine)
    const timer = setTimeout(() => stirring.abort(), waitMs)
    try {
      for (let next = 0, pause = 0, looked = false; ; looked = true) {
        for (; next < kept.length; next++) {
          const arrival = await arrivalOf(kept[next], letter, mine)
          if (arrival) return arrival
        }
        if (looked && performance.now() >= until) return {}
        const trouble = closed ? interrupted(shelf.called) : await nextTurn(pause)
        if (trouble) return { blind: trouble }
        pause = Math.max(0, Math.min(pauseAfter(looks), until - performance.now()))
      }
    } finally {
      clearTimeout(timer)
    }
  }

  async function arrivalOf(one: Sighting | undefined, letter: Marks, mine: Set<Sighting>) {
    if (!one || mine.has(one)) return undefined
    const itself = isMarked(one.marked, letter)
    if (!itself && !(one.marked.automatic && one.size <= largestReport)) return undefined
    if (one.size > largestMessage) return { blind: tooLarge(shelf.called) }
    const octets = await one.octets()
    if (octets === 'gone') return undefined
    if ('reason' in octets) return itself ? { blind: octets } : undefined
    if (!itself && !names(Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1'), letter))
      return undefined
    mine.add(one)
    const arrival: Arrival = { folder: one.folder, kind: one.kind, at: one.at, octets }
    given.set(arrival, one)
    return { found: arrival }
  }

  return {
    kind: shelf.kind,
    called: shelf.called,
    find,
    remove: async (arrival) => given.get(arrival)?.remove(),
    async close() {
      closed = true
      stirring.abort()
      await shelf.close()
    },
  }
}

const interrupted = (called: string): Blind => ({
  reason: 'interrupted',
  detail: `the run ended before the message was found at ${called}`,
  wayOut: 'Run again, and let it end.',
})
const tooLarge = (called: string): Blind => ({
  reason: 'malformed',
  detail: `the message at ${called} is larger than 50 MB`,
  wayOut: 'Send a smaller message.',
})
