import type { MachineGatherer } from '../core/gatherer.ts'
import type { Postfix } from '../core/mta.ts'
import { seen } from '../core/observation.ts'
import { readPostfix } from '../mta/postfix/read.ts'

const mostInstances = 10

/**
 * Postfix as its first instance is configured, and then each of the others; none where there is no main.cf. Another that
 * cannot be read is named in the first.
 */
export const postfix: MachineGatherer<'postfix'> = async ({ asked, look, world: { machine } }) => {
  const mta = await look('mta')
  if (!mta.seen) return mta
  const found = mta.value.find(({ kind }) => kind === 'postfix')
  if (!found?.files.some((file) => file.endsWith('/main.cf'))) return seen([])
  const senders = asked.session?.senders ?? []
  const first = await readPostfix(machine, senders)
  if (!first.seen) return first
  const read = await Promise.all(
    first.value.instances.slice(1, mostInstances).map(async (configDirectory) => ({
      configDirectory,
      postfix: await readPostfix(machine, senders, { configDirectory }),
    })),
  )
  const unread = read.flatMap(({ configDirectory, postfix }) =>
    postfix.seen ? [] : [`the instance in ${configDirectory}: ${postfix.blind.detail}`],
  )
  if (first.value.instances.length > mostInstances)
    unread.push(`the instances after the first ${mostInstances}, which multi_instance_directories names`)
  const others = read.flatMap(({ postfix }): Postfix[] => (postfix.seen ? [postfix.value] : []))
  return seen([{ ...first.value, unread: [...first.value.unread, ...unread] }, ...others])
}
