import type { RelayGatherer } from '../core/gatherer.ts'
import { blind } from '../core/observation.ts'

export const relayEgress: RelayGatherer<'relayEgress'> = async () => blind({ reason: 'bug', detail: 'not written' })
