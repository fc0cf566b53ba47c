import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import test, { type TestContext } from 'node:test'
import type { WireRecord } from '../../../src/net/dns/message.ts'
import { type Answer, type NameServer, startNameServer } from '../../../src/net/dns/name-server.ts'
import { decodeMessage, encodeQuery } from '../../../src/net/dns/wire.ts'
import { octets, u16 } from '../../support/dns-octets.ts'

async function start(t: TestContext, answer: Answer, address = '127.0.0.1'): Promise<NameServer> {
  const server = await startNameServer({ answer, address })
  t.after(() => server.close())
  return server
}
const query = (name: string, more: { id?: number; edns?: boolean } = {}): Buffer =>
  encodeQuery({ id: 7, name, type: 'A', recursionDesired: true, checkingDisabled: true, edns: true, ...more })

/** Sends datagrams and waits until so many have come back. */
async function overUdp(server: NameServer, messages: Uint8Array[], count = messages.length) {
  const socket = createSocket(server.address.includes(':') ? 'udp6' : 'udp4')
  const came: { octets: Buffer; port: number }[] = []
  for (const message of messages) socket.send(message, server.port, server.address)
  while (came.length < count) {
    const [received, { port }] = await once(socket, 'message')
    came.push({ octets: received, port })
  }
  socket.close()
  return came
}

/** Writes chunks one after the other and reads until the server or this many octets end it. */
async function overTcp(server: NameServer, chunks: Uint8Array[], enough: number): Promise<Buffer> {
  const socket = connect(server.port, server.address)
  socket.setNoDelay(true)
  socket.on('error', () => {})
  const held: Buffer[] = []
  try {
    for (const chunk of chunks) {
      socket.write(chunk)
      await new Promise((later) => setTimeout(later, 5))
    }
    for await (const chunk of socket) {
      held.push(chunk)
      if (Buffer.concat(held).length >= enough) break
    }
  } finally {
    socket.destroy()
  }
  return Buffer.concat(held)
}
const framed = (message: Uint8Array) => octets(u16(message.length), message)

const a: WireRecord = { name: 'shop.example', type: 'A', ttl: 60, data: '192.0.2.1' }
const big: WireRecord[] = Array.from({ length: 90 }, (_, i) => ({ ...a, data: `192.0.2.${i}` }))

test('answers over UDP and TCP on one port, and keeps what was asked', async (t) => {
  const server = await start(t, () => ({ answers: [a], recursionAvailable: true }))
  const [udp] = await overUdp(server, [query('Shop.example')])
  assert.deepEqual(decodeMessage(udp?.octets ?? Buffer.of()).answers, [a])
  assert.equal(udp?.port, server.port)
  const tcp = await overTcp(server, [framed(query('shop.example', { edns: false }))], 58)
  assert.deepEqual(decodeMessage(tcp.subarray(2)).answers, [a])
  const [first, second] = server.asked
  assert.match(first?.from ?? '', /^127\.0\.0\.1:\d+$/)
  assert.deepEqual(
    { ...first, from: '', octets: first?.octets.length },
    {
      name: 'shop.example',
      type: 'A',
      transport: 'udp',
      from: '',
      recursionDesired: true,
      checkingDisabled: true,
      edns: 1232,
      octets: 41,
    },
  )
  assert.deepEqual([second?.transport, second?.edns], ['tcp', undefined])
})

test('answers on ::1', async (t) => {
  const server = await start(t, () => ({ answers: [a] }), '::1')
  const [came] = await overUdp(server, [query('shop.example')])
  assert.deepEqual(decodeMessage(came?.octets ?? Buffer.of()).answers, [a])
})

test('what does not fit is truncated by the size that the asker takes, never over TCP', async (t) => {
  const server = await start(t, ({ name }) => ({ answers: name === 'big' ? big : big.slice(0, 20) }))
  const [large, plain, fits] = await overUdp(server, [
    query('big', { id: 1 }),
    query('small', { id: 2, edns: false }),
    query('small', { id: 3 }),
  ]).then((came) => came.map((one) => decodeMessage(one.octets)).sort((m, n) => m.id - n.id))
  assert.deepEqual([large?.truncated, large?.answers.length], [true, 0])
  assert.deepEqual([plain?.truncated, plain?.answers.length], [true, 0])
  assert.deepEqual([fits?.truncated, fits?.answers.length], [false, 20])
  const tcp = decodeMessage((await overTcp(server, [framed(query('big'))], 2000)).subarray(2))
  assert.deepEqual([tcp.truncated, tcp.answers.length], [false, 90])
})

test('TCP: several messages in one segment, one message over many', async (t) => {
  const server = await start(t, () => ({}))
  const two = octets(framed(query('a')), framed(query('b')))
  const slowly = [...framed(query('c'))].map((octet) => octets(octet))
  const came = await overTcp(server, [two, ...slowly], 3 * (2 + 12 + 7 + 11))
  assert.equal(came.length, 3 * (2 + 12 + 7 + 11))
  assert.deepEqual(
    server.asked.map(({ name }) => name),
    ['a', 'b', 'c'],
  )
})

test('misbehaves as told: silence, delay, several, lies about ID, question and port, raw octets, no EDNS', async (t) => {
  const server = await start(t, ({ name }) => {
    if (name === 'silent') return undefined
    if (name === 'lies')
      return [
        { id: 8 },
        { question: { name: 'other', type: 1, class: 1 } },
        { edns: false, rcode: 1 },
        { raw: octets('junk') },
        { fromElsewhere: true, rcode: 5 },
        { delayMs: 30, rcode: 2, ede: [{ code: 6, text: 'bogus' }] },
      ]
    return {}
  })
  const came = await overUdp(server, [query('silent'), query('lies')], 6)
  const elsewhere = came.filter(({ port }) => port !== server.port)
  assert.equal(decodeMessage(elsewhere[0]?.octets ?? Buffer.of()).rcode, 5)
  const here = came.filter(({ port }) => port === server.port)
  assert.equal(here[3]?.octets.toString(), 'junk')
  const read = [0, 1, 2, 4].map((i) => decodeMessage(here[i]?.octets ?? Buffer.of()))
  assert.deepEqual(
    read.map(({ id, question, rcode, edns }) => [id, question?.name, rcode, edns?.extendedErrors]),
    [
      [8, 'lies', 0, []],
      [7, 'other', 0, []],
      [7, 'lies', 1, undefined],
      [7, 'lies', 2, [{ code: 6, text: 'bogus' }]],
    ],
  )
})

test('TCP: octets as they are, then hangs up', async (t) => {
  const server = await start(t, ({ name }) =>
    name === 'stall' ? [{ stream: octets(0, 99, 'half') }] : { hangUp: true },
  )
  assert.equal((await overTcp(server, [framed(query('stall'))], 6)).toString('latin1'), '\0chalf')
  await assert.rejects(overTcp(server, [framed(query('reset'))], 1), { code: 'ECONNRESET' })
})

test('what is no query gets no answer', async (t) => {
  const server = await start(t, () => ({}))
  await overUdp(server, [octets('junk'), octets(query('a').fill(0x80, 2, 3)), query('b')], 1)
  assert.deepEqual(
    server.asked.map(({ name }) => name),
    ['b'],
  )
})

test('closing leaves no delayed answer and no open connection behind', async () => {
  const server = await startNameServer({ answer: () => ({ delayMs: 60_000 }) })
  const socket = connect(server.port, server.address)
  socket.write(framed(query('a')))
  while (server.asked.length === 0) await new Promise((later) => setTimeout(later, 2))
  await server.close()
  await once(socket, 'close')
})
