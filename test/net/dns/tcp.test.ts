import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import test, { type TestContext } from 'node:test'
import type { Pending, Trouble } from '../../../src/net/dns/channel.ts'
import { frame, openFrames, takeFrames } from '../../../src/net/dns/frames.ts'
import { closeTcp, openTcp, overTcp, sendTcp } from '../../../src/net/dns/tcp.ts'
import { always, detailOf, good, name, openAgainst, txt } from '../../support/dns-client.ts'

const messages = ['one', '', 'three', 'x'.repeat(65_535)].map((text) => Buffer.from(text))
const stream = Buffer.concat(messages.map(frame))
for (const size of [1, 2, 3, 1000, stream.length])
  test(`messages come out of a stream cut into pieces of ${size}`, () => {
    const frames = openFrames()
    const came: Buffer[] = []
    for (let at = 0; at < stream.length; at += size) came.push(...takeFrames(frames, stream.subarray(at, at + size)))
    assert.deepEqual(
      came.map((m) => m.length),
      [3, 0, 5, 65_535],
    )
    assert.ok(came.every((m, i) => messages[i]?.equals(m)))
  })

/** A bare TCP server, and a channel to it; what comes of each query is kept. */
async function open(t: TestContext, serve: (socket: Socket, queries: Buffer[]) => void) {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    const frames = openFrames()
    socket.on('error', () => {})
    socket.on('data', (chunk) => serve(socket, takeFrames(frames, chunk)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const came: (string | Trouble)[] = []
  const wanted: { count: number; done(): void }[] = []
  const got = (what: string | Trouble) => {
    came.push(what)
    for (const { count, done } of wanted) if (came.length >= count) done()
  }
  const to = { address: '127.0.0.1', port: (server.address() as AddressInfo).port }
  const tcp = openTcp(overTcp(to), {
    heard: (_: Pending, octets) => got(octets.toString('latin1', 2)),
    failed: (_, trouble) => got(trouble),
  })
  t.after(() => {
    closeTcp(tcp)
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const ask = (text: string): Pending => {
    const pending: Pending = { query: Buffer.concat([Buffer.alloc(2), Buffer.from(text)]), id: 0 }
    sendTcp(tcp, pending)
    return pending
  }
  const after = (count: number) =>
    came.length >= count ? Promise.resolve() : new Promise<void>((done) => wanted.push({ count, done }))
  return { ask, came, after, sockets, tcp, to }
}
const echo = (socket: Socket, queries: Buffer[]) => queries.forEach((query) => void socket.write(frame(query)))
const texts = (count: number) => Array.from({ length: count }, (_, i) => `q${i}`)

test('one connection serves many queries, pipelined, and later ones', async (t) => {
  const { ask, came, after, sockets } = await open(t, echo)
  for (const text of texts(20)) ask(text)
  await after(20)
  ask('later')
  await after(21)
  assert.deepEqual([came.slice(0, 20).sort(), came[20], sockets.length], [texts(20).sort(), 'later', 1])
})

test('more than its connections take waits in a queue', async (t) => {
  const { ask, came, after, sockets } = await open(t, echo)
  for (const text of texts(1000)) ask(text)
  await after(1000)
  assert.deepEqual(came.sort(), texts(1000).sort())
  assert.equal(sockets.length, 4)
})

test('answers in another order, in one segment', async (t) => {
  const held: Buffer[] = []
  const { ask, came, after } = await open(t, (socket, queries) => {
    held.push(...queries)
    if (held.length === 3) socket.write(Buffer.concat(held.reverse().map(frame)))
  })
  for (const text of texts(3)) ask(text)
  await after(3)
  assert.deepEqual(came, ['q2', 'q1', 'q0'])
})

const breaks: [what: string, end: (socket: Socket) => void][] = [
  ['closes', (socket) => void socket.end()],
  ['resets', (socket) => void socket.resetAndDestroy()],
  ['stops in the middle of a message', (socket) => void socket.end(Buffer.from([0, 100, 1, 2]))],
]
for (const [what, end] of breaks)
  test(`a server that ${what}: all who wait are told, and the next query opens a new connection`, async (t) => {
    let first = true
    const { ask, came, after, sockets } = await open(t, (socket, queries) => {
      if (first) end(socket)
      else echo(socket, queries)
      first = false
    })
    ask('a')
    ask('b')
    await after(2)
    ask('c')
    await after(3)
    assert.deepEqual(came, [{ code: 'CLOSED', local: false }, { code: 'CLOSED', local: false }, 'c'])
    assert.equal(sockets.length, 2)
  })

test('a server that floods with what nobody asked is cut off', async (t) => {
  const { ask, came, after } = await open(t, (socket) => {
    for (let i = 0; i < 300; i++) socket.write(frame(Buffer.from([i >> 8, i & 255, 0])))
  })
  ask('a')
  await after(1)
  assert.ok(typeof came[0] === 'object' || came[0] === '\0')
})

test('a connection that is not used is closed', async (t) => {
  const { ask, after, tcp } = await open(t, echo)
  ask('a')
  await after(1)
  await once(tcp.lines[0]?.socket as Socket, 'close')
  assert.equal(tcp.lines.length, 0)
})

test('nothing listens', async (t) => {
  const { to, ask, after, came } = await open(t, echo)
  to.port = 1
  ask('a')
  await after(1)
  assert.deepEqual(came, [{ code: 'ECONNREFUSED', local: false }])
})

test('a truncated answer comes whole over TCP', async (t) => {
  const { dns, servers } = await openAgainst(t, {
    '192.0.2.53': (q) => ({ ...good, truncated: q.transport === 'udp' }),
  })
  const answer = await dns(name, 'TXT')
  assert.deepEqual(answer.kind === 'records' && [answer.transport, answer.records], ['tcp', [txt]])
  assert.deepEqual(
    servers['192.0.2.53']?.asked.map((q) => q.transport),
    ['udp', 'tcp'],
  )
})

const octetByOctet = (query: Buffer, reply: Buffer): { stream: Uint8Array; delayMs: number }[] => {
  reply.writeUInt16BE(query.readUInt16BE(0), 0)
  return [...frame(reply)].map((octet) => ({ stream: Uint8Array.of(octet), delayMs: 1 }))
}
test('a server that dribbles', async (t) => {
  const reply = Buffer.concat([
    Buffer.from('000081800001000100000000', 'hex'),
    Buffer.from('\x04shop\x07example\0\0\x10\0\x01\xc0\x0c\0\x10\0\x01\0\0\x01\x2c\0\x03\x02ok', 'latin1'),
  ])
  const { dns } = await openAgainst(
    t,
    { '192.0.2.53': (q) => (q.transport === 'udp' ? { truncated: true } : octetByOctet(q.octets, reply)) },
    { timeoutMs: 2000 },
  )
  const answer = await dns(name, 'TXT')
  assert.deepEqual(answer.kind === 'records' && answer.records, [{ ...txt, data: ['ok'] }], detailOf(answer))
})

const tooLarge: [what: string, overTcp: Parameters<typeof always>[0] | undefined, detail: RegExp][] = [
  [
    'is silent',
    undefined,
    /^the answer is too large for UDP, and over TCP 192\.0\.2\.53 did not answer within 0\.4 s$/,
  ],
  [
    'hangs up',
    { hangUp: true },
    /^the answer is too large for UDP, and over TCP 192\.0\.2\.53 closed the connection without an answer$/,
  ],
  [
    'stalls in the middle',
    { stream: Buffer.from([0, 200, 1]) },
    /over TCP 192\.0\.2\.53 did not answer within 0\.4 s$/,
  ],
]
for (const [what, overTcp, detail] of tooLarge)
  test(`too large for UDP, and TCP ${what}: blind, and said so`, async (t) => {
    const { dns } = await openAgainst(t, {
      '192.0.2.53': (q) => (q.transport === 'udp' ? { truncated: true } : overTcp),
    })
    const answer = await dns(name, 'TXT')
    assert.match(detailOf(answer), detail)
    assert.equal(answer.kind === 'blind' && answer.blind.truncated, true)
  })

test('a resolver given as tcp:// is asked over TCP alone', async (t) => {
  const { dns, servers, resolvers } = await openAgainst(t, { '192.0.2.53': always(good) }, { transport: 'tcp' })
  const answer = await dns(name, 'TXT')
  assert.equal(answer.kind === 'records' && answer.transport, 'tcp')
  assert.deepEqual(
    servers['192.0.2.53']?.asked.map((q) => q.transport),
    ['tcp'],
  )
  assert.equal(resolvers[0]?.address, 'tcp://192.0.2.53')
})
