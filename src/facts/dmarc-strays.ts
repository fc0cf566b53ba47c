import type { Gatherer } from '../core/gatherer.ts'
import { blind } from '../core/observation.ts'

export const dmarcStrays: Gatherer<'dmarcStrays'> = async () =>
  blind({ reason: 'not-attempted', detail: 'not looked at' })
