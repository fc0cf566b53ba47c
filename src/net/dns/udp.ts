import type { Socket } from 'node:dgram'
import { type Desk, type Ear, type Endpoint, failAll, type Pending, seat, type Trouble, troubleOf } from './channel.ts'
import { random16 } from './random.ts'

const mostSockets = 16
const queriesPerSocket = 2000
const largestBurst = 32
const receiveBuffer = 4 * 1024 * 1024
/** How long a socket to a server that is asked little stays open for the next query: many domains share their name servers. */
const lingerMs = 300

/** One connected socket: the kernel takes datagrams from this server alone, and hands us its ICMP errors. */
interface Port extends Desk {
  socket: Socket
  connected: boolean
  /** What is to be sent once the socket is connected. */
  held: Pending[]
  used: number
  retired: boolean
  /** Closes it, unless a query comes before. */
  closing?: NodeJS.Timeout | undefined
  sent(error: Error | null): void
}

/** UDP to one server, from many random source ports (RFC 5452 section 9.2). */
export interface Udp<P extends Pending = Pending> {
  to: Endpoint
  ear: Ear<P>
  /** false: every query on its way has a socket of its own, closed soon after. For servers that are asked little. */
  keep: boolean
  ports: Port[]
  /** What leaves next, once the answers at hand have been read. */
  outbox: Pending[]
  flush(): void
}

export function openUdp<P extends Pending>(to: Endpoint, ear: Ear<P>, keep: boolean): Udp<P> {
  const udp: Udp<P> = { to, ear, keep, ports: [], outbox: [], flush: () => flush(udp) }
  return udp
}

/** Sends one query. Trouble is told to the ear, never thrown. */
export function sendUdp<P extends Pending>(udp: Udp<P>, pending: P): void {
  const port = choosePort(udp)
  seat(port, pending, random16)
  port.used++
  if (port.used >= queriesPerSocket) retire(udp, port)
  if (port.connected) post(udp, pending)
  else port.held.push(pending)
}

/** Closes every socket; nobody is told. */
export function closeUdp(udp: Udp): void {
  udp.outbox = []
  for (const port of udp.ports.splice(0)) {
    port.waiting.clear()
    retire(udp, port)
    port.left()
  }
}

/**
 * Queries that leave together cost a server that sleeps between them one waking instead of many. But few together: a
 * server's socket may hold no more than some 250 (Linux), and a server in this process reads 32 before we go on.
 */
function post(udp: Udp, pending: Pending): void {
  udp.outbox.push(pending)
  if (udp.outbox.length === 1) setImmediate(udp.flush)
}

function flush(udp: Udp): void {
  const burst = udp.outbox.length > largestBurst ? udp.outbox.splice(0, largestBurst) : udp.outbox
  if (burst === udp.outbox) udp.outbox = []
  else setImmediate(udp.flush)
  for (const pending of burst) {
    const port = pending.desk as Port | undefined
    port?.socket.send(pending.query, port.sent)
  }
}

function choosePort<P extends Pending>(udp: Udp<P>): Port {
  const free = udp.keep ? udp.ports.length >= mostSockets && udp.ports[random16() % mostSockets] : freePort(udp)
  if (free) return free
  const port = openPort(udp)
  udp.ports.push(port)
  return port
}

/** A socket that nobody waits at. */
function freePort(udp: Udp): Port | undefined {
  const port = udp.ports.find(({ closing }) => closing)
  clearTimeout(port?.closing)
  if (port) port.closing = undefined
  return port
}

function openPort<P extends Pending>(udp: Udp<P>): Port {
  const { address, port } = udp.to
  const socket = process.getBuiltinModule('node:dgram').createSocket({
    type: address.includes(':') ? 'udp6' : 'udp4',
    lookup: (host, _options, done) => done(null, host, 0),
  })
  const opened: Port = {
    socket,
    connected: false,
    held: [],
    sent(error) {
      if (error && !passing.has((error as NodeJS.ErrnoException).code ?? ''))
        breakPort(udp, opened, troubleOf(error, false))
    },
    used: 0,
    retired: false,
    waiting: new Map(),
    left: () => closeIfDone(udp, opened),
  }
  socket.on('message', (octets) => {
    const pending = octets.length < 2 ? undefined : opened.waiting.get(octets.readUInt16BE(0))
    if (pending) udp.ear.heard(pending as P, octets)
  })
  socket.on('error', (error) => breakPort(udp, opened, troubleOf(error, !opened.connected)))
  socket.connect(port, address, (error?: Error) => {
    if (error) return breakPort(udp, opened, troubleOf(error, true))
    opened.connected = true
    enlarge(socket)
    for (const pending of opened.held.splice(0)) if (pending.desk === opened) post(udp, pending)
  })
  socket.unref()
  return opened
}

/** Datagrams that come faster than we read are lost where the buffer is small; a system may refuse a large one. */
function enlarge(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBuffer)
  } catch {}
}

/** A datagram that the system has no room for is a datagram lost: the next try sends it again. */
const passing = new Set(['EAGAIN', 'ENOBUFS', 'ENOMEM'])

function retire(udp: Udp, port: Port): void {
  port.retired = true
  const at = udp.ports.indexOf(port)
  if (at >= 0) udp.ports.splice(at, 1)
}

function closeIfDone(udp: Udp, port: Port): void {
  if (port.waiting.size > 0) return
  if (port.retired) {
    port.left = () => {}
    clearTimeout(port.closing)
    port.socket.close()
  } else if (!udp.keep) closeSoon(udp, port)
}

function closeSoon(udp: Udp, port: Port): void {
  port.closing = setTimeout(() => {
    retire(udp, port)
    port.left()
  }, lingerMs).unref()
}

function breakPort<P extends Pending>(udp: Udp<P>, port: Port, trouble: Trouble): void {
  retire(udp, port)
  failAll(port, udp.ear, trouble)
  port.left()
}
