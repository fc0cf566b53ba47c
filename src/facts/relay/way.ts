import type { Site } from '../../core/gatherer.ts'
import { type Observation, seen } from '../../core/observation.ts'
import type { RelayPorts } from '../../core/session.ts'
import type { RelayTarget } from '../../core/target.ts'
import type { Way } from './ask.ts'
import { routed } from './routed.ts'
import { firstOpen } from './try.ts'
import { fitting, tlsAt } from './ways.ts'

/** The port that mail is to go to: the one that was given, at once; else the first of the relay's that answers. */
export async function wayTo(site: Site<RelayTarget>): Promise<Observation<RelayPorts['way']>> {
  const { target, asked, look, world } = site
  const profile = await look('relayProfile')
  if (!profile.seen) return profile
  const tls = asked.session?.tls
  if (target.port !== undefined)
    return seen({ port: target.port, tls: tlsAt(target.port, profile.value, tls), why: 'given' })
  const host = await look('relayHost')
  if (!host.seen) return host
  const ways = fitting(profile.value, tls)
  const open = await firstOpen(site, await routed(world, host.value.addresses), ways)
  return seen(open ? { ...open, why: 'open' } : { ...(ways[0] as Way), why: 'usual' })
}
