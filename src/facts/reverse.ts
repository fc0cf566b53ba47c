import type { AddressGatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { reverseOf } from './address/reverse-of.ts'
import { unroutable } from './address/unroutable.ts'

/** The names of an address, where it is one that the world can see. */
export const reverse: AddressGatherer<'reverse'> = async (site) => {
  const hidden = await unroutable(site)
  return hidden ? blind(hidden) : seen(await reverseOf(site.world, site.target))
}
