import type { RelayGatherer } from '../core/gatherer.ts'
import { blind } from '../core/observation.ts'

export const relayStranger: RelayGatherer<'relayStranger'> = async () => blind({ reason: 'bug', detail: 'not written' })
