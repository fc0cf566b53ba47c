import type { Check } from '../../core/check.ts'
import relayAlignment from './relay-alignment.ts'
import relayDkim from './relay-dkim.ts'
import relayReturnPath from './relay-return-path.ts'
import relaySpf from './relay-spf.ts'
import relayTracking from './relay-tracking.ts'

export const relayRecordChecks: readonly Check[] = [relayReturnPath, relayDkim, relayTracking, relaySpf, relayAlignment]
