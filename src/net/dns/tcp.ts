import type { Socket } from 'node:net'
import { type Desk, type Ear, type Endpoint, failAll, type Pending, seat, type Trouble, troubleOf } from './channel.ts'
import { type Frames, frame, openFrames, takeFrames } from './frames.ts'
import { random16 } from './random.ts'

const mostLines = 4
const mostInFlight = 32
const mostStrays = 100
const idleMs = 2000

/** One connection, its queries pipelined (RFC 7766 section 6.2.1.1). */
interface Line extends Desk {
  socket: Socket
  frames: Frames
  connected: boolean
  /** Takes no more queries: it left one unanswered, or it is closing. */
  retired: boolean
  /** Messages that answered nothing that was asked. */
  strays: number
  /** What those are told who still wait when it ends. */
  trouble: Trouble
}

/** How a connection to a server comes to be. */
export interface Dial {
  /** Begins one. Trouble comes as its error. */
  connect(): Socket
  /** The event after which queries may be sent. */
  ready: 'connect' | 'secureConnect'
  /** What an error before that event means. */
  troubleOf(error: Error): Trouble
}

/** Plain TCP. */
export const overTcp = (to: Endpoint): Dial => ({
  connect: () => process.getBuiltinModule('node:net').connect({ host: to.address, port: to.port, noDelay: true }),
  ready: 'connect',
  troubleOf: (error) => troubleOf(error, true),
})

/** Connections to one server: few, kept while they are used, and a queue for what they cannot take. */
export interface Tcp<P extends Pending = Pending> {
  dial: Dial
  ear: Ear<P>
  lines: Line[]
  /** Queries that wait for a connection with room; it is also their desk until then. */
  queue: Desk
}

export function openTcp<P extends Pending>(dial: Dial, ear: Ear<P>): Tcp<P> {
  return { dial, ear, lines: [], queue: { waiting: new Map(), left: () => {} } }
}

/** Sends one query. Trouble is told to the ear, never thrown. */
export function sendTcp<P extends Pending>(tcp: Tcp<P>, pending: P): void {
  const line = lineWithRoom(tcp)
  if (line) transmit(line, pending)
  else if (tcp.queue.waiting.size < 65_536) seat(tcp.queue, pending, random16)
  else tcp.ear.failed(pending, { code: 'ENOBUFS', local: false })
}

/** Closes every connection; nobody is told. */
export function closeTcp(tcp: Tcp): void {
  tcp.queue.waiting.clear()
  for (const line of tcp.lines.splice(0)) {
    line.waiting.clear()
    line.socket.destroy()
  }
}

function lineWithRoom<P extends Pending>(tcp: Tcp<P>): Line | undefined {
  const open = tcp.lines.filter((line) => !line.retired)
  const free = open.find((line) => line.waiting.size < mostInFlight)
  return free ?? (open.length < mostLines ? openLine(tcp) : undefined)
}

function transmit(line: Line, pending: Pending): void {
  seat(line, pending, random16)
  line.socket.setTimeout(0)
  if (line.connected) line.socket.write(frame(pending.query))
}

/** Nothing is written earlier: over TLS it would go to whoever it is that answers. */
function begin(line: Line): void {
  line.connected = true
  if (line.waiting.size > 0) line.socket.write(Buffer.concat([...line.waiting.values()].map((p) => frame(p.query))))
}

function openLine<P extends Pending>(tcp: Tcp<P>): Line {
  const socket = tcp.dial.connect()
  const line: Line = {
    socket,
    frames: openFrames(),
    connected: false,
    retired: false,
    strays: 0,
    trouble: { code: 'CLOSED', local: false },
    waiting: new Map(),
    // An answer leaves no gap (see hear): who leaves here was left waiting, so this connection is not to be trusted.
    left: () => {
      line.retired = true
      rest(tcp, line)
    },
  }
  tcp.lines.push(line)
  socket.on(tcp.dial.ready, () => begin(line))
  socket.on('data', (chunk: Buffer) => hear(tcp, line, chunk))
  socket.on('timeout', () => socket.destroy())
  socket.on('end', () => {
    line.retired = true
  })
  socket.on('error', (error) => {
    if (!line.connected) line.trouble = tcp.dial.troubleOf(error)
  })
  socket.on('close', () => endLine(tcp, line))
  socket.unref()
  return line
}

const strangers: Trouble = {
  code: 'STRANGE',
  local: false,
  says: '{who} sent more than a hundred messages that answer nothing that was asked',
  reason: 'malformed',
}

function hear<P extends Pending>(tcp: Tcp<P>, line: Line, chunk: Buffer): void {
  for (const octets of takeFrames(line.frames, chunk)) {
    const pending = octets.length < 2 ? undefined : line.waiting.get(octets.readUInt16BE(0))
    if (pending) {
      line.waiting.delete(pending.id)
      pending.desk = undefined
      tcp.ear.heard(pending as P, octets)
    } else if (++line.strays > mostStrays) {
      line.trouble = strangers
      line.socket.destroy()
    }
  }
  rest(tcp, line)
}

/** Takes the next queries from the queue; with none, the connection closes after a while, or at once if it is retired. */
function rest<P extends Pending>(tcp: Tcp<P>, line: Line): void {
  feed(tcp)
  if (line.waiting.size > 0) return
  if (line.retired) line.socket.destroy()
  else line.socket.setTimeout(idleMs)
}

function feed<P extends Pending>(tcp: Tcp<P>): void {
  for (const [id, pending] of tcp.queue.waiting) {
    const line = lineWithRoom(tcp)
    if (!line) return
    tcp.queue.waiting.delete(id)
    transmit(line, pending)
  }
}

function endLine<P extends Pending>(tcp: Tcp<P>, line: Line): void {
  const { trouble } = line
  line.retired = true
  const at = tcp.lines.indexOf(line)
  if (at < 0) return
  tcp.lines.splice(at, 1)
  failAll(line, tcp.ear, trouble)
  // Where not even the connection came to be, the others who want one need not each find that out.
  if (!line.connected && tcp.lines.length === 0) failAll(tcp.queue, tcp.ear, trouble)
  else feed(tcp)
}
