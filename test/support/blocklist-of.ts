import type { Blocklist } from '../../src/core/lists.ts'
import { blocklists } from '../../src/knowledge/blocklists.ts'

/** The list of a zone; nothing where nobody here knows it. */
export const blocklistOf = (zone: string): Blocklist | undefined => blocklists.find((list) => list.zone === zone)
