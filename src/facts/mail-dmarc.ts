import type { MessageGatherer } from '../core/gatherer.ts'

export const mailDmarc: MessageGatherer<'mailDmarc'> = async () => {
  throw new Error('not built yet')
}
