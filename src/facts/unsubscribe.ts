import type { MessageGatherer } from '../core/gatherer.ts'

export const unsubscribe: MessageGatherer<'unsubscribe'> = async () => {
  throw new Error('not built yet')
}
