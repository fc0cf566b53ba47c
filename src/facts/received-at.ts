import type { MessageGatherer } from '../core/gatherer.ts'

export const receivedAt: MessageGatherer<'receivedAt'> = async () => {
  throw new Error('not built yet')
}
