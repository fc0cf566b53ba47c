import type { NextHop } from '../core/mta.ts'
import { relayByHost } from '../knowledge/relays.ts'
import { portOf } from './mta-routes.ts'

/** RFC 8314 section 3.3, and what relays open beside it. */
const implicit: readonly number[] = [465, 2465, 8465, 443]
const starttls: readonly number[] = [25, 80, 587, 2525, 2587, 8025]

/** How TLS begins at the port of a next hop, as its relay documents it or as such a port is used; nothing where neither tells. */
export function tlsBeginsAt(hop: NextHop): 'implicit' | 'starttls' | undefined {
  const port = portOf(hop)
  if (port === undefined)
    return { smtps: 'implicit', submissions: 'implicit' }[hop.port ?? ''] as 'implicit' | undefined
  const ports = relayByHost(hop.host.toLowerCase())?.ports
  if (ports?.implicit.includes(port)) return 'implicit'
  if (ports?.starttls.includes(port)) return 'starttls'
  if (implicit.includes(port)) return 'implicit'
  return starttls.includes(port) ? 'starttls' : undefined
}

/** Another port of the same relay where TLS begins by STARTTLS; of a relay that nobody knows, 587. */
export const starttlsPort = (hop: NextHop): number => relayByHost(hop.host.toLowerCase())?.ports.starttls[0] ?? 587
