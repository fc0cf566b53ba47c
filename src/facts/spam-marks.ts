import type { MessageGatherer } from '../core/gatherer.ts'

export const spamMarks: MessageGatherer<'spamMarks'> = async () => {
  throw new Error('not built yet')
}
