import type { Answered, Transport } from '../../core/dns.ts'
import type { Blind, BlindReason } from '../../core/observation.ts'
import type { RecordType } from '../../records/dns.ts'
import { type Ear, forget, type Pending, type Trouble } from './channel.ts'
import { type Alarm, type Clock, cancelAlarm, setAlarm } from './clock.ts'
import { likeness } from './likeness.ts'
import type { Message } from './message.ts'
import { padded } from './padding.ts'
import { type Reading, readAnswer, type Unusable } from './reading.ts'
import { type Failure, rcodeSays, secondsOf, troubleSays } from './trouble.ts'
import { send, type Upstream } from './upstream.ts'
import { decodeMessage, encodeQuery, Malformed } from './wire.ts'

/** A question in its one form: the name validated and in lower case. */
export interface Question {
  name: string
  type: RecordType
  /** This server itself is asked, without recursion. */
  server?: string | undefined
  checkingDisabled: boolean
}

/** What a message says of a question, and what is known of the message. */
export interface Piece {
  reading: Exclude<Reading, { kind: 'unusable' }>
  told: Omit<Answered, 'question' | 'aliases'>
}

/** How an exchange ends. */
export type End = Piece | { failures: Failure[] } | { stopped: Blind }

/** How one server stands in one exchange. */
interface Stand {
  upstream: Upstream<Try>
  /** Final: it is not asked again. */
  failure?: Failure
  /** It was asked, over UDP, this many times. */
  datagrams: number
  /** A query over a connection is on its way. */
  tcp: boolean
  /** Connections that ended without an answer. */
  hangUps: number
  /** Why its answer could not be read; another may yet come. */
  garbled?: string
  truncated: boolean
}

/** One query to one server. */
export interface Try extends Pending {
  exchange: Exchange
  stand: Stand
  transport: Transport
  edns: boolean
}

export interface Exchange extends Alarm {
  question: Question
  stands: Stand[]
  tries: readonly Try[]
  /** Which server comes next. */
  turn: number
  sent: number
  budgetMs: number
  endsAt: number
  /** When the next try is due. */
  wakesAt: number
  room: Room
  over: boolean
  finish(end: End): void
}

/** Where exchanges run. */
export interface Room {
  clock: Clock
  /** Those that are not over. */
  active: Set<Exchange>
}

/** What every channel reports to: the exchanges themselves. */
export const exchangeEar: Ear<Try> = { heard, failed }

/**
 * Puts one question to servers, in order, again and again with growing pauses, until one gives an answer, all have
 * failed for good, or the budget is spent. No try is given up while others run: a late answer is an answer.
 */
export function startExchange(
  question: Question,
  upstreams: readonly Upstream<Try>[],
  time: { budgetMs: number; leftMs: number },
  room: Room,
  finish: (end: End) => void,
): void {
  const first = upstreams.findIndex(speaks)
  const exchange: Exchange = {
    question,
    stands: upstreams.map(standOf),
    tries: noTries,
    turn: Math.max(first, 0),
    sent: 0,
    budgetMs: time.budgetMs,
    endsAt: performance.now() + time.leftMs,
    wakesAt: 0,
    room,
    over: false,
    tick: 0,
    ring: nextRound as Alarm['ring'],
    finish,
  }
  room.active.add(exchange)
  askNext(exchange)
}

const noTries: readonly Try[] = []

const speaks = ({ silent }: Upstream<Try>): boolean => silent < 2

const standOf = (upstream: Upstream<Try>): Stand => ({
  upstream,
  datagrams: 0,
  tcp: false,
  hangUps: 0,
  truncated: false,
})

const isDirect = ({ question }: Exchange): boolean => question.server !== undefined

/** Ends it at once, whatever is on its way. */
export const stopExchange = (exchange: Exchange, stopped: Blind): void => end(exchange, { stopped })

function end(exchange: Exchange, how: End): void {
  if (exchange.over) return
  exchange.over = true
  exchange.room.active.delete(exchange)
  cancelAlarm(exchange.room.clock, exchange)
  for (const pending of exchange.tries) forget(pending)
  exchange.finish(how)
}

/** The pause after each try: a twelfth of the budget, then a fifth longer each time; 5 s give 7 tries. */
function pause({ budgetMs, sent }: Exchange): number {
  const first = Math.min(budgetMs / 12, 450)
  return first * 1.2 ** (sent - 1) * (0.9 + Math.random() * 0.2)
}

function nextRound(exchange: Exchange): void {
  for (const { stand } of exchange.tries.slice(-1)) stand.upstream.silent++
  if (performance.now() >= exchange.endsAt - 5)
    end(exchange, { failures: exchange.stands.map((s) => lastWord(exchange, s)) })
  else askNext(exchange)
}

/** Asks the next server in turn that has not failed for good. */
function askNext(exchange: Exchange): void {
  const { stands } = exchange
  for (let i = 0; i < stands.length; i++) {
    const stand = stands[(exchange.turn + i) % stands.length] as Stand
    if (stand.failure) continue
    exchange.turn += i + 1
    exchange.sent++
    exchange.wakesAt = performance.now() + pause(exchange)
    setAlarm(exchange.room.clock, exchange, Math.min(exchange.wakesAt, exchange.endsAt))
    ask(exchange, stand)
    return
  }
  end(exchange, { failures: stands.map((s) => lastWord(exchange, s)) })
}

/** TCP where only that will do, and beside UDP once two datagrams have stayed without an answer. */
function ask(exchange: Exchange, stand: Stand): void {
  const { only } = stand.upstream
  const connectionAlone = only !== undefined || stand.truncated
  const tcpToo = stand.datagrams >= 2 && stand.hangUps === 0
  if (!stand.tcp && (connectionAlone || tcpToo)) query(exchange, stand, only ?? 'tcp')
  if (!connectionAlone) query(exchange, stand, 'udp')
}

function query(exchange: Exchange, stand: Stand, transport: Transport): void {
  if (exchange.over) return
  const { name, type, checkingDisabled } = exchange.question
  const edns = !stand.upstream.plain
  const octets = encodeQuery({ id: 0, name, type, recursionDesired: !isDirect(exchange), checkingDisabled, edns })
  const encrypted = transport === 'tls' || transport === 'https'
  const written = edns && encrypted ? padded(octets) : octets
  const pending: Try = { id: 0, query: written, desk: undefined, exchange, stand, transport, edns }
  if (transport === 'udp') stand.datagrams++
  else stand.tcp = true
  exchange.tries = exchange.tries.concat(pending)
  send(stand.upstream, transport, pending)
}

function heard(pending: Try, octets: Buffer, age = 0): void {
  const { exchange, stand, transport } = pending
  const like = likeness(pending.query, octets)
  if (exchange.over || (like === 'other' && !stand.upstream.only)) return
  if (transport !== 'udp') stand.tcp = false
  try {
    const message = aged(decodeMessage(octets, like === 'same' ? exchange.question.name : undefined), age)
    if (like === 'same' || (isEdnsRefusal(message) && !message.question)) take(pending, message)
    else if (stand.upstream.only) fail(exchange, stand, strange)
  } catch (error) {
    if (error instanceof Malformed) garbled(pending, error.message)
    else end(exchange, { stopped: bugOf(error) })
  }
}

/** Where nobody can forge, an answer to another question is what the server sends, and no other will come. */
const strange: Omit<Failure, 'who'> = { reason: 'malformed', says: '{who} sent the answer to another question' }

function aged(message: Message, seconds: number): Message {
  if (seconds > 0)
    for (const record of [...message.answers, ...message.authorities]) record.ttl = Math.max(0, record.ttl - seconds)
  return message
}

const bugOf = (error: unknown): Blind => ({
  reason: 'bug',
  detail: `relaycheck itself failed while reading an answer: ${String(error)}`,
})

function take(pending: Try, message: Message): void {
  const { exchange, stand, transport } = pending
  stand.upstream.silent = 0
  if (pending.edns && isEdnsRefusal(message) && message.answers.length === 0) {
    stand.upstream.plain = true
    forget(pending)
    query(exchange, stand, transport)
  } else if (message.truncated) cut(pending)
  else {
    const direct = isDirect(exchange)
    const reading = isAnswer(message) ? readAnswer(message, exchange.question, direct) : refusalOf(message)
    const recursive = direct && message.recursionAvailable && !message.authoritative
    if (reading.kind === 'unusable') fail(exchange, stand, { ...reading, ...(recursive && { recursive }) })
    else end(exchange, { reading, told: toldBy(message, stand.upstream.server, transport) })
  }
}

function toldBy(
  { authoritative, authenticated, octets, edns }: Message,
  server: string,
  transport: Transport,
): Piece['told'] {
  const told: Piece['told'] = { server, transport, authoritative, authenticated, octets }
  if (edns && edns.extendedErrors.length > 0) told.ede = [...edns.extendedErrors]
  return told
}

const isAnswer = ({ rcode }: Message): boolean => rcode === 0 || rcode === 3

function refusalOf({ rcode, edns }: Message): Unusable & Pick<Failure, 'rcode' | 'ede'> {
  const ede = edns?.extendedErrors ?? []
  const reason = rcode === 5 ? 'refused' : 'server-failure'
  return { kind: 'unusable', reason, says: rcodeSays(rcode, ede), rcode, ede }
}

/** FORMERR, NOTIMP and BADVERS: what a server says that does not know EDNS (RFC 6891 section 7), at times without the question. */
const isEdnsRefusal = ({ rcode }: Message): boolean => rcode === 1 || rcode === 4 || rcode === 16

/** The answer did not fit: the whole of it comes over TCP, from the same server (RFC 7766 section 5). */
function cut(pending: Try): void {
  const { exchange, stand, transport } = pending
  forget(pending)
  if (transport !== 'udp')
    fail(exchange, stand, {
      reason: 'malformed',
      says: `{who} cuts its answer short even over ${transport.toUpperCase()}`,
    })
  else {
    stand.truncated = true
    if (!stand.tcp) query(exchange, stand, 'tcp')
  }
}

/** Over UDP it may have been forged, so we go on waiting, and ask over TCP; over TCP it is what the server sends. */
function garbled(pending: Try, clause: string): void {
  const { exchange, stand, transport } = pending
  stand.upstream.silent = 0
  const again = stand.garbled !== undefined
  stand.garbled = clause
  if (transport !== 'udp') fail(exchange, stand, garbledFailure(clause))
  else if (!again && !stand.tcp) query(exchange, stand, 'tcp')
}

const garbledFailure = (clause: string): Omit<Failure, 'who'> => ({
  reason: 'malformed',
  says: `{who} sent an answer that cannot be read (${clause})`,
})

function failed(pending: Try, trouble: Trouble): void {
  const { exchange, stand, transport } = pending
  if (exchange.over || stand.failure) return
  if (transport === 'udp') fail(exchange, stand, unreachable(trouble))
  else connectionFailed(exchange, stand, trouble)
}

function connectionFailed(exchange: Exchange, stand: Stand, trouble: Trouble): void {
  stand.tcp = false
  stand.hangUps++
  const { only } = stand.upstream
  const needed = only !== undefined || stand.truncated
  if (trouble.code === 'CLOSED' && stand.hangUps === 1) query(exchange, stand, only ?? 'tcp')
  else if (stand.garbled !== undefined) fail(exchange, stand, garbledFailure(stand.garbled))
  else if (needed)
    fail(exchange, stand, stand.truncated ? cutOff('unreachable', troubleSays(trouble)) : unreachable(trouble))
}

const unreachable = (trouble: Trouble): Omit<Failure, 'who'> => ({
  reason: trouble.reason ?? 'unreachable',
  says: troubleSays(trouble),
  ...(trouble.local && { noRoute: true }),
})

const cutOff = (reason: BlindReason, says: string): Omit<Failure, 'who'> => ({
  reason,
  says: `the answer is too large for UDP, and over TCP ${says}`,
  truncated: true,
})

/** This server is done with; the others get their chance at once. A SERVFAIL leaves time to ask why (see diagnose). */
function fail(exchange: Exchange, stand: Stand, failure: Omit<Failure, 'who'>): void {
  if (exchange.over) return
  stand.failure = { who: stand.upstream.who, ...failure }
  for (const pending of exchange.tries) if (pending.stand === stand) forget(pending)
  if (failure.reason === 'server-failure' && !isDirect(exchange))
    hasten(exchange, performance.now() + exchange.budgetMs * 0.4)
  const open = exchange.stands.filter((s) => !s.failure)
  if (open.length === 0 || open.some((s) => s.datagrams === 0 && !s.tcp)) askNext(exchange)
}

function hasten(exchange: Exchange, endsAt: number): void {
  exchange.endsAt = Math.min(exchange.endsAt, endsAt)
  setAlarm(exchange.room.clock, exchange, Math.min(exchange.wakesAt, exchange.endsAt))
}

/** What is said of a server when time is up. */
function lastWord({ budgetMs }: Exchange, { upstream, failure, garbled: clause, truncated }: Stand): Failure {
  const { who } = upstream
  if (failure) return failure
  if (clause !== undefined) return { who, ...garbledFailure(clause) }
  const silence = `{who} did not answer within ${secondsOf(budgetMs)}`
  if (truncated) return { who, ...cutOff('timeout', silence) }
  return { who, reason: 'timeout', says: silence }
}
