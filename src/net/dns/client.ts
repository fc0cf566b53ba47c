import type { Alias, Dns, DnsAnswer, DnsHow, ResolverInfo, SeenAnswer } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import { openCache } from '../../records/cache.ts'
import type { RecordType } from '../../records/dns.ts'
import { isPlainName, isWithin, neverAsk, parseName } from '../../records/name.ts'
import { visible } from '../../records/visible.ts'
import { type Bootstrap, openBootstrap } from './bootstrap.ts'
import type { Endpoint } from './channel.ts'
import { openClock } from './clock.ts'
import { openDoor } from './door.ts'
import { exchangeEar, type Piece, type Question, stopExchange, type Try } from './exchange.ts'
import { lifetime } from './lifetime.ts'
import {
  askOnce,
  type Client,
  type Entry,
  entryFor,
  keepFor,
  keyOf,
  octetsOf,
  type Segment,
  segmentFor,
  showQuestion,
  whenKnown,
  within,
} from './lookup.ts'
import { chainFault } from './reading.ts'
import { authorityOf, type ResolverAddress, showEndpoint, showResolver } from './resolvers.ts'
import { lateAnswer, openScope, type Scope, settle, waitFor } from './scope.ts'
import { type SystemResolver, systemResolvers } from './system.ts'
import { blindOf, secondsOf } from './trouble.ts'
import { closeUpstream, openEncrypted, openUpstream, type Upstream } from './upstream.ts'

export interface DnsOptions {
  /** Default: the operating system's. */
  resolvers?: readonly ResolverAddress[]
  /** Where the given resolvers come from; default `option`. */
  from?: ResolverInfo['from']
  /** The time for one answer, with all its tries and its whole chain. */
  timeoutMs: number
  /** The time for all questions together, counted from here. */
  deadlineMs?: number
  signal?: AbortSignal
  /** Where an address is really reached: tests and the demo move documentation addresses to loopback ports. */
  reach?(address: string, port: number): Endpoint
  /** The one place where every address is really reached: what `reach` is as plain data, which another thread can be given. */
  detour?: Endpoint
  /** The clock by which answers expire, in milliseconds; default the system's. */
  now?(): number
  /** Many domains share the answers (`dnsFor`): these are kept within their TTL and no longer. */
  shared?: boolean
}
export interface OpenDns {
  dns: Dns
  /**
   * The same for one domain of many: it sees one world, whatever the TTLs, and what is answered about it alone is forgotten
   * with it. What is not back after `ms`, or when `end` is called, is blind, for this domain alone.
   */
  dnsFor(domain: string, ms: number): { dns: Dns; end(): void }
  resolvers: readonly ResolverInfo[]
  /** From now on no more is asked at once, and kept, than its part by one of so many clients that share a run. To be called once. */
  share(parts: number): void
  /** Pending and later questions end blind (`interrupted`), and no socket stays open. */
  close(): void
}

const mostEntries = 50_000
const mostShared = 4000
/** Of their answers on the wire; in memory they take some ten times that. */
const mostOctets = 4 * 1024 * 1024
const mostServers = 4096
/** Some forwarders drop what is more than 1,500 or 2,000 at once. */
const mostAtResolvers = 1000
/** One name server gets no more than this at once from one run. */
const mostAtServer = 50
const leastKeptMs = 60_000
/** Where many domains share their name servers: RFC 2308 section 7.2 allows five minutes. */
const deadForMs = 30_000

/**
 * Opens a DNS client: the one door to DNS. `dns` never rejects and always settles within `timeoutMs` of its turn, or a little after.
 * Nothing is opened before the first question; what is asked once is not asked again in the same run.
 */
export function openDns(options: DnsOptions): OpenDns {
  const found: readonly SystemResolver[] = options.resolvers ?? systemResolvers()
  const {
    detour,
    reach = (address, port) => detour ?? { address, port },
    now = Date.now,
    timeoutMs,
    deadlineMs,
    signal,
    shared = false,
  } = options
  // A part of the time, so that an address that is not found can still be told as what it is.
  const bootstrap = openBootstrap(() => openDns({ timeoutMs: timeoutMs * 0.6, reach, now }))
  const client: AnswerClient = {
    timeoutMs,
    resolvers: openDoor(
      found.map((resolver) => openResolver(resolver, reach, bootstrap)),
      mostAtResolvers,
      0,
    ),
    servers: openCache(mostServers),
    mostAtServer,
    entries: shared
      ? openCache<Entry<DnsAnswer>>(mostShared, { most: mostOctets, of: octetsOf })
      : openCache(mostEntries),
    active: new Set(),
    clock: openClock(),
    reach,
    now,
    deadMs: shared ? deadForMs : 0,
    keptMs: shared ? 0 : Math.max(leastKeptMs, deadlineMs ?? 0),
  }
  const interrupt = () =>
    stop(client, { reason: 'interrupted', detail: 'the run was interrupted before the answer came' })
  const late = () =>
    stop(client, {
      reason: 'timeout',
      detail: `the run's ${secondsOf(deadlineMs ?? 0)} were up before the answer came`,
    })
  const deadline = deadlineMs === undefined ? undefined : setTimeout(late, deadlineMs).unref()
  if (signal?.aborted) interrupt()
  else signal?.addEventListener('abort', interrupt, { once: true })
  const share = (parts: number) => {
    client.entries.limit = Math.floor(client.entries.limit / parts)
    client.entries.weight.most /= parts
    client.resolvers.most = Math.floor(mostAtResolvers / parts)
    client.mostAtServer = Math.floor(mostAtServer / parts)
    for (const servers of [client.servers.young, client.servers.old])
      for (const door of servers.values()) door.most = client.mostAtServer
  }
  const close = () => {
    clearTimeout(deadline)
    signal?.removeEventListener('abort', interrupt)
    stop(client, { reason: 'interrupted', detail: 'the run ended before the answer came' })
    const doors = [client.resolvers, ...client.servers.young.values(), ...client.servers.old.values()]
    for (const upstream of doors.flatMap(({ upstreams }) => upstreams)) closeUpstream(upstream as Upstream)
    bootstrap.close()
  }
  const from = options.resolvers ? (options.from ?? 'option') : 'system'
  const dns = ((name: string, type: RecordType, how?: DnsHow) => ask(client, name, type, how)) as Dns
  const dnsFor = (domain: string, ms: number) => {
    const scope = openScope(domain, ms)
    const own = (name: string, type: RecordType, how?: DnsHow) => ask(client, name, type, how, scope)
    return { dns: own as Dns, end: scope.end }
  }
  return { dns, dnsFor, resolvers: found.map((resolver) => infoOf(resolver, from)), share, close }
}

type AnswerClient = Client<DnsAnswer>

function openResolver(
  resolver: SystemResolver,
  reach: NonNullable<DnsOptions['reach']>,
  { lookup }: Bootstrap,
): Upstream<Try> {
  const { address, port, transport, program, upstreams, path } = resolver
  const server = showResolver(resolver)
  const asks = upstreams && `asks ${upstreams.join(' and ')}`
  const more = [program, asks].filter((text) => text !== undefined).join(', ')
  const who = more === '' ? server : `${server} (${more})`
  const to = reach(address, port)
  if (transport === 'udp' || transport === 'tcp')
    return openUpstream({ who, server, tcpOnly: transport === 'tcp', keep: true }, to, exchangeEar)
  // The zone of a link-local address is this machine's own affair (RFC 6874 section 4).
  const bare = { ...resolver, address: address.replace(/%.*$/, '') }
  const place = path === undefined ? undefined : { authority: authorityOf(bare), path }
  return openEncrypted({ who, server }, { name: bare.address, to, lookup, ...(place && { place }) }, exchangeEar)
}

function infoOf(resolver: SystemResolver, from: ResolverInfo['from']): ResolverInfo {
  const { transport, program, upstreams } = resolver
  return {
    address: transport === 'tcp' ? `tcp://${showEndpoint(resolver)}` : showResolver(resolver),
    from,
    ...(program !== undefined && { program }),
    ...(upstreams && { upstreams }),
  }
}

function stop(client: AnswerClient, why: Blind): void {
  client.stopped ??= why
  for (const exchange of [...client.active]) stopExchange(exchange, client.stopped)
}

function ask(client: AnswerClient, typed: string, type: RecordType, how?: DnsHow, scope?: Scope): Promise<DnsAnswer> {
  const parsed = isPlainName(typed) ? undefined : parseName(typed)
  if (parsed && 'fault' in parsed) {
    const shown = visible(typed.length > 100 ? `${typed.slice(0, 100)}…` : typed)
    return notAttempted(`the name cannot be asked for: ${parsed.fault}`, `${type} ${shown}`)
  }
  const name = parsed?.name ?? typed
  const key = keyOf(name, type, how)
  const known = scope?.asked.get(key)
  if (known) return known.answer
  const never = neverAsk(name)
  if (never !== undefined) return notAttempted(never, `${type} ${name}`)
  const question = { name, type, server: how?.server, checkingDisabled: how?.checkingDisabled === true }
  return scope ? askWithin(client, scope, question, key) : answerTo(client, entryFor(client, question, key))
}

const notAttempted = (detail: string, question: string): Promise<DnsAnswer> =>
  Promise.resolve({ kind: 'blind', blind: { reason: 'not-attempted', detail, question } })

/** Asks once for a domain. What is asked about it alone only its scope remembers. */
function askWithin(client: AnswerClient, scope: Scope, question: Question, key: string): Promise<DnsAnswer> {
  if (scope.over) return Promise.resolve(lateAnswer(scope.over, question))
  return isWithin(question.name, scope.domain)
    ? askOwn(client, scope, question, key)
    : askShared(client, scope, question, key)
}

function askOwn(client: AnswerClient, scope: Scope, question: Question, key: string): Promise<DnsAnswer> {
  const waited = waitFor(scope, key, question)
  const begun = performance.now()
  askOnce(client, question, (segment) => {
    if (isOpenEnded(segment)) void follow(client, question, segment, begun).then((answer) => settle(waited, answer))
    else settle(waited, wholeAnswer(question, segment))
  })
  return waited.answer
}

function askShared(client: AnswerClient, scope: Scope, question: Question, key: string): Promise<DnsAnswer> {
  const entry = entryFor(client, question, key)
  const answer = answerTo(client, entry)
  if (entry.isAnswered) {
    scope.asked.set(key, { question, answer, settle: undefined })
    return answer
  }
  const waited = waitFor(scope, key, question)
  void answer.then((one) => settle(waited, one))
  return waited.answer
}

/** The answer to an entry that many may ask for. */
function answerTo(client: AnswerClient, entry: Entry<DnsAnswer>): Promise<DnsAnswer> {
  entry.answer ??= new Promise((resolve) => whenAnswered(client, entry, resolve))
  return entry.answer
}

function whenAnswered(client: AnswerClient, entry: Entry<DnsAnswer>, then: (answer: DnsAnswer) => void): void {
  const begun = performance.now()
  const told = (answer: DnsAnswer) => {
    entry.isAnswered = true
    then(answer)
  }
  whenKnown(entry, (segment) => {
    if (isOpenEnded(segment))
      void follow(client, entry.question, segment, begun).then((answer) => {
        keepFor(client, entry, answer.kind === 'blind' ? 0 : lifetime(answer))
        told(answer)
      })
    else told(wholeAnswer(entry.question, segment))
  })
}

const isOpenEnded = (segment: Segment): segment is Piece => 'reading' in segment && segment.reading.kind === 'alias'

const wholeAnswer = (question: Question, segment: Segment): DnsAnswer =>
  'blind' in segment ? { kind: 'blind', blind: segment.blind } : answerOf(question, segment, segment.reading.aliases)

/** Goes on along a chain of aliases that leaves the first answer, always by way of the resolvers. */
async function follow(client: AnswerClient, question: Question, first: Piece, begun: number): Promise<DnsAnswer> {
  const { type, checkingDisabled } = question
  const pieces = [first]
  const aliases = [...first.reading.aliases]
  const passed = new Set([question.name, ...aliases.map((alias) => alias.to)])
  for (let last = first.reading; last.kind === 'alias'; ) {
    const asked: Question = { name: last.target, type, checkingDisabled }
    const never = neverAsk(asked.name)
    if (never !== undefined) return notAttempted(never, showQuestion(asked))
    const left = begun + client.timeoutMs - performance.now()
    const segment = (await within(client.clock, Math.max(left, 0), segmentFor(client, asked))) ?? tooLate(client, asked)
    if ('blind' in segment) return { kind: 'blind', blind: segment.blind }
    const fault = extend(aliases, segment.reading.aliases, passed)
    if (fault) return { kind: 'blind', blind: { ...fault, question: showQuestion(question) } }
    pieces.push(segment)
    last = segment.reading
  }
  return joined(question, aliases, pieces)
}

function extend(aliases: Alias[], more: readonly Alias[], passed: Set<string>): Blind | undefined {
  for (const alias of more) {
    aliases.push(alias)
    const fault = chainFault(aliases, passed)
    if (fault) return { reason: fault.reason, detail: fault.says, ...(fault.wayOut && { wayOut: fault.wayOut }) }
  }
  return undefined
}

function tooLate(client: AnswerClient, question: Question): { blind: Blind } {
  const says = `{who} did not answer within ${secondsOf(client.timeoutMs)}`
  const silent = client.resolvers.upstreams.map(({ who }) => ({ who, reason: 'timeout' as const, says }))
  return { blind: blindOf(silent, showQuestion(question)) }
}

/** One answer out of the pieces of a chain: who was asked first answers for it, what came last is its size and way. */
function joined(question: Question, aliases: Alias[], pieces: readonly Piece[]): DnsAnswer {
  const [first, last] = [pieces[0] as Piece, pieces.at(-1) as Piece]
  const { server, authoritative } = first.told
  const { transport, octets } = last.told
  const authenticated = pieces.every((piece) => piece.told.authenticated)
  const ede = pieces.flatMap((piece) => piece.told.ede ?? [])
  const told = { server, transport, authoritative, authenticated, octets, ...(ede.length > 0 && { ede }) }
  return answerOf(question, { reading: last.reading, told }, aliases)
}

type Found = SeenAnswer & { kind: 'records' }
type Denied = Exclude<SeenAnswer, Found>

/** What there is, or who denies that anything is. */
function answerOf({ name, type }: Question, { reading, told }: Piece, aliases: Alias[]): DnsAnswer {
  const { server, transport, authoritative, authenticated, octets, ede } = told
  const question = { name, type }
  if (reading.kind === 'records') {
    const { records } = reading
    const found: Found = {
      kind: 'records',
      records,
      question,
      aliases,
      server,
      transport,
      authoritative,
      authenticated,
      octets,
    }
    if (ede) found.ede = ede
    return found
  }
  const kind = reading.kind === 'no-such-name' ? 'no-such-name' : 'no-data'
  const denied: Denied = { kind, question, aliases, server, transport, authoritative, authenticated, octets }
  if ('soa' in reading && reading.soa) denied.soa = reading.soa
  if (ede) denied.ede = ede
  return denied
}
