import type { Check } from '../../core/check.ts'
import relayClosed from './relay-closed.ts'
import relayGreeting from './relay-greeting.ts'
import relayKnown from './relay-known.ts'
import relayPorts from './relay-ports.ts'
import relayResolves from './relay-resolves.ts'
import relaySize from './relay-size.ts'
import relaySpeed from './relay-speed.ts'

/** In the order in which a session goes. */
export const sessionChecks: readonly Check[] = [
  relayKnown,
  relayResolves,
  relayPorts,
  relayGreeting,
  relaySize,
  relayClosed,
  relaySpeed,
]
