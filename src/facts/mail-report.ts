import type { MessageGatherer } from '../core/gatherer.ts'

export const mailReport: MessageGatherer<'mailReport'> = async () => {
  throw new Error('not built yet')
}
