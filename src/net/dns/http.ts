import type { Agent } from 'node:http'
import type { ClientHttp2Session } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { Trouble } from './channel.ts'
import type { Dial } from './tcp.ts'

const mostConnections = 4
const idleMs = 2000
const longestBody = 65_535

export interface HttpRequest {
  method: 'GET' | 'POST'
  path: string
  headers: Readonly<Record<string, string>>
  body?: Uint8Array
}
export interface HttpReply {
  status: number
  headers: Readonly<Record<string, unknown>>
  body: Buffer
}
/** Connections to one server that take requests, whichever HTTP it speaks. */
export interface Carrier {
  /** What comes of a request; `signal` gives it up. */
  ask(request: HttpRequest, signal: AbortSignal): Promise<HttpReply | { trouble: Trouble }>
  /** Whether it takes further requests. */
  open(): boolean
  /** Takes no more of them, and ends once none is on its way. */
  retire(): void
  destroy(): void
}
type Dialer = (protocols: readonly string[]) => Dial

const closed: Trouble = { code: 'CLOSED', local: false }
/** How long a body may be, and what is said of one that is longer. */
export interface Longest {
  octets: number
  says: string
}
const ofDns: Longest = {
  octets: longestBody,
  says: `{who} sent more than the ${longestBody} octets that a DNS message may have`,
}

/** Connects to a server that URLs name as `authority`; HTTP/2 where the server chooses it, else HTTP/1.1 (RFC 7301). Until then `signal` gives the attempt up. */
export async function openCarrier(
  authority: string,
  dial: Dialer,
  signal: AbortSignal,
  longest = ofDns,
): Promise<Carrier | { trouble: Trouble }> {
  const socket = await connected(dial(['h2', 'http/1.1']), signal)
  if ('trouble' in socket) return socket
  const replies = (done: Told, giveUp: () => void) => collector(longest, done, giveUp)
  return socket.alpnProtocol === 'h2'
    ? overHttp2(authority, socket, replies)
    : overHttp1(authority, socket, dial(['http/1.1']), replies)
}
type Told = (reply: HttpReply | { trouble: Trouble }) => void
type Collect = (done: Told, giveUp: () => void) => ReturnType<typeof collector>

/** A connection whose other end has shown its certificate. */
function connected(dial: Dial, signal: AbortSignal): Promise<TLSSocket | { trouble: Trouble }> {
  return new Promise((done) => {
    const socket = dial.connect() as TLSSocket
    const abort = () => socket.destroy()
    let trouble = closed
    socket.once(dial.ready, () => done(socket))
    socket.on('error', (error) => {
      trouble = dial.troubleOf(error)
    })
    socket.once('close', () => {
      signal.removeEventListener('abort', abort)
      done({ trouble })
    })
    signal.addEventListener('abort', abort)
    socket.unref()
  })
}

/** What carries requests, whichever HTTP it speaks. */
interface Means {
  ask: Carrier['ask']
  /** It has ended by itself. */
  ended(): boolean
  /** How long it may stay unused from now on; 0: it is in use. */
  idle(ms: number): void
  destroy(): void
}

function carrierBy({ ask, ended, idle, destroy }: Means): Carrier {
  let underWay = 0
  let retired = false
  const rest = () => {
    if (underWay > 0) return
    if (retired) destroy()
    else idle(idleMs)
  }
  return {
    async ask(request, signal) {
      underWay++
      idle(0)
      const reply = await ask(request, signal)
      underWay--
      rest()
      return reply
    },
    open: () => !retired && !ended(),
    retire() {
      retired = true
      rest()
    },
    destroy,
  }
}

function overHttp2(authority: string, socket: TLSSocket, collect: Collect): Carrier {
  const session = process.getBuiltinModule('node:http2').connect(`https://${authority}`, {
    createConnection: () => socket,
    settings: { enablePush: false },
  })
  // One request leaves after the other: some servers (Knot Resolver) refuse one that comes between the parts of another.
  const { enter, leave } = turnstile(1)
  session.on('error', () => {})
  session.on('timeout', () => session.destroy())
  session.unref()
  return carrierBy({
    async ask(request, signal) {
      await enter()
      return askHttp2(session, request, signal, { authority, collect, left: leave })
    },
    ended: () => session.closed || session.destroyed,
    idle: (ms) => session.setTimeout(ms),
    destroy: () => session.destroy(),
  })
}

/** `left` is called once, when the whole request has been sent or will not be. */
function askHttp2(
  session: ClientHttp2Session,
  request: HttpRequest,
  signal: AbortSignal,
  { authority, collect, left }: { authority: string; collect: Collect; left(): void },
) {
  const { method, path, headers, body } = request
  let leaving = true
  const leave = () => {
    if (leaving) left()
    leaving = false
  }
  return new Promise<HttpReply | { trouble: Trouble }>((done) => {
    try {
      const head = { ':method': method, ':authority': authority, ':path': path, ...headers }
      const stream = session.request(head, { signal, endStream: !body })
      const take = collect(done, () => stream.destroy())
      stream.on('response', (head) => take.head(Number(head[':status']), head))
      stream.on('data', take.data)
      stream.on('error', (error) => take.fail(httpTrouble(error)))
      // A stream that is cut off ends as well: only its code says that it was whole.
      stream.on('close', () => (stream.rstCode === 0 ? take.end() : take.fail(closed)))
      stream.on('close', leave)
      if (body) stream.end(body, leave)
      else leave()
    } catch {
      // The session has ended since it was looked at.
      leave()
      done({ trouble: closed })
    }
  })
}

/** One request at a time on a connection; `socket` is the first. The agent closes what is not used. */
function overHttp1(authority: string, socket: TLSSocket, dial: Dial, collect: Collect): Carrier {
  const end = new AbortController()
  const agent = agentOver(socket, dial, end.signal)
  const { enter, leave } = turnstile(mostConnections)
  return carrierBy({
    async ask(request, signal) {
      await enter()
      const asked = { ...request, headers: { ...request.headers, host: authority } }
      const reply = await askHttp1(agent, asked, signal, collect)
      leave()
      return reply
    },
    ended: () => end.signal.aborted,
    idle: () => {},
    destroy() {
      end.abort()
      socket.destroy()
      agent.destroy()
    },
  })
}

/** Hands out connections only once the other end has shown its certificate: a request is written at once. */
function agentOver(socket: TLSSocket, dial: Dial, signal: AbortSignal): Agent {
  const agent = new (process.getBuiltinModule('node:http').Agent)({ keepAlive: true, timeout: idleMs })
  let first: TLSSocket | undefined = socket
  agent.createConnection = (_, done) => {
    const next = first && !first.destroyed ? Promise.resolve(first) : connected(dial, signal)
    first = undefined
    void next.then((came) => {
      if ('trouble' in came) done?.(Object.assign(new Error('no connection'), { trouble: came.trouble }), socket)
      else done?.(null, came)
    })
    return undefined
  }
  return agent
}

/** Lets few through at a time, the others in turn: an agent counts connections only once they stand. */
function turnstile(most: number) {
  const waiting: (() => void)[] = []
  let inside = 0
  return {
    enter: () => (inside++ < most ? Promise.resolve() : new Promise<void>((go) => waiting.push(go))),
    leave() {
      inside--
      waiting.shift()?.()
    },
  }
}

function askHttp1(agent: Agent, { method, path, headers, body }: HttpRequest, signal: AbortSignal, collect: Collect) {
  return new Promise<HttpReply | { trouble: Trouble }>((done) => {
    const request = process.getBuiltinModule('node:http').request({ agent, method, path, headers, signal })
    const take = collect(done, () => request.destroy())
    request.on('response', (response) => {
      take.head(response.statusCode ?? 0, response.headers)
      response.on('data', take.data)
      response.on('end', take.end)
      response.on('error', () => take.fail(closed))
    })
    request.on('error', (error) => take.fail(httpTrouble(error)))
    request.on('close', () => take.fail(closed))
    request.end(body)
  })
}

function httpTrouble(error: Error & { code?: string; trouble?: Trouble }): Trouble {
  if (error.trouble) return error.trouble
  const code = error.code ?? ''
  if (!/^(HPE_|ERR_HTTP2_ERROR|ERR_HTTP2_SESSION_ERROR)/.test(code)) return closed
  return { code, local: false, reason: 'malformed', says: `what {who} sends is not HTTP as it should be (${code})` }
}

/** Puts a reply together, no longer than it may be; what comes first counts, and the rest is not heard. */
function collector({ octets, says }: Longest, done: Told, giveUp: () => void) {
  const chunks: Buffer[] = []
  let head: Pick<HttpReply, 'status' | 'headers'> | undefined
  let length = 0
  const fail = (trouble: Trouble) => done({ trouble })
  return {
    head(status: number, headers: HttpReply['headers']) {
      head = { status, headers }
    },
    data(chunk: Buffer) {
      length += chunk.length
      if (length <= octets) return chunks.push(chunk)
      fail({ code: 'E2BIG', local: false, reason: 'malformed', says })
      giveUp()
    },
    end: () => (head ? done({ ...head, body: Buffer.concat(chunks) }) : fail(closed)),
    fail,
  }
}
