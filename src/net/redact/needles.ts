import type { Span } from './spans.ts'

/** Many octet strings to be looked for at once (Aho and Corasick): of each state what follows it, and where to go on if nothing does. */
export interface Needles {
  next: readonly ReadonlyMap<number, number>[]
  otherwise: readonly number[]
  /** The longest that ends in a state; 0 where none does. */
  longest: readonly number[]
}

/** Prepares strings to be looked for. */
export function needlesOf(strings: Iterable<string>): Needles {
  const next: Map<number, number>[] = [new Map()]
  const [otherwise, longest] = [[0], [0]]
  for (const one of strings) {
    let state = 0
    for (let i = 0; i < one.length; i++) {
      const code = one.charCodeAt(i)
      const then = next[state]?.get(code) ?? next.length
      if (then === next.length) {
        next.push(new Map())
        otherwise.push(0)
        longest.push(0)
      }
      next[state]?.set(code, then)
      state = then
    }
    longest[state] = one.length
  }
  const needles = { next, otherwise, longest }
  const waiting = [...(next[0]?.values() ?? [])]
  for (const state of waiting) {
    for (const [code, then] of next[state] ?? []) {
      otherwise[then] = step(needles, otherwise[state] ?? 0, code)
      longest[then] ||= longest[otherwise[then] ?? 0] ?? 0
      waiting.push(then)
    }
  }
  return needles
}

function step({ next, otherwise }: Needles, from: number, code: number): number {
  for (let state = from; ; state = otherwise[state] ?? 0) {
    const then = next[state]?.get(code)
    if (then !== undefined) return then
    if (state === 0) return 0
  }
}

/** Where any of them stands; of those that end together, the longest. */
export function placesIn(needles: Needles, octets: string): Span[] {
  const places: Span[] = []
  let state = 0
  for (let i = 0; i < octets.length; i++) {
    state = step(needles, state, octets.charCodeAt(i))
    const length = needles.longest[state] ?? 0
    if (length > 0) places.push([i + 1 - length, i + 1])
  }
  return places
}
