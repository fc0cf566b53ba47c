import type { AddressGatherer, Gatherer } from '../core/gatherer.ts'

export const domainListings: Gatherer<'nameListings'> = async () => {
  throw new Error('not written yet')
}
export const senderListings: AddressGatherer<'nameListings'> = async () => {
  throw new Error('not written yet')
}
