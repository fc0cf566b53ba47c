import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import test from 'node:test'
import type { TlsOptions } from 'node:tls'
import { frame } from '../../../src/net/dns/frames.ts'
import { type Hours, makeAuthority, selfSigned } from '../../support/certificates.ts'
import { detailOf, good, name, reasonOf } from '../../support/dns-client.ts'
import {
  answerAll,
  answerTo,
  authority,
  closing,
  host,
  openTyped,
  startPlain,
  startTls,
} from '../../support/encrypted.ts'

test('an answer over TLS: SNI and ALPN, padding, AD, and named as it was typed', async (t) => {
  const spoken: string[] = []
  const { port, sockets, asked } = await startTls(t, (socket, [query = Buffer.of()]) => {
    spoken.push(`${socket.servername} ${socket.alpnProtocol}`)
    socket.write(frame(answerTo(query, { ...good, authenticated: true })))
  })
  const resolver = `tls://${host}:${port}`
  const { dns, resolvers } = openTyped(t, resolver)
  const answer = await dns(name, 'TXT')
  assert.ok(answer.kind === 'records', detailOf(answer))
  assert.deepEqual([answer.transport, answer.server, answer.authenticated], ['tls', resolver, true])
  assert.deepEqual(resolvers, [{ address: resolver, from: 'option' }])
  assert.deepEqual([spoken, sockets.size], [[`${host} dot`], 1])
  assert.deepEqual(
    asked.map((query) => query.length),
    [128],
  )
})

test('a server named by its address: the certificate must be for the address, and no server name is sent', async (t) => {
  const { port, sockets } = await startTls(t, answerAll)
  assert.equal(detailOf(await openTyped(t, `tls://127.0.0.1:${port}`).dns(name, 'TXT')), 'records')
  assert.deepEqual(
    [...sockets].map((socket) => socket.servername || undefined),
    [undefined],
  )
  const nameOnly = await startTls(t, answerAll, authority.issue([host]))
  const answer = await openTyped(t, `tls://127.0.0.1:${nameOnly.port}`).dns(name, 'TXT')
  assert.equal(
    detailOf(answer),
    `the certificate of tls://127.0.0.1:${nameOnly.port} is not for 127.0.0.1 but for ${host}`,
  )
})

const hours = (from: number, until: number): Hours => ({ from, until })
const faults: [what: string, shows: TlsOptions, detail: RegExp][] = [
  [
    'another name',
    authority.issue(['other.example', '*.shop.example']),
    /^the certificate of tls:\/\/dns\.example:\d+ is not for dns\.example but for other\.example, \*\.shop\.example$/,
  ],
  ['a wildcard one level up', authority.issue(['*.example.org']), /is not for dns\.example but for \*\.example\.org$/],
  [
    'a name that would move a cursor',
    authority.issue(['a\u001b[31m.example']),
    /^[ -~]*is not for dns\.example but for [ -~]+$/,
  ],
  ['a hundred names', authority.issue(Array.from({ length: 100 }, (_, i) => `n${i}.example`)), /^.{1,300}…$/],
  [
    'what has expired',
    authority.issue([host], hours(-48, -1)),
    /^the certificate of tls:\/\/dns\.example:\d+, or one in its chain, has expired$/,
  ],
  [
    'what is not valid yet',
    authority.issue([host], hours(1, 48)),
    /^the certificate of .* is not valid yet, by the clock of this machine$/,
  ],
  [
    'what it signed itself',
    selfSigned(host),
    /^the certificate of .* is signed by nobody that this machine trusts \(.*\): it is signed by itself$/,
  ],
  [
    'what a stranger signed',
    makeAuthority('a stranger').issue([host]),
    /^the certificate of .* is signed by nobody that this machine trusts \(NODE_EXTRA_CA_CERTS=FILE adds authorities\)$/,
  ],
  [
    'what our authority seems to have signed',
    makeAuthority().issue([host]),
    /^the certificate of .* (does not hold \(CERT_SIGNATURE_FAILURE\)|is signed by nobody .*)$/,
  ],
]
for (const [what, shows, detail] of faults)
  test(`a certificate with ${what}: unreachable, said so, and the question is not told`, async (t) => {
    const { port, asked } = await startTls(t, answerAll, shows)
    const answer = await openTyped(t, `tls://${host}:${port}`).dns(name, 'TXT')
    assert.match(detailOf(answer), detail)
    assert.equal(reasonOf(answer), 'unreachable')
    assert.deepEqual(asked, [])
  })

test('neither the environment nor another resolver makes a bad certificate good', async (t) => {
  const bad = await startTls(t, answerAll, selfSigned(host))
  const right = await startTls(t, answerAll)
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
  t.after(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED)
  const { dns } = openTyped(t, [`tls://${host}:${bad.port}`, `tls://${host}:${right.port}`])
  const answer = await dns(name, 'TXT')
  assert.equal(answer.kind === 'records' && answer.server, `tls://${host}:${right.port}`, detailOf(answer))
  assert.deepEqual(bad.asked, [])
})

const speakers: [what: string, options: TlsOptions, detail: RegExp][] = [
  ['knows no ALPN', { ALPNProtocols: [] }, /^records$/],
  [
    'is a web server',
    { ALPNProtocols: ['h2', 'http/1.1'] },
    /^what answers at .* speaks another protocol than this one over TLS/,
  ],
  ['has TLS 1.2 and no newer', { maxVersion: 'TLSv1.2' }, /^records$/],
  [
    'has only TLS 1.1',
    { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    /^tls:.* offers no TLS 1\.2 or newer/,
  ],
]
for (const [what, options, detail] of speakers)
  test(`a server that ${what}`, async (t) => {
    const { port } = await startTls(t, answerAll, options)
    assert.match(detailOf(await openTyped(t, `tls://${host}:${port}`).dns(name, 'TXT')), detail)
  })

const strangers: [what: string, serve: (socket: Socket) => void, reason: string, detail: RegExp][] = [
  [
    'is not TLS',
    (socket) => void socket.end('HTTP/1.0 400 Bad Request\r\n\r\n'),
    'unreachable',
    /^what answers at tls:\/\/dns\.example:\d+ is not TLS \(ERR_SSL_/,
  ],
  [
    'hangs up',
    (socket) => void socket.destroy(),
    'unreachable',
    /^tls:\/\/dns\.example:\d+ closed the connection before TLS was set up$/,
  ],
  [
    'resets',
    (socket) => void socket.resetAndDestroy(),
    'unreachable',
    /^tls:\/\/dns\.example:\d+ closed the connection before TLS was set up$/,
  ],
  ['says nothing', () => {}, 'timeout', /^tls:\/\/dns\.example:\d+ did not answer within 0\.4 s$/],
]
for (const [what, serve, reason, detail] of strangers)
  test(`what answers ${what}`, async (t) => {
    const { port, sockets } = await startPlain(t, serve)
    const begun = performance.now()
    const answer = await openTyped(t, `tls://${host}:${port}`, { timeoutMs: 400 }).dns(name, 'TXT')
    assert.match(detailOf(answer), detail)
    assert.equal(reasonOf(answer), reason)
    assert.ok(performance.now() - begun < 600)
    assert.ok(sockets.length <= 2, `${sockets.length} connections`)
  })

test('nothing listens', async (t) => {
  const answer = await openTyped(t, `tls://${host}:1`).dns(name, 'TXT')
  assert.deepEqual([reasonOf(answer), detailOf(answer)], ['unreachable', `nothing listens at tls://${host}:1`])
})

test('many questions on one connection, answered in another order', async (t) => {
  const held: Buffer[] = []
  const { port, sockets } = await startTls(t, (socket, queries) => {
    held.push(...queries)
    if (held.length === 20) answerAll(socket, held.reverse())
  })
  const { dns } = openTyped(t, `tls://${host}:${port}`)
  const names = Array.from({ length: 20 }, (_, i) => `n${i}.example`)
  const answers = await Promise.all(names.map((one) => dns(one, 'TXT')))
  assert.deepEqual(
    answers.map((answer) => answer.kind === 'records' && answer.records[0]?.name),
    names,
  )
  assert.equal(sockets.size, 1)
})

test('a server that closes without an answer is asked once more, and no third time', async (t) => {
  let first = true
  const once = await startTls(t, (socket, queries) => {
    if (first) socket.end()
    else answerAll(socket, queries)
    first = false
  })
  assert.equal(detailOf(await openTyped(t, `tls://${host}:${once.port}`).dns(name, 'TXT')), 'records')
  const always = await startTls(t, (socket) => void socket.destroy())
  const answer = await openTyped(t, `tls://${host}:${always.port}`).dns(name, 'TXT')
  assert.equal(detailOf(answer), `tls://${host}:${always.port} closed the connection without an answer`)
  assert.deepEqual([once.sockets.size, always.sockets.size], [2, 2])
})

const withId = (query: Buffer, id: number) => {
  const answer = answerTo(query)
  answer.writeUInt16BE(id, 0)
  return answer
}
const otherQuestion = (query: Buffer) => {
  const answer = answerTo(query)
  answer.write('cash', 13, 'latin1')
  return answer
}
const replies: [what: string, reply: (query: Buffer) => Buffer, reason: string, detail: RegExp][] = [
  ['another ID', (query) => withId(query, query.readUInt16BE(0) ^ 1), 'timeout', /did not answer within 0\.4 s$/],
  ['another question', otherQuestion, 'malformed', /^tls:\S+ sent the answer to another question$/],
  [
    'octets that are no message',
    (query) => Buffer.concat([answerTo(query).subarray(0, 40)]),
    'malformed',
    /^tls:\S+ sent an answer that cannot be read \(/,
  ],
  ['two octets', (query) => query.subarray(0, 2), 'malformed', /cannot be read \(it is shorter than a header\)$/],
  [
    '65535 octets of nothing',
    (query) => Buffer.concat([answerTo(query), Buffer.alloc(65_535)]).subarray(0, 65_535),
    'malformed',
    /octets follow the last record\)$/,
  ],
  [
    'half an answer, and TC',
    (query) => answerTo(query, { ...good, truncated: true }),
    'malformed',
    /^tls:\S+ cuts its answer short even over TLS$/,
  ],
  ['REFUSED', (query) => answerTo(query, { rcode: 5 }), 'refused', /^tls:\S+ refused to answer \(REFUSED\)$/],
]
for (const [what, reply, reason, detail] of replies)
  test(`an answer with ${what}: ${reason}`, async (t) => {
    const { port } = await startTls(t, (socket, queries) => {
      for (const query of queries) socket.write(frame(reply(query)))
    })
    const answer = await openTyped(t, `tls://${host}:${port}`, { timeoutMs: 400 }).dns(name, 'TXT')
    assert.match(detailOf(answer), detail)
    assert.equal(reasonOf(answer), reason)
  })

test('FORMERR to EDNS: asked again without, and so without padding', async (t) => {
  const { port, asked } = await startTls(t, (socket, queries) => {
    for (const query of queries) socket.write(frame(answerTo(query, query.length === 128 ? { rcode: 1 } : good)))
  })
  assert.equal(detailOf(await openTyped(t, `tls://${host}:${port}`).dns(name, 'TXT')), 'records')
  assert.deepEqual(
    asked.map((query) => query.length),
    [128, 30],
  )
})

test('a connection that is not used is closed, and the next question opens another', { timeout: 10_000 }, async (t) => {
  const { port, sockets } = await startTls(t, answerAll)
  const { dns } = openTyped(t, `tls://${host}:${port}`)
  await dns(name, 'TXT')
  await Promise.all([...sockets].map(closing))
  assert.equal(detailOf(await dns('other.example', 'TXT')), 'records')
  assert.equal(sockets.size, 2)
})

test('an abort and a close end what is under way, and every connection', { timeout: 5000 }, async (t) => {
  const { port, sockets } = await startTls(t, () => {})
  const abort = new AbortController()
  const { dns, close } = openTyped(t, `tls://${host}:${port}`, { timeoutMs: 60_000, signal: abort.signal })
  const pending = dns(name, 'TXT')
  while (sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  abort.abort()
  assert.equal(reasonOf(await pending), 'interrupted')
  close()
  await Promise.all([...sockets].map(closing))
})

test('a server that sends what nobody asked for is told so, not that it hung up', async (t) => {
  const { port } = await startTls(t, (socket) => {
    for (let i = 0; i < 200; i++) socket.write(frame(Buffer.alloc(12, 1)))
  })
  const answer = await openTyped(t, `tls://${host}:${port}`).dns(name, 'TXT')
  assert.deepEqual(
    [reasonOf(answer), detailOf(answer)],
    ['malformed', `tls://${host}:${port} sent more than a hundred messages that answer nothing that was asked`],
  )
})
