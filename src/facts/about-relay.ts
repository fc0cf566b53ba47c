import type { RelayGatherers } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { asked } from './asked.ts'
import { relayEgress } from './relay-egress.ts'
import { relayHost } from './relay-host.ts'
import { relayPorts } from './relay-ports.ts'
import { relayProfile } from './relay-profile.ts'
import { relaySessions } from './relay-sessions.ts'
import { relayStranger } from './relay-stranger.ts'

/** How each fact about a relay is looked up. */
export const aboutRelay: RelayGatherers = {
  relay: async ({ target }) => seen(target),
  asked,
  relayProfile,
  relayHost,
  relayPorts,
  relayEgress,
  relaySessions,
  relayStranger,
  now: async ({ world }) => seen(world.now()),
}
