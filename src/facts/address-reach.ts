import type { AddressGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { specialRange } from '../records/address.ts'

/** Whether the whole Internet can reach the address. */
export const addressReach: AddressGatherer<'addressReach'> = async ({ target: { name } }) => {
  const range = specialRange(name)
  return seen(range ? { range } : {})
}
