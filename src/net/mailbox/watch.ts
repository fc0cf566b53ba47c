import type { Blind } from '../../core/observation.ts'
import type { Arrival, Mailbox } from '../../core/probe.ts'
import { parseHeader } from '../../records/mail/fields.ts'
import { isMarked, type Marked, type Marks, markedBy, names, relates } from '../../records/mail/probe-marks.ts'
import { largestMessage } from '../message.ts'
import { type Before, mayBeOld } from './before.ts'

/** So much of a header is read. */
export const headerOctets = 65_536

/** What a message is known by, from its beginning as latin1. */
export const marksIn = (head: string): Marked => markedBy(parseHeader(head.slice(0, headerOctets)).fields)

/** A message that came since the mailbox was opened. */
export interface Sighting extends Pick<Arrival, 'folder' | 'kind'> {
  at: Date
  marked: Marked
  size: number
  /** What `printOf` tells, where it may have lain elsewhere before. */
  print?: string
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

/** A report about a message is no larger than this, and twice the message: all of each that comes is read. */
const largestReport = ({ octets = 0 }: Marks): number => Math.min(5 * 1024 * 1024 + 2 * octets, largestMessage)
const mostKept = 5000

/** How long it rests between two looks: longer the longer nothing comes. */
const pauseAfter = (looks: number): number => Math.min(1000 * 1.4 ** looks, 10_000)

/** Watches a shelf for whoever waits for a message: each look is everybody's. `before`: what is none that came. */
export function watching(shelf: Shelf, before?: Before): Mailbox {
  const watch = new Watch(shelf, before)
  const { kind, called } = shelf
  return {
    kind,
    called,
    find: (letter, waitMs) => watch.find(letter, waitMs),
    remove: (arrival) => watch.remove(arrival),
    close: () => watch.close(),
  }
}

class Watch {
  readonly #shelf: Shelf
  readonly #before: Before | undefined
  readonly #kept: (Sighting | undefined)[] = []
  readonly #given = new WeakMap<Arrival, Sighting>()
  /** What was shown already of each letter, to whoever waits for it: itself once, what is about it to each. */
  readonly #taken = new Map<string, Set<Sighting>>()
  #turn: Promise<Blind | undefined> | undefined
  #stirring = new AbortController()
  #looks = 0
  #closed = false

  constructor(shelf: Shelf, before: Before | undefined) {
    this.#shelf = shelf
    this.#before = before
  }

  async find(letter: Marks, waitMs: number): Promise<{ found?: Arrival } | { blind: Blind }> {
    const until = performance.now() + waitMs
    const timer = setTimeout(() => this.#stirring.abort(), waitMs)
    try {
      for (let next = 0, pause = 0, looked = false; ; looked = true) {
        for (; next < this.#kept.length; next++) {
          const arrival = await this.#arrivalOf(this.#kept[next], letter)
          if (arrival) return arrival
        }
        if (looked && performance.now() >= until) return {}
        const trouble = this.#closed ? interrupted(this.#shelf.called) : await this.#nextTurn(pause)
        if (trouble) return { blind: trouble }
        pause = Math.max(0, Math.min(pauseAfter(this.#looks), until - performance.now()))
      }
    } finally {
      clearTimeout(timer)
    }
  }

  async remove(arrival: Arrival): Promise<Blind | undefined> {
    return this.#before?.whole === false ? mayBeOld : this.#given.get(arrival)?.remove()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stirring.abort()
    await this.#shelf.close()
  }

  /** The look that comes next, which is the same for all who wait. */
  #nextTurn(ms: number): Promise<Blind | undefined> {
    const begin = async () => {
      this.#stirring = new AbortController()
      if (ms > 0) await this.#shelf.rest(ms, this.#stirring.signal)
      return this.#look()
    }
    this.#turn ??= begin().finally(() => {
      this.#turn = undefined
    })
    return this.#turn
  }

  async #look(): Promise<Blind | undefined> {
    const came = await this.#shelf.look()
    if ('reason' in came) return came
    this.#looks = came.length > 0 ? 0 : this.#looks + 1
    for (const one of came) this.#kept.push(one)
    if (this.#kept.length > mostKept) this.#kept.fill(undefined, 0, this.#kept.length - mostKept)
    return undefined
  }

  #takenOf(...words: string[]): Set<Sighting> {
    const key = words.join(' ')
    const taken = this.#taken.get(key) ?? new Set()
    this.#taken.set(key, taken)
    return taken
  }

  async #arrivalOf(one: Sighting | undefined, letter: Marks) {
    if (!one || (one.print !== undefined && this.#before?.prints.has(one.print))) return undefined
    const itself = isMarked(one.marked, letter)
    const taken = this.#takenOf(letter.token, letter.id, ...(itself ? [] : [letter.to ?? '']))
    if (taken.has(one)) return undefined
    const isAbout = itself || relates(one.marked, letter)
    if (!itself && !((isAbout || one.marked.automatic) && one.size <= largestReport(letter))) return undefined
    if (one.size > largestMessage) return { blind: tooLarge(this.#shelf.called) }
    const octets = await one.octets()
    if (octets === 'gone') return undefined
    if ('reason' in octets) return itself ? { blind: octets } : undefined
    const text = () => Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1')
    if (!isAbout && !names(text(), letter)) return undefined
    taken.add(one)
    const arrival: Arrival = { folder: one.folder, kind: one.kind, at: one.at, octets }
    this.#given.set(arrival, one)
    return { found: arrival }
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
