import type { Check } from '../../core/check.ts'
import mtaFound from './mta-found.ts'
import mtaRoute from './mta-route.ts'

/** What this machine's mail server does with outgoing mail: the way, the login, the name. */
export const mtaChecks: readonly Check[] = [mtaFound, mtaRoute]
