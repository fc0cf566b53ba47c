import type { Dns, DnsAnswer, DnsHow, SeenAnswer } from '../../core/dns.ts'
import type { Blind, BlindReason } from '../../core/observation.ts'
import type { RecordType, ResourceRecord } from '../../records/dns.ts'
import { isWithin, parentOf, parseName } from '../../records/name.ts'

const mostHosts = 13
const mostAddresses = 26
const mostLame = 2

/** A zone and where it is served. */
interface ServedZone {
  apex: string
  servers: Server[]
}
interface Server {
  address: string
  /** It gave no answer, once or more: others are asked before it. */
  failures: number
}

/**
 * DNS for `--authoritative`: what lies in the domain's zone is asked of the zone's own servers, one after the other until
 * one answers; what they refer elsewhere, and all other names, of the resolvers. The zone is found at the first question.
 */
export function authoritative(dns: Dns, domain: string, { timeoutMs = 5000 }: { timeoutMs?: number } = {}): Dns {
  let zone: Promise<ServedZone | undefined> | undefined
  const asked = new Map<string, Promise<DnsAnswer>>()
  const askZone = async (name: string, type: RecordType): Promise<DnsAnswer> => {
    zone ??= servedZone(dns, domain)
    const served = await zone
    return served && belongs(served, name, type) ? askServers(dns, served, { name, type, timeoutMs }) : dns(name, type)
  }
  const ask = (typed: string, type: RecordType, how: DnsHow = {}): Promise<DnsAnswer> => {
    const parsed = parseName(typed)
    if (how.server !== undefined || how.checkingDisabled || how.viaResolver || 'fault' in parsed)
      return dns(typed, type, how)
    const key = `${type} ${parsed.name}`
    const answer = asked.get(key) ?? askZone(parsed.name, type)
    asked.set(key, answer)
    return answer
  }
  return ask as Dns
}

/** The DS of the apex stands in the zone above (RFC 4035 section 2.4). */
const belongs = ({ apex, servers }: ServedZone, name: string, type: RecordType): boolean =>
  servers.length > 0 && isWithin(name, apex) && !(type === 'DS' && name === apex)

/** The zone that a name stands in, and its servers; nothing where neither a resolver nor the zone above knows them. */
async function servedZone(dns: Dns, name: string): Promise<ServedZone | undefined> {
  const soa = await askAnyway(dns, name, 'SOA')
  // A resolver that does not answer at all would cost the same wait for every name above.
  if (soa.kind === 'blind' && (soa.blind.reason === 'timeout' || soa.blind.reason === 'unreachable')) return undefined
  const parent = parentOf(name)
  const apex = soa.kind === 'blind' ? name : apexOf(soa, name)
  if (apex === undefined) return parent === undefined || parent === '.' ? undefined : servedZone(dns, parent)
  const ns = soa.kind === 'blind' ? soa : await askAnyway(dns, apex, 'NS')
  if (ns.kind === 'records') return zoneOf(dns, apex, ns.records)
  if (parent === undefined || parent === '.') return undefined
  const above = await servedZone(dns, parent)
  const delegation = above && (await askServers(dns, above, { name: apex, type: 'NS', timeoutMs: 2000 }))
  return delegation?.kind === 'records' ? zoneOf(dns, apex, delegation.records) : above
}

function apexOf(soa: SeenAnswer<'SOA'>, name: string): string | undefined {
  if (soa.aliases.length > 0) return undefined
  if (soa.kind === 'records') return name
  return soa.soa && soa.soa.name !== '.' ? soa.soa.name : undefined
}

/** What fails validation is still there to whoever asks with checking disabled. */
async function askAnyway<T extends RecordType>(dns: Dns, name: string, type: T): Promise<DnsAnswer<T>> {
  const answer = await dns(name, type)
  const bogus = answer.kind === 'blind' && answer.blind.reason === 'bogus'
  return bogus ? dns(name, type, { checkingDisabled: true }) : answer
}

/** The addresses of a zone's servers: one of each server before a second of any, IPv4 before IPv6. */
async function zoneOf(dns: Dns, apex: string, ns: readonly ResourceRecord[]): Promise<ServedZone> {
  const hosts = [...new Set(ns.map((r) => String(r.data)))].sort().slice(0, mostHosts)
  const ofHosts = async (type: 'A' | 'AAAA') => {
    const answers = await Promise.all(hosts.map((host) => askAnyway(dns, host, type)))
    const lists = answers.map((answer) => (answer.kind === 'records' ? answer.records.map((r) => r.data).sort() : []))
    return inTurn(lists)
  }
  const [four, six] = await Promise.all([ofHosts('A'), ofHosts('AAAA')])
  const addresses = [...new Set([...four, ...six])].slice(0, mostAddresses)
  return { apex, servers: addresses.map((address) => ({ address, failures: 0 })) }
}

const inTurn = (lists: readonly string[][]): string[] =>
  Array.from({ length: Math.max(0, ...lists.map((list) => list.length)) }, (_, i) => lists.map((list) => list[i]))
    .flat()
    .filter((address) => address !== undefined)

interface Question {
  name: string
  type: RecordType
  timeoutMs: number
}

/** How one question to a zone's servers stands. */
interface Round {
  dns: Dns
  question: Question
  /** Who has not been asked yet, in order. */
  left: Server[]
  /** Who has not answered yet. */
  pending: Set<Server>
  blinds: Blind[]
  lame: number
  settle(answer: DnsAnswer): void
}

/** Asks one server, and the next whenever one fails or is slow to answer; the first answer counts. */
async function askServers(dns: Dns, zone: ServedZone, question: Question): Promise<DnsAnswer> {
  const { name, type, timeoutMs } = question
  const left = [...zone.servers].sort((a, b) => a.failures - b.failures)
  let timer: NodeJS.Timeout | undefined
  const answer = await new Promise<DnsAnswer>((settle) => {
    const round: Round = { dns, question, left, pending: new Set(), blinds: [], lame: 0, settle }
    timer = setTimeout(() => settle(blindFrom(round)), timeoutMs)
    askOne(round)
  })
  clearTimeout(timer)
  left.length = 0
  const elsewhere = answer.kind === 'blind' && answer.blind.reason === 'lame'
  return elsewhere ? dns(name, type) : answer
}

function askOne(round: Round): void {
  const { dns, question, left, pending } = round
  const server = left.shift()
  if (!server) return
  pending.add(server)
  const hedge = setTimeout(() => askOne(round), question.timeoutMs / 8)
  void dns(question.name, question.type, { server: server.address }).then((answer) => {
    clearTimeout(hedge)
    pending.delete(server)
    if (answer.kind === 'blind') failed(round, server, answer.blind)
    else {
      server.failures = 0
      for (const slow of pending) slow.failures++
      round.settle(answer)
    }
  })
}

/** One that refers elsewhere may be lame; when a second one does too, the name is delegated. */
function failed(round: Round, server: Server, blind: Blind): void {
  if (blind.reason === 'lame') round.lame++
  else server.failures++
  if (!blind.noRoute || round.left.length + round.pending.size === 0) round.blinds.push(blind)
  const over = round.lame >= mostLame || round.left.length + round.pending.size === 0
  if (over) round.settle(blindFrom(round))
  else askOne(round)
}

/** The most telling first. Lame leads here: it sends the question to the resolvers. */
const ranking: readonly BlindReason[] = ['interrupted', 'lame', 'server-failure', 'refused', 'malformed', 'timeout']

function blindFrom({ blinds, pending, question }: Round): DnsAnswer {
  const { name, type, timeoutMs } = question
  const silent = [...pending].map(({ address }): Blind => {
    return { reason: 'timeout', detail: `${address} did not answer within ${timeoutMs / 1000} s` }
  })
  const all = [...blinds, ...silent]
  const first = ranking.map((reason) => all.find((blind) => blind.reason === reason)).find((blind) => blind) ?? all[0]
  const { question: _, ...why } = first ?? { reason: 'unreachable', detail: `nobody serves ${name}` }
  const details = [...new Set(all.map((blind) => blind.detail))]
  const detail = details.join('; ') || why.detail
  const theirs = why.reason !== 'interrupted' && why.reason !== 'bug'
  return { kind: 'blind', blind: { ...why, detail, question: `${type} ${name}`, ...(theirs && { ownServers: true }) } }
}
