import type { Gatherer } from '../core/gatherer.ts'
import { blind } from '../core/observation.ts'

export const dmarcWalk: Gatherer<'dmarcWalk'> = async () => blind({ reason: 'not-attempted', detail: 'not looked at' })
