import type { MessageGatherer } from '../core/gatherer.ts'

export const mailPath: MessageGatherer<'mailPath'> = async () => {
  throw new Error('not built yet')
}
