import type { AddressGatherer } from '../core/gatherer.ts'

export const neighbours: AddressGatherer<'neighbours'> = async () => {
  throw new Error('not written yet')
}
