import type { MessageGatherer } from '../core/gatherer.ts'

export const messageReceivers: MessageGatherer<'receivers'> = async () => {
  throw new Error('not built yet')
}
