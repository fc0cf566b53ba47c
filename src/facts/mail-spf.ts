import type { MessageGatherer } from '../core/gatherer.ts'

export const mailSpf: MessageGatherer<'mailSpf'> = async () => {
  throw new Error('not built yet')
}
