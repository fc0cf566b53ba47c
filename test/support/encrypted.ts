import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createSecureServer, type Http2ServerRequest } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer as createPlain, type Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { createServer, setDefaultCACertificates, type TLSSocket, type TlsOptions } from 'node:tls'
import { type DnsOptions, openDns } from '../../src/net/dns/client.ts'
import { encodeResponse } from '../../src/net/dns/encode.ts'
import { frame, openFrames, takeFrames } from '../../src/net/dns/frames.ts'
import { parseResolver } from '../../src/net/dns/resolvers.ts'
import { decodeMessage } from '../../src/net/dns/wire.ts'
import { makeAuthority } from './certificates.ts'
import { good } from './dns-client.ts'

/** The host that the resolvers of these tests are called by; it is at 127.0.0.1, at any port. */
export const host = 'dns.example'

/** The one authority that this process trusts. */
export const authority = makeAuthority()
setDefaultCACertificates([authority.cert])

/** What a server shows that is what it should be. */
export const shown = authority.issue([host, '127.0.0.1'])

/** A good answer to a query, as octets; TXT at the name that was asked for. */
export function answerTo(query: Buffer, response = good): Buffer {
  const message = decodeMessage(query)
  const name = message.question?.name ?? '.'
  return encodeResponse(message, {
    ...response,
    answers: response.answers?.map((record) => ({ ...record, name })) ?? [],
  })
}

/** The port of a server that listens now, and closes with the test. */
export async function listen(t: TestContext, server: Server, sockets: Set<TLSSocket>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A bare TCP server in place of one that speaks TLS. */
export async function startPlain(t: TestContext, serve: (socket: Socket) => void) {
  const sockets: Socket[] = []
  const server = createPlain((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, sockets }
}

/** A server for DNS over TLS: `serve` gets each chunk's queries, whole. */
export async function startTls(
  t: TestContext,
  serve: (socket: TLSSocket, queries: Buffer[]) => void,
  options: TlsOptions = {},
) {
  const sockets = new Set<TLSSocket>()
  const asked: Buffer[] = []
  const server = createServer({ ...shown, ALPNProtocols: ['dot'], ...options }, (socket) => {
    const frames = openFrames()
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      const queries = takeFrames(frames, chunk)
      asked.push(...queries)
      if (queries.length > 0) serve(socket, queries)
    })
  })
  server.on('tlsClientError', () => {})
  return { port: await listen(t, server, sockets), sockets, asked }
}

export const answerAll = (socket: TLSSocket, queries: Buffer[]) => {
  for (const query of queries) socket.write(frame(answerTo(query)))
}

export interface Got {
  method: string
  path: string
  version: string
  headers: Record<string, unknown>
  query: Buffer
}
type Asking = IncomingMessage | Http2ServerRequest
/** What both kinds of responses can do. */
export interface Answering {
  writableEnded: boolean
  writeHead(status: number, headers: Record<string, string>): unknown
  write(chunk: Uint8Array): unknown
  end(body: Uint8Array | string): unknown
}
/** A reply by hand; status 200 and the DNS media type unless said. */
export type HttpAnswer = { status?: number; headers?: Record<string, string>; body?: Uint8Array } | undefined

/** A server for DNS over HTTPS, HTTP/2 or, with `http1`, HTTP/1.1 alone; an answer of undefined never comes. */
export async function startHttps(
  t: TestContext,
  serve: (got: Got, response: Answering) => HttpAnswer | Promise<HttpAnswer>,
  { http1 = false, ...options }: TlsOptions & { http1?: boolean } = {},
) {
  const sockets = new Set<TLSSocket>()
  const asked: Got[] = []
  const handle = async (request: Asking, response: Answering) => {
    const got = await readRequest(request)
    asked.push(got)
    const answer = await serve(got, response)
    if (!answer || response.writableEnded) return
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/dns-message', ...answer.headers })
    response.end(answer.body ?? '')
  }
  const server = http1
    ? createHttps({ ...shown, ...options }, handle)
    : createSecureServer({ ...shown, ...options }, handle)
  server.on('secureConnection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  server.on('tlsClientError', () => {})
  server.on('sessionError', () => {})
  return { port: await listen(t, server, sockets), sockets, asked }
}

async function readRequest(request: Asking): Promise<Got> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { method = '', url = '', httpVersion: version, headers } = request
  const [path = '', dns] = url.split('?dns=')
  return {
    method,
    path,
    version,
    headers,
    query: dns === undefined ? Buffer.concat(chunks) : Buffer.from(dns, 'base64url'),
  }
}

/** When a connection has ended, however that came. */
export const closing = (socket: Socket) =>
  new Promise<void>((done) => (socket.destroyed ? done() : socket.once('close', () => done())))

/** A client of resolvers as typed, whose host name leads to loopback without a look-up. */
export function openTyped(t: TestContext, typed: string | string[], options: Partial<DnsOptions> = {}) {
  const resolvers = [typed].flat().map((one) => {
    const parsed = parseResolver(one)
    if ('fault' in parsed) throw new Error(parsed.fault)
    return parsed
  })
  const client = openDns({
    resolvers,
    timeoutMs: 1000,
    reach: (address, port) => ({ address: address === host ? '127.0.0.1' : address, port }),
    ...options,
  })
  t.after(() => client.close())
  return client
}
