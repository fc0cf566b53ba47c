import { type Desk, type Ear, type Pending, seat, type Trouble } from './channel.ts'
import { type Carrier, type HttpReply, type HttpRequest, openCarrier } from './http.ts'
import type { Dial } from './tcp.ts'

const mediaType = 'application/dns-message'
/** What a server says that takes no POST: its next questions come by GET. */
const noPost = new Set([405, 415, 501])

/** DNS over HTTPS to one server (RFC 8484): connections that are kept while they are used. */
export interface Https<P extends Pending = Pending> {
  place: { authority: string; path: string }
  dial(protocols: readonly string[]): Dial
  ear: Ear<P>
  method: HttpRequest['method']
  /** Where the next requests go. */
  line?: Line | undefined
  underWay: Set<Exchange>
}
interface Line {
  came: Promise<Carrier | { trouble: Trouble }>
  /** Once it has come. */
  carrier?: Carrier
  attempt: AbortController
}
/** One request and its reply; its query has a desk of its own, so that its ID can be 0 (RFC 8484 section 4.1). */
interface Exchange extends Desk {
  line: Line
  stop: AbortController
}

export const openHttps = <P extends Pending>(place: Https['place'], dial: Https['dial'], ear: Ear<P>): Https<P> => ({
  place,
  dial,
  ear,
  method: 'POST',
  underWay: new Set(),
})

/** Sends one query. Trouble is told to the ear, never thrown. */
export function sendHttps<P extends Pending>(https: Https<P>, pending: P): void {
  const exchange: Exchange = {
    line: lineOf(https),
    stop: new AbortController(),
    waiting: new Map(),
    left: () => leave(https, exchange),
  }
  seat(exchange, pending, () => 0)
  https.underWay.add(exchange)
  void converse(https, pending.query, exchange).then((came) => {
    https.underWay.delete(exchange)
    // Who has left is told nothing.
    if (!exchange.waiting.delete(0)) return
    pending.desk = undefined
    if ('trouble' in came) https.ear.failed(pending, came.trouble)
    else https.ear.heard(pending, came.body, ageOf(came))
  })
}

/** Closes every connection; nobody is told. */
export function closeHttps(https: Https): void {
  if (https.line) end(https.line)
  https.line = undefined
  for (const { waiting, stop, line } of https.underWay) {
    waiting.clear()
    stop.abort()
    end(line)
  }
}

function end({ attempt, carrier }: Line): void {
  attempt.abort()
  carrier?.destroy()
}

/** A connection that left a query unanswered is not to be trusted with others; one that comes to be for nobody is given up. */
function leave(https: Https, exchange: Exchange): void {
  const { line, stop } = exchange
  stop.abort()
  https.underWay.delete(exchange)
  if (https.line === line) https.line = undefined
  if (line.carrier) line.carrier.retire()
  else if (![...https.underWay].some((other) => other.line === line)) line.attempt.abort()
}

function lineOf(https: Https): Line {
  if (https.line?.carrier?.open() === false) https.line = undefined
  https.line ??= openLine(https)
  return https.line
}

function openLine(https: Https): Line {
  const attempt = new AbortController()
  const came = openCarrier(https.place.authority, (protocols) => https.dial(protocols), attempt.signal)
  const line: Line = { attempt, came }
  void came.then((carrier) => {
    if (!('trouble' in carrier)) line.carrier = carrier
    else if (https.line === line) https.line = undefined
  })
  return line
}

async function converse(
  https: Https,
  query: Buffer,
  { line, stop: { signal } }: Exchange,
): Promise<HttpReply | { trouble: Trouble }> {
  const carrier = await line.came
  if ('trouble' in carrier) return carrier
  const { method } = https
  const reply = await carrier.ask(requestOf(https, query), signal)
  if (method === 'GET' || 'trouble' in reply || !noPost.has(reply.status)) return checked(reply)
  https.method = 'GET'
  return checked(await carrier.ask(requestOf(https, query), signal))
}

function requestOf({ place: { path }, method }: Https, query: Buffer): HttpRequest {
  if (method === 'GET')
    return { method, path: `${path}?dns=${query.toString('base64url')}`, headers: { accept: mediaType } }
  const headers = { accept: mediaType, 'content-type': mediaType, 'content-length': String(query.length) }
  return { method, path, headers, body: query }
}

/** RFC 8484 section 4.2.1: an answer comes with a status of 2xx, whatever it says; redirects are not followed. */
function checked(reply: HttpReply | { trouble: Trouble }): HttpReply | { trouble: Trouble } {
  if ('trouble' in reply) return reply
  const { status, headers, body } = reply
  const trouble = (says: string, reason: Trouble['reason'] = 'malformed') => ({
    trouble: { code: 'HTTP', local: false, reason, says },
  })
  if (status >= 300 && status < 400)
    return trouble(`{who} wants the question elsewhere (HTTP status ${status}), and it stays here`, 'unreachable')
  if (status < 200 || status > 299) return trouble(`{who} gives no answer but HTTP status ${status}`, 'unreachable')
  if (String(headers['content-type']).split(';')[0]?.trim().toLowerCase() !== mediaType)
    return trouble(`what {who} sends is no DNS (its Content-Type is not ${mediaType})`)
  if (body.length >= 2 && body.readUInt16BE(0) !== 0)
    return trouble('{who} sent the answer to another question (its ID is not the one sent)')
  return reply
}

/** RFC 8484 section 5.1: what caches on the way have kept is that much older. */
function ageOf({ headers: { age } }: HttpReply): number {
  return typeof age === 'string' && /^\d{1,9}$/.test(age) ? Number(age) : 0
}
