import type { Gatherer } from '../core/gatherer.ts'
import { blind } from '../core/observation.ts'

export const sending: Gatherer<'sending'> = async () => blind({ reason: 'not-attempted', detail: 'not looked at' })
