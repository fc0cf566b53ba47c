import type { Site } from '../../core/gatherer.ts'
import type { Blind } from '../../core/observation.ts'
import type { AddressTarget } from '../../core/target.ts'

/** Why nobody is asked about an address: no receiver ever sees it. Nothing for all others. */
export async function unroutable({ target, look }: Site<AddressTarget>): Promise<Blind | undefined> {
  const reach = await look('addressReach')
  if (!reach.seen) return reach.blind
  const { range } = reach.value
  return (
    range && { reason: 'not-attempted', detail: `${target.display} is ${range.what}, and nobody is asked about those` }
  )
}
