import { blind, type Observation, seen } from './observation.ts'
import type { SpfTermLook, SpfTree } from './spf.ts'

/**
 * Whether an SPF record says that nobody sends, in whatever words: nothing in it can let anybody pass, and every way to
 * its end is a fail (RFC 7208 section 10.1.2). A host without an address today still counts as one that is named.
 */
export function saysNobodySends({ txt, record, terms }: SpfTree): Observation<boolean> {
  if (txt?.kind === 'blind') return blind(txt.blind)
  if (!record || record.faults.some(({ legal }) => !legal)) return seen(false)
  const live = terms.filter(({ dead }) => !dead)
  if (live.some(mayOpen)) return seen(false)
  let unseen: Observation<boolean> | undefined
  for (const { child } of live) {
    if (!child) continue
    const found = saysNobodySends(child)
    if (!found.seen) unseen ??= found
    else if (!found.value) return found
  }
  return unseen ?? seen(live.some(({ term, child }) => term.name === 'all' || child?.via === 'redirect'))
}

/** Whether a term by itself may come to anything but a fail. An include does no more than what stands in its record. */
function mayOpen({ term, child }: SpfTermLook): boolean {
  if (term.kind === 'modifier') return term.name === 'redirect' && !child
  return term.name === 'include' ? !child : term.qualifier !== '-'
}
