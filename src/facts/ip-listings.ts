import type { AddressGatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { unroutable } from './address/unroutable.ts'
import { askList } from './lists/ask.ts'
import { chooseLists } from './lists/choose.ts'
import { knownLists } from './lists/known.ts'

/** What every list that was chosen says of the address; those that hold nothing of its family are not among them. */
export const ipListingsFrom =
  (lists: typeof knownLists): AddressGatherer<'ipListings'> =>
  async (site) => {
    const { target, asked, world } = site
    const hidden = await unroutable(site)
    if (hidden) return blind(hidden)
    if (!asked.lists) return seen([])
    const kind = target.family === 4 ? 'ip4' : 'ip6'
    const chosen = chooseLists(asked.lists, kind, world.keys, await lists())
    return seen(await Promise.all(chosen.map((one) => askList(world, one, { name: target.name, kind }))))
  }
export const ipListings = ipListingsFrom(knownLists)
