import { Buffer } from 'node:buffer'
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RecordType, typeOf } from '../../records/dns.ts'
import { encodeResponse } from './encode.ts'
import type { Message, Response } from './message.ts'
import { decodeMessage } from './wire.ts'

/** A question as our own name server got it. */
export interface Question {
  name: string
  /** `TYPE65` for a type that relaycheck does not read. */
  type: RecordType | `TYPE${number}`
  transport: 'udp' | 'tcp'
  /** The asker's address and port, `127.0.0.1:40000`. */
  from: string
  recursionDesired: boolean
  checkingDisabled: boolean
  /** The UDP size that the asker takes; absent where it spoke no EDNS. */
  edns?: number
  /** The query as it came, without the length before it over TCP. */
  octets: Buffer
}

/**
 * What to send: a response, with ways to misbehave (another `id` or `question`, no `edns` though asked for, `delayMs`
 * before it, over UDP `fromElsewhere`: another port); `raw` octets as one message; over TCP `stream` octets just as they are, or `hangUp`.
 */
export type Reply = (
  | (Response & { id?: number; question?: Message['question']; edns?: false; fromElsewhere?: boolean })
  | { raw: Uint8Array }
  | { stream: Uint8Array }
  | { hangUp: true }
) & { delayMs?: number }
export type Answer = (question: Question) => Replies | Promise<Replies>
type Replies = Reply | readonly Reply[] | undefined

export interface NameServer {
  address: string
  port: number
  /** Every question so far, in the order of arrival. */
  asked: Question[]
  close(): Promise<void>
}

/** Sends one message, or octets, back to an asker. */
interface Asker {
  send(message: Uint8Array, elsewhere: boolean): void
  stream(octets: Uint8Array): void
  hangUp(): void
  /** How many octets a message to it may have. */
  room: number
}

/**
 * A name server on loopback, UDP and TCP on one port that the system chooses: the demo's world, and the tests'. It
 * answers what `answer` says, nothing where that is undefined, and sets TC where an answer is too big for the asker.
 */
export async function startNameServer(options: { answer: Answer; address?: string }): Promise<NameServer> {
  const { answer, address = '127.0.0.1' } = options
  const asked: Question[] = []
  const stop = new AbortController()
  const serve = (octets: Buffer, transport: 'udp' | 'tcp', from: string, asker: Omit<Asker, 'room'>) => {
    const query = readQuery(octets)
    if (!query?.question) return
    const question = describe(query, query.question, { transport, from, octets })
    asked.push(question)
    const room = transport === 'tcp' ? 65535 : Math.max(512, question.edns ?? 512)
    void respond(query, answer(question), { ...asker, room }, stop.signal)
  }
  const connections = new Set<Socket>()
  const { tcp, udp, port } = await bindBoth(address)
  udp.on('message', (octets, peer) =>
    serve(octets, 'udp', `${peer.address}:${peer.port}`, udpAsker(udp, peer, address)),
  )
  tcp.on('connection', (socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    const from = `${socket.remoteAddress}:${socket.remotePort}`
    readFrames(socket, (octets) => serve(octets, 'tcp', from, tcpAsker(socket)))
  })
  const close = async () => {
    stop.abort()
    for (const socket of connections) socket.destroy()
    await Promise.all([new Promise<void>((done) => udp.close(done)), new Promise((done) => tcp.close(done))])
  }
  return { address, port, asked, close }
}

function readQuery(octets: Buffer): Message | undefined {
  try {
    const query = decodeMessage(octets)
    return query.response ? undefined : query
  } catch {
    return undefined
  }
}

function describe(
  query: Message,
  { name, type }: NonNullable<Message['question']>,
  came: Pick<Question, 'transport' | 'from' | 'octets'>,
): Question {
  const { recursionDesired, checkingDisabled } = query
  return {
    name,
    type: typeOf(type) ?? `TYPE${type}`,
    recursionDesired,
    checkingDisabled,
    ...(query.edns && { edns: query.edns.udpSize }),
    ...came,
  }
}

async function respond(query: Message, pending: Replies | Promise<Replies>, asker: Asker, stop: AbortSignal) {
  const replies = [(await pending) ?? []].flat() as Reply[]
  for (const reply of replies) {
    if (reply.delayMs) {
      const waited = await sleep(reply.delayMs, true, { signal: stop, ref: false }).catch(() => false)
      if (!waited) return
    }
    if (stop.aborted) return
    if ('raw' in reply) asker.send(reply.raw, false)
    else if ('stream' in reply) asker.stream(reply.stream)
    else if ('hangUp' in reply) asker.hangUp()
    else
      asker.send(
        encodeToFit({ ...query, ...(reply.id !== undefined && { id: reply.id }) }, reply, asker.room),
        reply.fromElsewhere === true,
      )
  }
}

/** RFC 2181 section 9: what does not fit is left out, and TC says so. */
function encodeToFit(
  query: Message,
  reply: Response & { question?: Message['question']; edns?: false },
  room: number,
): Buffer {
  const asking = {
    ...query,
    ...(reply.question && { question: reply.question }),
    ...(reply.edns === false && { edns: undefined }),
  }
  const whole = encodeResponse(asking, reply)
  if (whole.length <= room) return whole
  const { answers: _, authorities: _a, additionals: _b, ...rest } = reply
  return encodeResponse(asking, { ...rest, truncated: true })
}

/** TCP first, on a port of the system's choice, then UDP on the same one; another port where UDP has it taken. */
async function bindBoth(address: string): Promise<{ tcp: Server; udp: UdpSocket; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const tcp = createServer()
    await new Promise<void>((done, failed) => tcp.once('error', failed).listen(0, address, done))
    const { port } = tcp.address() as AddressInfo
    const udp = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 })
    try {
      await new Promise<void>((done, failed) => udp.once('error', failed).bind(port, address, done))
      udp.removeAllListeners('error').on('error', () => {})
      return { tcp, udp, port }
    } catch (error) {
      udp.close()
      tcp.close()
      if (attempt === 10) throw error
    }
  }
}

function udpAsker(udp: UdpSocket, { address, port }: RemoteInfo, own: string): Omit<Asker, 'room'> {
  return {
    send(message, elsewhere) {
      if (!elsewhere) return udp.send(message, port, address)
      const other = createSocket(own.includes(':') ? 'udp6' : 'udp4').on('error', () => {})
      other.bind(0, own, () => other.send(message, port, address, () => other.close()))
    },
    stream: () => {},
    hangUp: () => {},
  }
}

function tcpAsker(socket: Socket): Omit<Asker, 'room'> {
  return {
    send: (message) =>
      void socket.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message])),
    stream: (octets) => void socket.write(octets),
    hangUp: () => void socket.resetAndDestroy(),
  }
}

/** Cuts a stream into messages by the two octets of length before each (RFC 1035 section 4.2.2). */
function readFrames(socket: Socket, take: (octets: Buffer) => void): void {
  let held: Buffer = Buffer.alloc(0)
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    held = Buffer.concat([held, chunk])
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0)
      take(held.subarray(2, end))
      held = held.subarray(end)
    }
  })
}
