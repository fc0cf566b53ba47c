import { deadLists } from '../knowledge/dead-lists.ts'
import { relays } from '../knowledge/relays.ts'
import type { Known } from '../plan.ts'

export const known: Known = { deadLists, relays }
