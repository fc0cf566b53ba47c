import type { Gatherer } from '../core/gatherer.ts'

export const domainReceivers: Gatherer<'receivers'> = async () => {
  throw new Error('not built yet')
}
