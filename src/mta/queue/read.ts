import type { Machine, ProgramSeen } from '../../core/machine.ts'
import type { Postfix } from '../../core/mta.ts'
import { type Blind, blind, type Observation, seen } from '../../core/observation.ts'
import type { QueueState } from '../../core/queue.ts'
import { visible } from '../../records/visible.ts'
import { groupQueue, relayHosts } from './group.ts'
import { parseQueueJson } from './json.ts'
import { parseQueueListing } from './listing.ts'

/** What waits in the queue of an instance, by `postqueue -j`, or by what older ones have in its place. */
export async function readQueue(machine: Machine, postfix: Postfix, now: Date): Promise<Observation<QueueState>> {
  const { configDirectory } = postfix
  const config = configDirectory === '/etc/postfix' ? [] : ['-c', configDirectory]
  const relay = relayHosts(postfix)
  const asJson = await machine.run('postqueue', [...config, '-j'])
  if (isDone(asJson))
    return seen({ ...groupQueue(parseQueueJson(asJson.out), relay, now, asJson.cut === true), ...isDown(asJson) })
  const asText = await inWords(machine, config, asJson)
  if (isDone(asText))
    return seen({ ...groupQueue(parseQueueListing(asText.out), relay, now, asText.cut === true), ...isDown(asText) })
  return blind(whyNot(asText))
}

/** Postfix before 3.1 has no `-j`. */
async function inWords(machine: Machine, config: readonly string[], asJson: ProgramSeen): Promise<ProgramSeen> {
  if (asJson.kind === 'absent') return config.length > 0 ? asJson : machine.run('mailq', [])
  const isOld = asJson.kind === 'ran' && /invalid option|usage: postqueue/i.test(asJson.err)
  return isOld ? machine.run('postqueue', [...config, '-p']) : asJson
}

const isDone = (ran: ProgramSeen): ran is Extract<ProgramSeen, { kind: 'ran' }> => ran.kind === 'ran' && ran.code === 0

/** Root is told what lies in the queue all the same. */
const isDown = ({ err }: { err: string }) => (/mail system is down/i.test(err) ? ({ down: true } as const) : {})

function whyNot(ran: ProgramSeen): Blind {
  if (ran.kind === 'blind') return ran.blind
  if (ran.kind === 'absent')
    return {
      reason: 'not-attempted',
      detail: 'there is no program postqueue here to ask',
      wayOut: 'Ask it by hand: mailq.',
    }
  const said = visible(ran.err.trim().split('\n').at(-1) ?? '').slice(0, 200)
  if (/not allowed to view the mail queue|permission denied/i.test(ran.err))
    return {
      reason: 'no-permission',
      detail: `Postfix shows its queue to others than us alone (${said})`,
      wayOut: 'Run it as root: sudo relaycheck relay',
    }
  if (/mail system is down|Connect to the Postfix showq service/i.test(ran.err))
    return {
      reason: 'unreachable',
      detail: `Postfix does not run (${said})`,
      wayOut: 'Start it, and look at its log if it ends again: postfix start',
    }
  return { reason: 'malformed', detail: `postqueue ended with ${ran.code}${said === '' ? '' : ` (${said})`}` }
}
