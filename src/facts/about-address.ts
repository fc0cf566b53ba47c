import type { AddressGatherers } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { addressReach } from './address-reach.ts'
import { asked } from './asked.ts'
import { heloName } from './helo-name.ts'
import { ipListings } from './ip-listings.ts'
import { senderListings } from './name-listings.ts'
import { neighbours } from './neighbours.ts'
import { network } from './network.ts'
import { resolverView } from './resolver-view.ts'
import { reverse } from './reverse.ts'

/** How each fact about an address is looked up. */
export const aboutAddress: AddressGatherers = {
  address: async ({ target }) => seen(target),
  asked,
  addressReach,
  reverse,
  heloName,
  network,
  ipListings,
  neighbours,
  nameListings: senderListings,
  resolverView,
}
