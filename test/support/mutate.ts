import { performance } from 'node:perf_hooks'

/** How many inputs a fuzz test feeds: 20,000, or what the environment's FUZZ says. */
export const fuzzInputs = (): number => Number(process.env.FUZZ ?? 20_000)

/** `count` inputs, each a seed changed in one to four places; the same ones for the same arguments, always. */
export function* mutations(seeds: readonly Uint8Array[], count: number, seed: number): Iterable<Uint8Array> {
  const random = below(seed)
  for (let i = 0; i < count; i++) {
    let octets = pick(seeds, random)
    for (let changes = 1 + random(4); changes > 0; changes--) octets = pick(changers, random)(octets, random, seeds)
    yield octets.subarray(0, 65535)
  }
}

type Random = (below: number) => number

/** mulberry32: a small generator that gives the same numbers everywhere. */
function below(seed: number): Random {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return limit === 0 ? 0 : ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

const pick = <T>(from: readonly T[], random: Random): T => from[random(from.length)] as T

/** Octets that break parsers: the ends of ranges, pointers, lengths, and what texts are made of. */
const telling = [0, 1, 2, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xc1, 0xff, ...Buffer.from(' \t\r\n"\\;:/.%{}()=-+~?_@0a')]

const changers: readonly ((octets: Uint8Array, random: Random, seeds: readonly Uint8Array[]) => Uint8Array)[] = [
  (octets, random) => withOctet(octets, random(octets.length), (octet) => octet ^ (1 << random(8))),
  (octets, random) => withOctet(octets, random(octets.length), () => random(256)),
  (octets, random) => withOctet(octets, random(octets.length), () => pick(telling, random)),
  (octets, random) => octets.subarray(0, random(octets.length + 1)),
  (octets, random) => Buffer.concat([octets, Buffer.alloc(random(24), pick(telling, random))]),
  (octets, random) => splice(octets, random, Buffer.alloc(0)),
  (octets, random) => splice(octets, random, Buffer.from([pick(telling, random)])),
  // A piece of itself again, some times over.
  (octets, random) => {
    const [start, end] = stretch(octets, random)
    const piece = octets.subarray(start, Math.min(end, start + 64))
    return Buffer.concat([
      octets.subarray(0, end),
      ...Array<Uint8Array>(1 + random(40)).fill(piece),
      octets.subarray(end),
    ])
  },
  (octets, random, seeds) => {
    const other = pick(seeds, random)
    return splice(octets, random, other.subarray(...stretch(other, random)))
  },
]

function withOctet(octets: Uint8Array, at: number, change: (octet: number) => number): Uint8Array {
  const changed = Uint8Array.from(octets)
  if (at < changed.length) changed[at] = change(changed[at] as number)
  return changed
}

function stretch(octets: Uint8Array, random: Random): [start: number, end: number] {
  const start = random(octets.length + 1)
  return [start, start + random(octets.length - start + 1)]
}

function splice(octets: Uint8Array, random: Random, between: Uint8Array): Uint8Array {
  const [start, end] = stretch(octets, random)
  return Buffer.concat([octets.subarray(0, start), between, octets.subarray(random(2) ? start : end)])
}

/** Runs once; where that takes longer than `limitMs`, twice more. The shortest time in ms: slow means slow every time. */
export function shortestTime(run: () => void, limitMs: number): number {
  let shortest = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 3 && shortest > limitMs; tries++) {
    const start = performance.now()
    run()
    shortest = Math.min(shortest, performance.now() - start)
  }
  return shortest
}
