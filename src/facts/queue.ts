import type { MachineGatherer } from '../core/gatherer.ts'
import type { Postfix } from '../core/mta.ts'
import { seen } from '../core/observation.ts'
import type { MailQueue } from '../core/queue.ts'
import type { World } from '../core/world.ts'
import { queueOfExim, queueOfPostfix } from '../mta/queue/files.ts'
import { readQueue } from '../mta/queue/read.ts'

/** What waits in the queue of each instance of Postfix, and of Exim; under another root nothing runs that could tell, and their files do. */
export const queues: MachineGatherer<'queues'> = async ({ look, world }) => {
  const [mta, postfix] = await Promise.all([look('mta'), look('postfix')])
  if (!mta.seen) return mta
  if (!postfix.seen) return postfix
  const exim = mta.value.find(({ kind }) => kind === 'exim')
  const asked = [
    ...postfix.value.map((one) => queueOf(one, world)),
    ...(exim && postfix.value.length === 0 ? [queueOfExim(world.machine, exim, world.now())] : []),
  ]
  return seen((await Promise.all(asked)).filter((one) => one !== undefined))
}

const queueOf = async (postfix: Postfix, { machine, now }: World): Promise<MailQueue | undefined> =>
  machine.root === undefined
    ? { configDirectory: postfix.configDirectory, state: await readQueue(machine, postfix, now()) }
    : queueOfPostfix(machine, postfix, now())
