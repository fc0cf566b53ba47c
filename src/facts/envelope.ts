import type { MessageGatherer } from '../core/gatherer.ts'

export const envelope: MessageGatherer<'envelope'> = async () => {
  throw new Error('not built yet')
}
