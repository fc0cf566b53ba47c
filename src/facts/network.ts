import type { AddressGatherer } from '../core/gatherer.ts'

export const network: AddressGatherer<'network'> = async () => {
  throw new Error('not written yet')
}
