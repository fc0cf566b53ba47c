import type { Blind } from '../../core/observation.ts'
import type { Tested } from '../../core/receivers.ts'

/**
 * SPF or DKIM of the mail. `aligned`: what passes goes with the domain in From; nothing where nobody can tell.
 * `wasAligned`: what does not pass any more is a signature of the author's.
 */
export type Leg = Tested & { aligned?: boolean; wasAligned?: boolean }
/** Both legs, and how to learn more where neither is known to pass. */
export interface Legs {
  spf: Leg
  dkim: Leg
  wayOut: string
}

/** What was not seen, and what stopped it. */
export const notSeen = (says: string, blind: Blind = { reason: 'bug', detail: says }) =>
  ({ state: 'blind', says, blind }) satisfies Tested

const and = (...parts: readonly string[]): string => parts.join(', and ')
type Broken = Leg & { state: 'broken' }
const isBroken = (leg: Leg): leg is Broken => leg.state === 'broken'

/** What does not pass, with the orders that fit. */
function broken({ spf, dkim }: Legs): Tested {
  const failing = [spf, dkim].filter(isBroken)
  const fixes = failing.flatMap(({ fix }) => fix ?? [])
  return {
    state: 'broken',
    says: and(...failing.map(({ says }) => says)),
    ...(fixes.length > 0 && { fix: fixes.join(' ') }),
    legs: failingOf({ spf, dkim }),
  }
}
const failingOf = ({ spf, dkim }: Pick<Legs, 'spf' | 'dkim'>): ('spf' | 'dkim')[] => [
  ...(isBroken(spf) ? (['spf'] as const) : []),
  ...(isBroken(dkim) ? (['dkim'] as const) : []),
]
const blindAmong = (spf: Tested, dkim: Tested) =>
  spf.state === 'blind' ? spf : dkim.state === 'blind' ? dkim : undefined

/** SPF or DKIM passes. Where the one does not and nobody can tell of the other, it cannot be told. */
export function either({ spf, dkim, wayOut }: Legs): Tested {
  if (spf.state === 'holds' && dkim.state === 'holds') return { state: 'holds', says: and(spf.says, dkim.says) }
  const passing = spf.state === 'holds' ? spf : dkim
  if (passing.state === 'holds') return { state: 'holds', says: passing.says }
  const unseen = blindAmong(spf, dkim)
  if (unseen) return unseen
  if (isBroken(spf) && isBroken(dkim)) return broken({ spf, dkim, wayOut })
  const says = and(spf.says, dkim.says)
  return {
    state: 'blind',
    says,
    blind: { reason: 'not-attempted', detail: `whether SPF or DKIM passes: ${says}`, wayOut },
  }
}

/** SPF and DKIM pass. */
export function both(legs: Legs): Tested {
  const { spf, dkim } = legs
  if (isBroken(spf) || isBroken(dkim)) return broken(legs)
  const unseen = blindAmong(spf, dkim)
  if (unseen) return unseen
  const unknown = [spf, dkim].find(({ state }) => state === 'unobservable')
  return unknown ?? { state: 'holds', says: and(spf.says, dkim.says) }
}

/** What passes is aligned with From. */
export function alignment({ spf, dkim }: Legs): Tested {
  const aligned = [spf, dkim].find(({ state, aligned }) => state === 'holds' && aligned)
  if (aligned) return { state: 'holds', says: aligned.says }
  const unseen = blindAmong(spf, dkim)
  if (unseen) return unseen
  const unknown = [spf, dkim].find(
    ({ state, aligned }) => state === 'unobservable' || (state === 'holds' && aligned === undefined),
  )
  if (unknown) return { state: 'unobservable', says: unknown.says }
  const says = [spf, dkim].map((leg) => (leg.state === 'holds' ? `${leg.says}, which is not aligned` : leg.says))
  const fix = isBroken(dkim) && dkim.wasAligned ? dkim.fix : undefined
  return { state: 'broken', says: and(...says), ...(fix !== undefined && { fix }), legs: failingOf({ spf, dkim }) }
}

/** The first of these that is worse than holding: broken, then blind, then not observable. */
export function worstOf(first: Tested, ...others: readonly Tested[]): Tested {
  const all = [first, ...others]
  for (const state of ['broken', 'blind', 'unobservable'] as const) {
    const one = all.find((tested) => tested.state === state)
    if (one) return one
  }
  return { state: 'holds', says: and(...all.map(({ says }) => says)) }
}
