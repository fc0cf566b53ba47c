import type { Check } from '../../core/check.ts'
import zoneDnssec from './zone-dnssec.ts'
import zoneExists from './zone-exists.ts'
import zoneNameServers from './zone-name-servers.ts'
import zoneServersAgree from './zone-servers-agree.ts'
import zoneWildcard from './zone-wildcard.ts'

/** The checks of this step, in catalogue order. */
export const zoneChecks: readonly Check[] = [zoneExists, zoneNameServers, zoneServersAgree, zoneDnssec, zoneWildcard]
