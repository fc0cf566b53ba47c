import type { MessageGatherer } from '../core/gatherer.ts'

export const mailLinks: MessageGatherer<'mailLinks'> = async () => {
  throw new Error('not built yet')
}
