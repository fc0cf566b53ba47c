import type { End, Try } from './exchange.ts'
import type { Upstream } from './upstream.ts'

/** Where questions go in, to one server or to the resolvers: so many at once, the others wait their turn. */
export interface Door {
  upstreams: readonly Upstream<Try>[]
  most: number
  inside: number
  waiting: Visit[]
  /** When anything was last heard from there, on performance.now(). */
  heardAt: number
  opening: boolean
  /** For how long nobody is let in after a visit on which nobody answered, in milliseconds. */
  shutsMs: number
  shut?: { end: End; until: number }
}
/** One question: `ask` puts it, `then` is told what came of it. */
interface Visit {
  ask(then: (end: End) => void): void
  then(end: End): void
}

export const openDoor = (upstreams: readonly Upstream<Try>[], most: number, shutsMs: number): Door => ({
  upstreams,
  most,
  shutsMs,
  inside: 0,
  waiting: [],
  heardAt: 0,
  opening: false,
})

/**
 * Asks when it is its turn. Where nobody answers inside, those who wait are told the same at once: each asking for itself
 * would take as long again (RFC 2308 section 7.2 lets a dead server be remembered).
 */
export function visit(door: Door, ask: Visit['ask'], then: Visit['then']): void {
  if (door.shut && door.shut.until > performance.now()) then(door.shut.end)
  else {
    door.waiting.push({ ask, then })
    letIn(door)
  }
}

function letIn(door: Door): void {
  if (door.opening) return
  door.opening = true
  while (door.inside < door.most) {
    const next = door.waiting.shift()
    if (!next) break
    enter(door, next)
  }
  door.opening = false
}

function enter(door: Door, { ask, then }: Visit): void {
  const begun = performance.now()
  door.inside++
  ask((end) => {
    door.inside--
    if (!isSilence(end)) door.heardAt = performance.now()
    const isDead = door.heardAt < begun && !('stopped' in end)
    if (isDead) door.shut = { end, until: performance.now() + door.shutsMs }
    const others = isDead || 'stopped' in end ? door.waiting.splice(0) : nobody
    then(end)
    for (const other of others) other.then(end)
    letIn(door)
  })
}

const nobody: readonly Visit[] = []

const isSilence = (end: End): boolean =>
  'stopped' in end ||
  ('failures' in end && end.failures.every(({ reason }) => reason === 'timeout' || reason === 'unreachable'))
