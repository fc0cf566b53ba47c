import type { RelayGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { relayByHost } from '../knowledge/relays.ts'

/** Whose relay it is, by its name. */
export const relayProfile: RelayGatherer<'relayProfile'> = async ({ target }) => seen(relayByHost(target.host))
