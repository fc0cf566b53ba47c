import type { AddressGatherer } from '../core/gatherer.ts'

export const addressReach: AddressGatherer<'addressReach'> = async () => {
  throw new Error('not written yet')
}
