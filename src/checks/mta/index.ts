import type { Check } from '../../core/check.ts'
import mtaBindAddress from './mta-bind-address.ts'
import mtaFound from './mta-found.ts'
import mtaHostname from './mta-hostname.ts'
import mtaLoginEnabled from './mta-login-enabled.ts'
import mtaLoginEntry from './mta-login-entry.ts'
import mtaLoginMap from './mta-login-map.ts'
import mtaLoginPlugin from './mta-login-plugin.ts'
import mtaLoginSecrecy from './mta-login-secrecy.ts'
import mtaQueue from './mta-queue.ts'
import mtaRelayhost from './mta-relayhost.ts'
import mtaRoute from './mta-route.ts'
import mtaSigning from './mta-signing.ts'
import mtaTlsLevel from './mta-tls-level.ts'
import mtaWrapperMode from './mta-wrapper-mode.ts'

/** What this machine's mail server does with outgoing mail: the way, the login, the name. */
export const mtaChecks: readonly Check[] = [
  mtaFound,
  mtaRoute,
  mtaRelayhost,
  mtaWrapperMode,
  mtaTlsLevel,
  mtaLoginEnabled,
  mtaLoginEntry,
  mtaLoginMap,
  mtaLoginSecrecy,
  mtaLoginPlugin,
  mtaHostname,
  mtaBindAddress,
  mtaSigning,
  mtaQueue,
]
