import type { Check } from '../../core/check.ts'
import relayAuth from './relay-auth.ts'
import relayCertificate from './relay-certificate.ts'
import relayClosed from './relay-closed.ts'
import relayGreeting from './relay-greeting.ts'
import relayKnown from './relay-known.ts'
import relayLogin from './relay-login.ts'
import relayPorts from './relay-ports.ts'
import relayRecipient from './relay-recipient.ts'
import relayResolves from './relay-resolves.ts'
import relaySender from './relay-sender.ts'
import relaySize from './relay-size.ts'
import relaySpeed from './relay-speed.ts'
import relayTls from './relay-tls.ts'
import relayTlsVersion from './relay-tls-version.ts'

/** In the order in which a session goes. */
export const sessionChecks: readonly Check[] = [
  relayKnown,
  relayResolves,
  relayPorts,
  relayGreeting,
  relayTls,
  relayTlsVersion,
  relayCertificate,
  relayAuth,
  relayLogin,
  relaySender,
  relayRecipient,
  relaySize,
  relayClosed,
  relaySpeed,
]
