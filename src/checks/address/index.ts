import type { Check } from '../../core/check.ts'
import ipForwardConfirmed from './ip-forward-confirmed.ts'
import ipHelo from './ip-helo.ts'
import ipNetwork from './ip-network.ts'
import ipPtr from './ip-ptr.ts'
import ipPtrOwn from './ip-ptr-own.ts'
import ipRoutable from './ip-routable.ts'

/** The checks of this step, in catalogue order. */
export const addressChecks: readonly Check[] = [ipRoutable, ipPtr, ipForwardConfirmed, ipPtrOwn, ipHelo, ipNetwork]
