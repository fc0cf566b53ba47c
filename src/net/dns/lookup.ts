import type { ExtendedError } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import { type Cache, grown, keep, recall } from '../../records/cache.ts'
import type { RecordType } from '../../records/dns.ts'
import { visible } from '../../records/visible.ts'
import type { Endpoint } from './channel.ts'
import { type Alarm, type Clock, cancelAlarm, setAlarm } from './clock.ts'
import { type Door, openDoor, visit } from './door.ts'
import { type End, exchangeEar, type Piece, type Question, type Room, startExchange } from './exchange.ts'
import { lifetime } from './lifetime.ts'
import { parseResolver, showEndpoint } from './resolvers.ts'
import { blindOf, type Failure, isValidationError, showError } from './trouble.ts'
import { openUpstream } from './upstream.ts'

/** What one exchange brought: an answer, or a piece of the chain to it, or nothing. */
export type Segment = Piece | { blind: Blind }

/** One question of this run, asked once; `waiting` are those who want to know. */
export interface Entry<A> {
  question: Question
  segment?: Segment
  waiting?: ((segment: Segment) => void)[] | undefined
  /** On the cache's clock, in milliseconds. */
  expires: number
  answer?: Promise<A>
  /** Whether `answer` has come. */
  isAnswered: boolean
}

/** The state of one client. */
export interface Client<A = unknown> extends Room {
  timeoutMs: number
  resolvers: Door
  servers: Cache<Door>
  /** How much a name server is asked at once. */
  mostAtServer: number
  entries: Cache<Entry<A>>
  /** Once set, nothing is asked any more. */
  stopped?: Blind
  reach(address: string, port: number): Endpoint
  /** The cache's clock, in milliseconds. */
  now(): number
  /** For how long a server that did not answer is taken for dead, in milliseconds. */
  deadMs: number
  /** Whatever its TTL, an answer is kept this long: where all is one run, it is to see one world. */
  keptMs: number
}

/** The same for the same question. */
export function keyOf(
  name: string,
  type: RecordType,
  how?: Partial<Pick<Question, 'server' | 'checkingDisabled'>>,
): string {
  if (!how) return `${type} ${name}`
  const { server, checkingDisabled } = how
  return `${type} ${name}${server === undefined ? '' : ` @${server}`}${checkingDisabled ? ' +cd' : ''}`
}

export const showQuestion = ({ name, type }: Question): string => `${type} ${name}`

/** The one entry of a question, by its `keyOf`; asks it where that has not been done, or where its answer has expired. */
export function entryFor<A>(client: Client<A>, question: Question, key: string): Entry<A> {
  const known = recall(client.entries, key)
  if (known && known.expires > client.now()) return known
  return newEntry(client, question, key)
}

function newEntry<A>(client: Client<A>, question: Question, key: string): Entry<A> {
  const entry: Entry<A> = { question, expires: Number.POSITIVE_INFINITY, isAnswered: false }
  keep(client.entries, key, entry)
  askOnce(client, question, (segment) => {
    entry.segment = segment
    keepFor(client, entry, 'blind' in segment ? 0 : lifetime(segment.reading))
    grown(client.entries, key, entry)
    const { waiting = [] } = entry
    entry.waiting = undefined
    for (const then of waiting) then(segment)
  })
  return entry
}

/** What an entry's answer had on the wire, in octets. */
export const octetsOf = ({ segment }: Pick<Entry<unknown>, 'segment'>): number =>
  segment && 'told' in segment ? segment.told.octets : 0

/** Calls back with what comes of an entry, at once where that is known. */
export function whenKnown<A>(entry: Entry<A>, then: (segment: Segment) => void): void {
  if (entry.segment) then(entry.segment)
  else if (entry.waiting) entry.waiting.push(then)
  else entry.waiting = [then]
}

/** Asks, and calls back with what comes of it. Nobody remembers that: a question that others may ask has an entry. */
export function askOnce<A>(client: Client<A>, question: Question, then: (segment: Segment) => void): void {
  const door = question.server === undefined ? client.resolvers : serverOf(client, question.server)
  if (client.stopped) then({ blind: { ...client.stopped, question: showQuestion(question) } })
  else if (door) put(client, question, door, then)
  else then({ blind: noAddress(question) })
}

const noAddress = (question: Question): Blind => ({
  reason: 'not-attempted',
  detail: `${visible(question.server ?? '')} is not the address of a server`,
  question: showQuestion(question),
})

function put<A>(client: Client<A>, question: Question, door: Door, then: (segment: Segment) => void): void {
  let begun = 0
  const ask = (told: (end: End) => void) => {
    begun = performance.now()
    run(client, question, door, client.timeoutMs, told)
  }
  visit(door, ask, (end) => {
    if (isServfail(question, end)) {
      const left = () => Math.max(begun + client.timeoutMs - performance.now(), 50)
      void diagnose(client, question, end.failures, left).then(then)
    } else then(segmentOf(end, question))
  })
}

/** Sets when an entry expires, `seconds` from now at most. */
export function keepFor<A>(client: Client<A>, entry: Entry<A>, seconds: number): void {
  entry.expires = Math.min(entry.expires, client.now() + Math.max(client.keptMs, seconds * 1000))
}

function run<A>(
  client: Client<A>,
  question: Question,
  { upstreams }: Door,
  leftMs: number,
  then: (end: End) => void,
): void {
  startExchange(question, upstreams, { budgetMs: client.timeoutMs, leftMs }, client, then)
}

function serverOf<A>(client: Client<A>, server: string): Door | undefined {
  const known = recall(client.servers, server)
  if (known) return known
  const parsed = parseResolver(server)
  if ('fault' in parsed) return undefined
  const shown = showEndpoint(parsed)
  const named = { who: shown, server: shown, tcpOnly: parsed.transport === 'tcp', keep: false }
  const upstream = openUpstream(named, client.reach(parsed.address, parsed.port), exchangeEar)
  const door = openDoor([upstream], client.mostAtServer, client.deadMs)
  keep(client.servers, server, door)
  return door
}

function segmentOf(end: End, question: Question): Segment {
  if ('stopped' in end) return { blind: { ...end.stopped, question: showQuestion(question) } }
  return 'failures' in end ? { blind: blindOf(end.failures, showQuestion(question)) } : end
}

const servfail = 2

const isServfail = (question: Question, end: End): end is { failures: Failure[] } =>
  question.server === undefined &&
  !question.checkingDisabled &&
  'failures' in end &&
  end.failures.some((failure) => failure.rcode === servfail)

/**
 * SERVFAIL may mean that signatures do not hold. Then the same question with checking disabled is answered (RFC 4035
 * section 3.2.2), and the plain one, asked again, still is not: else the trouble was passing.
 */
async function diagnose<A>(
  client: Client<A>,
  question: Question,
  failures: readonly Failure[],
  left: () => number,
): Promise<Segment> {
  const asks = showQuestion(question)
  const unchecked = await within(client.clock, left(), segmentFor(client, { ...question, checkingDisabled: true }))
  if (client.stopped) return { blind: { ...client.stopped, question: asks } }
  if (!unchecked || 'blind' in unchecked) return { blind: blindOf(failures, asks) }
  const again = await new Promise<End>((done) => run(client, question, client.resolvers, left(), done))
  if (!('failures' in again)) return segmentOf(again, question)
  const failing = [...again.failures, ...failures.filter(blamesSignatures)].filter((f) => f.rcode === servfail)
  return { blind: blindOf(failing.length > 0 ? failing.map(bogusFailure) : failures, asks) }
}

const blamesSignatures = (failure: Failure): boolean => failure.ede?.some(isValidationError) === true

function bogusFailure({ who, ede = [] }: Failure): Failure {
  const telling: readonly ExtendedError[] = ede.some(isValidationError) ? ede.filter(isValidationError) : ede
  const reasons = telling.length > 0 ? telling.slice(0, 3).map(showError).join('; ') : 'SERVFAIL'
  return { who, reason: 'bogus', says: `the answer fails DNSSEC validation, says {who} (${reasons})` }
}

/** What comes of a question, asked once in this run. */
export const segmentFor = <A>(client: Client<A>, question: Question): Promise<Segment> =>
  new Promise((done) => whenKnown(entryFor(client, question, keyOf(question.name, question.type, question)), done))

/** What a promise brings, or nothing where it takes too long. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((done) => {
    const alarm: Alarm = { tick: 0, ring: () => done(undefined) }
    setAlarm(clock, alarm, performance.now() + ms)
    void promise.then((value) => {
      cancelAlarm(clock, alarm)
      done(value)
    })
  })
}
