import type { ProbeGatherer } from '../core/gatherer.ts'

export const probeTrail: ProbeGatherer<'probeTrail'> = async () => {
  throw new Error('not built yet')
}
