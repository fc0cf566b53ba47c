import type { MachineGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { readQueue } from '../mta/queue/read.ts'

/** What waits in the queue of each instance of Postfix; under another root nothing runs that could tell. */
export const queues: MachineGatherer<'queues'> = async ({ look, world }) => {
  if (world.machine.root !== undefined) return seen([])
  const postfix = await look('postfix')
  if (!postfix.seen) return postfix
  const asked = postfix.value.map(async (one) => ({
    configDirectory: one.configDirectory,
    state: await readQueue(world.machine, one, world.now()),
  }))
  return seen(await Promise.all(asked))
}
