import type { Machine, QueueLayout } from '../../core/machine.ts'
import type { MtaFound, Postfix, Smarthost } from '../../core/mta.ts'
import { blind, type Observation, seen } from '../../core/observation.ts'
import type { MailQueue, QueueState } from '../../core/queue.ts'
import { groupQueue, type RelayHosts, relayHosts } from './group.ts'
import { parseQueueJson } from './json.ts'

/** The queue of an instance that does not run here, by its files; nothing where it has none. */
export async function queueOfPostfix(machine: Machine, postfix: Postfix, now: Date): Promise<MailQueue | undefined> {
  const { configDirectory, queueDirectory = '/var/spool/postfix' } = postfix
  const state = await stateAt(machine, queueDirectory, { layout: 'postfix', relay: relayHosts(postfix), now })
  return state && { configDirectory, state }
}

const spools = ['/var/spool/exim4', '/var/spool/exim']

/** The queue of Exim. On this machine itself, whoever may not look into it is told nothing of it. */
export async function queueOfExim(machine: Machine, exim: MtaFound, now: Date): Promise<MailQueue | undefined> {
  const relays = [...(exim.smarthost ? [exim.smarthost] : []), ...(exim.otherSmarthosts ?? [])]
  const [first] = relays
  const relay = { names: new Set(relays.map(({ host }) => host)), always: relays.length > 0, mx: true }
  for (const configDirectory of spools) {
    const state = await stateAt(machine, configDirectory, { layout: 'exim', relay, now })
    const isOthers = machine.root === undefined && state?.seen === false && state.blind.reason === 'no-permission'
    if (state && !isOthers) return { configDirectory, of: 'exim', state, ...(first && { relay: asTarget(first) }) }
  }
  return undefined
}

const asTarget = ({ host, port }: Smarthost): string => {
  const name = host.includes(':') ? `[${host}]` : host
  return port === undefined ? name : `${name}:${port}`
}

async function stateAt(
  machine: Machine,
  folder: string,
  { layout, relay, now }: { layout: QueueLayout; relay: RelayHosts; now: Date },
): Promise<Observation<QueueState> | undefined> {
  const told = await machine.queued(folder, layout)
  // A recording of former versions has none.
  if (told.kind === 'absent' || (told.kind === 'blind' && told.blind.reason === 'not-recorded')) return undefined
  if (told.kind === 'blind') return blind(told.blind)
  const state = groupQueue(parseQueueJson(told.out), relay, now, told.cut === true)
  // What has lain there for long tells nothing where nothing runs.
  return seen({ ...state, notTaken: 0, files: true })
}
