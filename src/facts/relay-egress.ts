import type { RelayGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { specialRange } from '../records/address.ts'
import { networkOf } from './network.ts'
import { familyOf } from './relay/family.ts'
import { firstOfEach } from './relay/routed.ts'

/** Where connections toward the relay leave from, by this machine's own routes, and in whose house that is. */
export const relayEgress: RelayGatherer<'relayEgress'> = async ({ asked, look, world }) => {
  const host = await look('relayHost')
  if (!host.seen) return host
  const firsts = firstOfEach(host.value.addresses)
  const sources = await Promise.all(firsts.map((address) => world.sourceToward(address)))
  const source = asked.session?.source ?? sources.flatMap((one) => (one.seen ? (one.value ?? []) : []))[0]
  if (source === undefined) return seen({})
  if (specialRange(source)) return seen({ source })
  const network = await networkOf(world, {
    kind: 'address',
    family: familyOf(source),
    name: source,
    display: source,
  })
  const { hosting } = 'known' in network ? network.known : network
  return seen({ source, network, ...(hosting && { hosting }) })
}
