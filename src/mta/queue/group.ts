import type { Postfix } from '../../core/mta.ts'
import type { QueueReason, QueueState } from '../../core/queue.ts'
import { parseDomain } from '../../records/domain.ts'
import { type Listed, longestText, type QueuedMessage } from './message.ts'
import { hostIn, plainReply } from './reply.ts'

const most = { reasons: 50, groups: 2000, hosts: 20, domains: 20 }
const quarterHour = 15 * 60 * 1000

/** What mail is handed to, as far as that tells whose a reason is. */
export interface RelayHosts {
  /** Lower case. */
  names: ReadonlySet<string>
  /** All mail goes there. */
  always: boolean
  /** By their MX records, so that its servers may have any name. */
  mx: boolean
}

export function relayHosts({ routes, exceptions }: Postfix): RelayHosts {
  const relayed = routes.filter(({ kind }) => kind === 'relay')
  const hops = relayed.flatMap(({ hops, fallback }) => [...hops, ...fallback])
  return {
    names: new Set(hops.map(({ host }) => host.toLowerCase())),
    always: relayed.length > 0 && relayed.length === routes.length && exceptions.length === 0,
    mx: hops.some(({ mx }) => mx),
  }
}

/** Counts a queue by the reasons for which its mail waits. */
export function groupQueue(
  { messages: listed, unread }: Listed,
  relay: RelayHosts,
  now: Date,
  cut: boolean,
): QueueState {
  const messages = listed.filter(({ queue }) => queue !== 'corrupt')
  const corrupt = listed.length - messages.length
  const groups = new Map<string, Group>()
  for (const message of messages) addMessage(groups, message, relay)
  const all = [...groups.values()].sort((a, b) => b.recipients - a.recipients)
  const count = (holds: (message: QueuedMessage) => boolean) => messages.filter(holds).length
  const isLate = ({ arrived }: QueuedMessage) => arrived !== undefined && now.getTime() - arrived > quarterHour
  return {
    at: now.toISOString(),
    messages: messages.length,
    deferred: count((one) => one.queue !== 'hold' && one.recipients.some(({ reason }) => reason !== undefined)),
    held: count(({ queue }) => queue === 'hold'),
    notTaken: count((one) => (one.queue === 'maildrop' || one.queue === 'incoming') && isLate(one)),
    reasons: all.slice(0, most.reasons).map(reasonOf),
    moreReasons: Math.max(0, all.length - most.reasons),
    ...(corrupt > 0 && { corrupt }),
    ...((cut || unread) && { cut: true }),
  }
}

interface Group {
  reply: string
  atRelay: boolean
  messages: number
  recipients: number
  oldest?: number
  hosts: Set<string>
  domains: Map<string, number>
}

function addMessage(groups: Map<string, Group>, message: QueuedMessage, relay: RelayHosts) {
  if (message.queue === 'hold') return
  const counted = new Set<Group>()
  for (const { address, reason } of message.recipients) {
    if (reason === undefined) continue
    const host = hostIn(reason)
    const group = groupOf(groups, { reason, host, people: [address, message.sender] }, relay)
    if (!counted.has(group)) group.messages++
    counted.add(group)
    group.recipients++
    if (message.arrived !== undefined) group.oldest = Math.min(group.oldest ?? message.arrived, message.arrived)
    if (host !== undefined && group.hosts.size < most.hosts) group.hosts.add(host)
    const domain = domainOf(address)
    if (domain !== undefined) group.domains.set(domain, (group.domains.get(domain) ?? 0) + 1)
  }
}

/** The same reply by several servers of receivers is one; what the relay says is never counted with them. */
function groupOf(
  groups: Map<string, Group>,
  { reason, host, people }: { reason: string; host: string | undefined; people: readonly string[] },
  relay: RelayHosts,
): Group {
  const atRelay = host === undefined ? relay.always : relay.names.has(host) || (relay.mx && relay.always)
  const reply = plainReply(withoutHost(reason.slice(0, longestText), atRelay ? undefined : host), people)
  const key = `${atRelay} ${reply}`
  const found = groups.get(key) ?? (groups.size >= most.groups ? groups.get(`${atRelay} ${others}`) : undefined)
  if (found) return found
  const isFull = groups.size >= most.groups
  const group: Group = {
    reply: isFull ? others : reply,
    atRelay,
    messages: 0,
    recipients: 0,
    hosts: new Set(),
    domains: new Map(),
  }
  groups.set(isFull ? `${atRelay} ${others}` : key, group)
  return group
}
const others = 'other replies'

const withoutHost = (reason: string, host: string | undefined): string =>
  host === undefined
    ? reason
    : reason.replace(new RegExp(`(?<![\\w.-])${host.replaceAll('.', '\\.')}(?![\\w-])`, 'gi'), '…')

function domainOf(address: string): string | undefined {
  const parsed = parseDomain(address.slice(address.lastIndexOf('@') + 1))
  return address.includes('@') && !('fault' in parsed) ? parsed.name : undefined
}

function reasonOf({ reply, atRelay, messages, recipients, oldest, hosts, domains }: Group): QueueReason {
  const sorted = [...domains].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([name]) => name)
  return {
    reply,
    hosts: [...hosts].sort(),
    atRelay,
    messages,
    recipients,
    ...(oldest !== undefined && { oldest: new Date(oldest).toISOString() }),
    domains: sorted.slice(0, most.domains),
    moreDomains: Math.max(0, sorted.length - most.domains),
  }
}
