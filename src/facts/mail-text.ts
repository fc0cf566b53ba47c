import type { MessageGatherer } from '../core/gatherer.ts'

export const mailText: MessageGatherer<'mailText'> = async () => {
  throw new Error('not built yet')
}
