import type { ProbeGatherer } from '../core/gatherer.ts'

export const probeSent: ProbeGatherer<'probeSent'> = async () => {
  throw new Error('not built yet')
}
