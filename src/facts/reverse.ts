import type { AddressGatherer } from '../core/gatherer.ts'

export const reverse: AddressGatherer<'reverse'> = async () => {
  throw new Error('not written yet')
}
