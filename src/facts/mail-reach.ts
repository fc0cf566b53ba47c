import type { MessageGatherer } from '../core/gatherer.ts'

export const mailReach: MessageGatherer<'mailReach'> = async () => {
  throw new Error('not built yet')
}
