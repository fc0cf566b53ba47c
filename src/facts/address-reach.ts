import type { AddressGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { hiddenRange, specialRange } from '../records/address.ts'

/** Whether the whole Internet can reach the address; in the world of the examples, theirs count as any other. */
export const addressReach: AddressGatherer<'addressReach'> = async ({ target: { name }, asked }) => {
  const range = asked.examples ? hiddenRange(name) : specialRange(name)
  return seen(range ? { range } : {})
}
