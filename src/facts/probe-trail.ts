import type { ProbeGatherer, Site } from '../core/gatherer.ts'
import { type Blind, seen } from '../core/observation.ts'
import {
  lastWord,
  type ProbeSent,
  type ProbeTrail,
  type TrailAsk,
  type TrailEvent,
  type TrailSeen,
} from '../core/probe.ts'
import type { ProbeTarget } from '../core/target.ts'
import type { World } from '../core/world.ts'
import { relayByHost } from '../knowledge/relays.ts'
import { explainReply } from '../knowledge/replies.ts'
import { smtp2goApi } from '../knowledge/smtp2go-api.ts'
import { canonicalAddress, isLoopback } from '../records/address.ts'
import { readReply } from '../records/reply/read.ts'

const unfollowed: ProbeTrail = { events: [], unseen: [] }
/** What is written about a message comes a moment behind it, even where nobody waits for it; what a relay records, some seconds. */
const leastMs = { log: 3000, records: 10_000 }
const graceMs = 500

/** What is known of a message that went out, by those on its way who keep records: until its end, the end of the wait, or its arrival. */
export const probeTrail: ProbeGatherer<'probeTrail'> = async (site) => {
  const { asked, world, look } = site
  const sent = await look('probeSent')
  if (!sent.seen) return sent
  const { outcome } = sent.value
  if (!world.trail || (outcome !== 'accepted' && outcome !== 'perhaps')) return seen(unfollowed)
  const ask = askOf(sent.value, site)
  if (!ask.here && !ask.relay) return seen(unfollowed)
  const isKnown = relayByHost(serverOf(sent.value).host)?.id === smtp2goApi.relay
  const waitMs = Math.max(asked.probe?.waitMs ?? 0, isKnown ? leastMs.records : leastMs.log)
  const { events, unseen } = await world.trail(ask, waitMs, arrived(site))
  const isAsked = [...events, ...unseen].some(({ by }) => by === smtp2goApi.name)
  return seen({
    events: events.map((event) => explained(event, ask.recipient)),
    unseen: isKnown && !isAsked ? [...unseen, { by: smtp2goApi.name, blind: noKey }] : unseen,
  })
}

const noKey: Blind = {
  reason: 'not-attempted',
  detail: `${smtp2goApi.name} tells what became of a message to those who have a key, and ${smtp2goApi.keyVariable} is not set`,
  wayOut: smtp2goApi.keyPage,
}

const serverOf = (sent: ProbeSent): { host: string; address: string } => lastWord(sent) ?? { host: '', address: '' }

function askOf(sent: ProbeSent, { target, world }: Site<ProbeTarget>): TrailAsk {
  const { letter, at, queueId, via } = sent
  const { host, address } = serverOf(sent)
  const relay = relayByHost(host)
  return {
    token: letter.token,
    id: letter.id,
    ...(queueId !== undefined && { queueId }),
    recipient: target.name,
    since: at,
    here: isHere(address, world),
    // A relay that is not known by its host may be one by another name, or go through one.
    relay: via !== 'mx' && (relay === undefined || relay.id === smtp2goApi.relay),
  }
}

/** On this machine, or on the one whose root was given. */
function isHere(address: string, { machine }: World): boolean {
  return machine.root !== undefined || isLoopback(canonicalAddress(address) ?? '') || machine.owns(address)
}

/** Comes true a little after the message, or a report about it, was found; else never. */
async function arrived({ world, look }: Site<ProbeTarget>): Promise<void> {
  const arrival = world.mailbox && (await look('probeArrival'))
  const isFound = arrival?.seen && (arrival.value.kind === 'arrived' || arrival.value.kind === 'bounced')
  return isFound ? new Promise((done) => setTimeout(done, graceMs)) : new Promise(() => {})
}

/** What was answered, explained where somebody answered, or where the message went no further. */
function explained({ answer, ...event }: TrailSeen, recipient: string): TrailEvent {
  const isStopped = event.state === 'deferred' || event.state === 'bounced' || event.state === 'dropped'
  if (answer === undefined || !(isStopped || /^[245]\d\d\b/.test(answer))) return event
  const [, host, hostIp] = /^([A-Za-z0-9][\w.-]{0,252})\[([0-9A-Fa-f.:]{2,45})\]/.exec(event.to ?? '') ?? []
  const around = {
    to: recipient,
    ...(host !== undefined && { host: host.toLowerCase() }),
    ...(hostIp !== undefined && { hostIp }),
  }
  return { ...event, reply: explainReply(readReply(answer, around)) }
}
