import type { AddressGatherer } from '../core/gatherer.ts'

export const ipListings: AddressGatherer<'ipListings'> = async () => {
  throw new Error('not written yet')
}
