import type { AddressGatherer } from '../core/gatherer.ts'

export const heloName: AddressGatherer<'heloName'> = async () => {
  throw new Error('not written yet')
}
