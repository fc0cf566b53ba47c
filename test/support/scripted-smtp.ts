import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { TLSSocket, type TlsOptions } from 'node:tls'
import { peeking } from '../../src/net/smtp/peek.ts'

/**
 * One step of a server's conversation. `S: 220 ready` is a line that it says, with its end. `C: EHLO *` is a line that it waits
 * for: as it stands, or up to the `*` at its end. All else is what real servers do as well.
 */
export type Step =
  | `S: ${string}`
  | `C: ${string}`
  /** Octets as they are. */
  | { octets: string | Uint8Array }
  /** One octet after another, with so many ms between them. */
  | { dribble: string; everyMs: number }
  /** The same line again and again, until the client leaves. */
  | { endlessly: string }
  | { waitMs: number }
  /** TLS begins. */
  | { tls: TlsOptions }
  /** A message is waited for, up to the dot that ends it. */
  | 'message'
  /** The connection is reset. */
  | 'reset'
  /** Nothing is said any more; the client has to leave. */
  | 'silence'

/** A server that holds conversations by a script. */
export interface Scripted {
  port: number
  /** For the client's option of that name: every address leads here. */
  reach(address: string, port: number): { address: string; port: number }
  /** What clients said, line by line, in the order in which it came. */
  heard: string[]
  /** How many connections there were, how many of them the server has not ended, and how many that were at the same time. */
  count: { all: number; open: number; atOnce: number }
  /** The names that clients asked for by SNI. */
  names: (string | false)[]
  /** The fingerprints of the certificates that clients showed. */
  shown: string[]
  /** When no connection is open any more. */
  left(): Promise<void>
}

/** EHLO and its answer, with these extensions. */
export const hello = (...extensions: string[]): Step[] => [
  'C: EHLO *',
  ...['mail.relay.example', ...extensions].map(
    (line, i) => `S: 250${i < extensions.length ? '-' : ' '}${line}` as const,
  ),
]
export const greeting: Step = 'S: 220 mail.relay.example ESMTP'
export const bye: readonly Step[] = ['C: QUIT', 'S: 221 2.0.0 Bye']
/** From the greeting into TLS, where these extensions are offered. */
export const intoTls = (tls: TlsOptions, ...extensions: string[]): Step[] => [
  greeting,
  ...hello('STARTTLS'),
  'C: STARTTLS',
  'S: 220 2.0.0 Ready to start TLS',
  { tls },
  ...hello(...extensions),
]

/**
 * A server on loopback that follows the script with every client, or that of the client's number, and then ends the
 * connection. A client that says something else than the script has is hung up on, and fails the test at its end.
 */
export async function startScript(
  t: TestContext,
  script: readonly Step[] | ((client: number) => readonly Step[]),
  host: '127.0.0.1' | '::1' = '127.0.0.1',
): Promise<Scripted> {
  const connections = new Set<Socket>()
  const faults: string[] = []
  const count = { all: 0, open: 0, atOnce: 0 }
  const [heard, names, shown]: [string[], (string | false)[], string[]] = [[], [], []]
  const server = createServer({ noDelay: true }, (socket) => {
    const steps = typeof script === 'function' ? script(count.all) : script
    connections.add(socket)
    count.all++
    count.atOnce = Math.max(count.atOnce, ++count.open)
    let ours = true
    const end = () => {
      if (ours) count.open--
      ours = false
    }
    socket.once('close', () => {
      end()
      connections.delete(socket)
      server.emit('left')
    })
    const line: Line = { socket, raw: socket, unread: '', heard, names, shown, wake() {}, ended: false }
    listen(line)
    void play(line, steps, end).catch((error: Error) => {
      if (!line.ended) faults.push(error.message)
      socket.destroy()
    })
  })
  server.listen(0, host)
  await once(server, 'listening')
  t.after(() => {
    for (const socket of connections) socket.destroy()
    server.close()
    assert.deepEqual(faults, [])
  })
  const { port } = server.address() as AddressInfo
  const left = async () => {
    while (connections.size > 0) await once(server, 'left')
  }
  return { port, reach: () => ({ address: host, port }), heard, count, names, shown, left }
}

interface Line {
  socket: Socket
  /** The connection below TLS. */
  raw: Socket
  unread: string
  heard: string[]
  names: (string | false)[]
  shown: string[]
  wake(): void
  ended: boolean
}

function listen(line: Line): void {
  const end = () => {
    line.ended = true
    line.wake()
  }
  line.socket
    .on('data', (chunk: Buffer) => {
      line.unread += chunk.toString('utf8')
      line.wake()
    })
    .on('end', end)
    .on('error', end)
    .on('close', end)
}

async function play(line: Line, steps: readonly Step[], end: () => void): Promise<void> {
  for (const step of steps) {
    if (line.ended) return
    if (typeof step === 'string') await playWord(line, step)
    else if ('octets' in step) line.socket.write(step.octets)
    else if ('waitMs' in step) await wait(line, step.waitMs)
    else if ('endlessly' in step) await repeat(line, step.endlessly)
    else if ('tls' in step) await startTls(line, step.tls)
    else await dribble(line, step)
  }
  end()
  line.socket.end()
}

async function playWord(line: Line, step: string): Promise<void> {
  if (step.startsWith('S: ')) line.socket.write(`${step.slice(3)}\r\n`)
  else if (step === 'reset') line.raw.resetAndDestroy()
  else if (step === 'message') {
    for (let said = await nextLine(line); said !== '.'; said = await nextLine(line))
      if (said === undefined) throw new Error('the client left in the middle of its message')
  } else if (step === 'silence') while (!line.ended) await woken(line)
  else expect(step.slice(3), await nextLine(line))
}

function expect(wanted: string, said: string | undefined): void {
  if (said === undefined) throw new Error(`the client left, where "${wanted}" was expected`)
  const fits = wanted.endsWith('*') ? said.startsWith(wanted.slice(0, -1)) : said === wanted
  if (!fits) throw new Error(`the client said "${said}", where "${wanted}" was expected`)
}

async function nextLine(line: Line): Promise<string | undefined> {
  for (;;) {
    const end = line.unread.indexOf('\r\n')
    if (end >= 0) {
      const said = line.unread.slice(0, end)
      line.unread = line.unread.slice(end + 2)
      line.heard.push(said)
      return said
    }
    if (line.ended) return undefined
    await woken(line)
  }
}

const woken = (line: Line) =>
  new Promise<void>((done) => {
    line.wake = done
  })

async function wait(line: Line, ms: number): Promise<void> {
  const until = performance.now() + ms
  while (!line.ended && performance.now() < until)
    await new Promise((done) => setTimeout(done, Math.min(20, Math.max(1, until - performance.now()))))
}

async function repeat(line: Line, text: string): Promise<void> {
  while (!line.ended) {
    line.socket.write(`${text}\r\n`)
    await new Promise((done) => setImmediate(done))
  }
}

async function dribble(line: Line, { dribble: text, everyMs }: { dribble: string; everyMs: number }): Promise<void> {
  for (const octet of Buffer.from(text, 'latin1')) {
    if (line.ended) return
    line.socket.write(Buffer.from([octet]))
    await wait(line, everyMs)
  }
}

async function startTls(line: Line, tls: TlsOptions): Promise<void> {
  line.raw.removeAllListeners('data').removeAllListeners('end').removeAllListeners('error')
  line.raw.on('error', () => {})
  // As a stream, so that the connection below can still be reset.
  const socket = new TLSSocket(
    peeking(line.raw, () => line.raw.destroy()),
    { isServer: true, ...tls },
  )
  line.socket = socket
  line.unread = ''
  listen(line)
  await Promise.race([once(socket, 'secure').catch(() => {}), once(socket, 'close')])
  line.names.push((socket as TLSSocket & { servername?: string | false }).servername ?? false)
  const { fingerprint256 } = socket.getPeerCertificate()
  if (fingerprint256 !== undefined) line.shown.push(fingerprint256)
}
