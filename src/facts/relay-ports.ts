import type { RelayGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { routed } from './relay/routed.ts'
import { tryAll } from './relay/try.ts'
import { wayTo } from './relay/way.ts'
import { documented, fitting } from './relay/ways.ts'

/** The port that the sessions go to, and what the relay's other ports do from here, all tried at once. */
export const relayPorts: RelayGatherer<'relayPorts'> = async (site) => {
  const { target, asked, look, world } = site
  const [profile, host] = await Promise.all([look('relayProfile'), look('relayHost')])
  if (!profile.seen) return profile
  if (!host.seen) return host
  const addresses = await routed(world, host.value.addresses)
  const isGiven = target.port !== undefined
  // Of a port beside the one that was given only its state is wanted: no handshake. Those that were tried in its place share theirs.
  const beside = profile.value || !isGiven ? documented(profile.value) : []
  const ways = isGiven
    ? beside
        .filter(({ port }) => port !== target.port)
        .map(({ port, tls }) => ({ port, tls: tls === 'implicit' ? tls : ('none' as const) }))
    : fitting(profile.value, asked.session?.tls)
  const [way, tried] = await Promise.all([wayTo(site), tryAll(site, addresses, ways)])
  return way.seen ? seen({ way: way.value, others: tried.filter(({ port }) => port !== way.value.port) }) : way
}
