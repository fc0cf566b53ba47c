import type { Blind } from './observation.ts'
import type { TranscriptLine } from './smtp.ts'

export type Verdict = 'pass' | 'info' | 'warn' | 'fail' | 'unknown' | 'skip'

/** The plain values that sentences are filled from; lists are read out with commas. */
export type About = Record<string, string | number | boolean | readonly string[]>

/** One row of a drawn tree: `depth` 0 is the root; `cells` stand right-aligned under `head`; `mark` is a word at the end (`over`). */
export interface TreeRow {
  depth: number
  text: string
  cells: readonly (string | number)[]
  mark?: string
}
/** One hop of a message's way: from whom to whom, each where it is known. */
export interface TimelineHop {
  /** From 1, the oldest. */
  number: number
  from?: string
  by?: string
  /** When the server took it, in ISO 8601 and UTC. */
  at?: string
  /** Milliseconds since the hop before; negative where a clock is wrong. */
  tookMs?: number
  /** In words: "ESMTPS, TLSv1.3". */
  how: string
  /** What is to be seen about it, a word or a few each: `clear`, `slow`, `clock wrong`. */
  marks: readonly string[]
}
/** What a verdict rests on. */
export type Evidence =
  /** `more`: how many records of a large answer are left out. */
  | { kind: 'dns'; question: string; answer: string[]; server: string; ttl?: number; more?: number }
  | { kind: 'tree'; head: readonly string[]; rows: readonly TreeRow[] }
  /** `detail`: shown to people only where everything is asked for, as the sentence says what matters. */
  | { kind: 'table'; head: readonly string[]; rows: readonly (readonly (string | number)[])[]; detail?: true }
  /** A conversation with a server, or the part of it that matters; `more` lines before it are left out. */
  | { kind: 'transcript'; server: string; lines: readonly TranscriptLine[]; more?: number }
  /** A message's way, oldest first; `more`: how many later hops are left out. */
  | { kind: 'timeline'; hops: readonly TimelineHop[]; more?: number }
  | { kind: 'note'; text: string }

/**
 * One change to a zone, as data. `was` and `becomes` are the record's data in master-file form (RFC 1035 section 5.1:
 * `"v=spf1 -all"`, `10 mx.example.`), one record each.
 */
export type Change =
  | { change: 'add'; name: string; type: string; becomes: string }
  | { change: 'replace'; name: string; type: string; was: string; becomes: string }
  | { change: 'remove'; name: string; type: string; was: string }

/**
 * One thing a check found about one target. `brief` is the few words for a step's summary line; `unseen` as in Outcome.
 * `follows`: the checks that tell its cause. Where one of them fails or warns about the same target, it has no cause of
 * its own, and is mended with that.
 */
export interface Finding {
  id: string
  check: string
  outcome: string
  verdict: Verdict
  says: string
  brief?: string
  unseen?: string
  about: About
  evidence?: readonly Evidence[]
  fix?: string
  repair?: readonly Change[]
  refs: readonly string[]
  blind?: Blind
  follows?: readonly string[]
}
