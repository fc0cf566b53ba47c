import type { MessageGatherer } from '../core/gatherer.ts'

export const receiversWord: MessageGatherer<'receiversWord'> = async () => {
  throw new Error('not built yet')
}
