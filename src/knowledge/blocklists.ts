import type { Blocklist } from '../core/lists.ts'
import { addressLists } from './blocklists/addresses.ts'
import { allowLists } from './blocklists/allowing.ts'
import { domainLists } from './blocklists/domains.ts'
import { networkLists } from './blocklists/networks.ts'
import { seldomAsked } from './blocklists/seldom.ts'
import { spamhausLists } from './blocklists/spamhaus.ts'

/**
 * The lists that relaycheck knows, the weightiest first (researched 2026-11). Left out is what rests on one old catalogue
 * alone: such a zone can be named, and is believed once it has proved itself.
 */
export const blocklists: readonly Blocklist[] = [
  ...spamhausLists,
  ...addressLists,
  ...seldomAsked,
  ...networkLists,
  ...domainLists,
  ...allowLists,
]
