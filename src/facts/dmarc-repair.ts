import type { Gatherer } from '../core/gatherer.ts'
import { blind } from '../core/observation.ts'

export const dmarcRepair: Gatherer<'dmarcRepair'> = async () =>
  blind({ reason: 'not-attempted', detail: 'not looked at' })
