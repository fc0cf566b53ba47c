import type { ProbeGatherer } from '../core/gatherer.ts'

export const probeArrival: ProbeGatherer<'probeArrival'> = async () => {
  throw new Error('not built yet')
}
