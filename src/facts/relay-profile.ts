import type { RelayGatherer } from '../core/gatherer.ts'
import { blind } from '../core/observation.ts'

export const relayProfile: RelayGatherer<'relayProfile'> = async () => blind({ reason: 'bug', detail: 'not written' })
