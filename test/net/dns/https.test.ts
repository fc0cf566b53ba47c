import assert from 'node:assert/strict'
import { constants, createSecureServer, type ServerHttp2Stream } from 'node:http2'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { selfSigned } from '../../support/certificates.ts'
import { detailOf, good, name, reasonOf, txt } from '../../support/dns-client.ts'
import {
  type Answering,
  answerTo,
  authority,
  closing,
  type Got,
  type HttpAnswer,
  host,
  listen,
  openTyped,
  shown,
  startHttps,
  startPlain,
  startTls,
} from '../../support/encrypted.ts'

const answering = ({ query }: Got): HttpAnswer => ({ body: answerTo(query) })
const at = (port: number) => `https://${host}:${port}/dns-query`
const versions = [
  { http1: false, version: '2.0' },
  { http1: true, version: '1.1' },
]
for (const { http1, version } of versions) {
  test(`HTTP/${version}: a question as RFC 8484 has it, and its answer`, async (t) => {
    const { port, asked } = await startHttps(
      t,
      ({ query }) => ({ body: answerTo(query, { ...good, authenticated: true }) }),
      { http1 },
    )
    const { dns, resolvers } = openTyped(t, at(port))
    const answer = await dns(name, 'TXT')
    assert.ok(answer.kind === 'records', detailOf(answer))
    assert.deepEqual(answer.records, [txt])
    assert.deepEqual([answer.transport, answer.server, answer.authenticated], ['https', at(port), true])
    assert.deepEqual(resolvers, [{ address: at(port), from: 'option' }])
    const [{ method, path, headers, query, ...got }] = asked as [Got]
    assert.deepEqual([got.version, method, path], [version, 'POST', '/dns-query'])
    assert.deepEqual([headers['content-type'], headers.accept], ['application/dns-message', 'application/dns-message'])
    assert.equal(headers.host ?? headers[':authority'], `${host}:${port}`)
    assert.deepEqual([query.readUInt16BE(0), query.length], [0, 128], 'ID 0, padded')
  })

  test(`HTTP/${version}: two hundred questions on few connections, each with its own answer`, async (t) => {
    const { port, sockets } = await startHttps(t, answering, { http1 })
    const { dns } = openTyped(t, at(port), { timeoutMs: 5000 })
    const names = Array.from({ length: 200 }, (_, i) => `n${i}.example`)
    const answers = await Promise.all(names.map((one) => dns(one, 'TXT')))
    assert.deepEqual(
      answers.map((answer) => answer.kind === 'records' && answer.records[0]?.name),
      names,
    )
    assert.ok(sockets.size <= (http1 ? 4 : 1), `${sockets.size} connections`)
    assert.equal(detailOf(await dns('later.example', 'TXT')), 'records')
    assert.ok(sockets.size <= (http1 ? 4 : 1), `${sockets.size} connections`)
  })

  for (const status of [405, 415, 501])
    test(`HTTP/${version}: ${status} to POST: GET from then on`, async (t) => {
      const { port, asked } = await startHttps(t, (got) => (got.method === 'GET' ? answering(got) : { status }), {
        http1,
      })
      const { dns } = openTyped(t, at(port))
      assert.equal(detailOf(await dns(name, 'TXT')), 'records')
      assert.equal(detailOf(await dns('other.example', 'TXT')), 'records')
      assert.deepEqual(
        asked.map(({ method, path }) => `${method} ${path}`),
        ['POST /dns-query', 'GET /dns-query', 'GET /dns-query'],
      )
      assert.ok(asked.every(({ query }) => query.length === 128))
    })

  const bad: [what: string, answer: (got: Got) => HttpAnswer, reason: string, detail: RegExp][] = [
    ['500', () => ({ status: 500 }), 'unreachable', /^https:\S+\/dns-query gives no answer but HTTP status 500$/],
    ['404', () => ({ status: 404 }), 'unreachable', /HTTP status 404$/],
    ['429', () => ({ status: 429 }), 'unreachable', /HTTP status 429$/],
    ['405 to GET too', () => ({ status: 405 }), 'unreachable', /HTTP status 405$/],
    [
      '500 around a good answer',
      ({ query }) => ({ status: 500, body: answerTo(query) }),
      'unreachable',
      /HTTP status 500$/,
    ],
    [
      'a web page',
      () => ({ headers: { 'content-type': 'text/html' }, body: Buffer.from('<p>log in') }),
      'malformed',
      /^what https:\S+ sends is no DNS \(its Content-Type is not application\/dns-message\)$/,
    ],
    ['JSON', () => ({ headers: { 'content-type': 'application/dns-json' } }), 'malformed', /is no DNS/],
    ['204 and nothing', () => ({ status: 204 }), 'malformed', /cannot be read \(it is shorter than a header\)$/],
    ['half a message', ({ query }) => ({ body: answerTo(query).subarray(0, 40) }), 'malformed', /cannot be read \(/],
    ['noise', () => ({ body: Buffer.alloc(500, 0xa5) }), 'malformed', /another question/],
    ['too much', () => ({ body: Buffer.alloc(70_000) }), 'malformed', /^https:\S+ sent more than the 65535 octets/],
    [
      'another ID',
      ({ query }) => {
        const body = answerTo(query)
        body.writeUInt16BE(7, 0)
        return { body }
      },
      'malformed',
      /sent the answer to another question \(its ID/,
    ],
    [
      'another name',
      ({ query }) => {
        const body = answerTo(query)
        body.write('cash', 13, 'latin1')
        return { body }
      },
      'malformed',
      /sent the answer to another question$/,
    ],
    ['TC', ({ query }) => ({ body: answerTo(query, { ...good, truncated: true }) }), 'malformed', /even over HTTPS$/],
    ['SERVFAIL', ({ query }) => ({ body: answerTo(query, { rcode: 2 }) }), 'server-failure', /\(SERVFAIL\)$/],
  ]
  for (const [what, answer, reason, detail] of bad)
    test(`HTTP/${version}: ${what} is no answer: ${reason}, at once`, async (t) => {
      const { port } = await startHttps(t, answer, { http1 })
      const begun = performance.now()
      const came = await openTyped(t, at(port), { timeoutMs: 3000 }).dns(name, 'TXT')
      assert.match(detailOf(came), detail)
      assert.equal(reasonOf(came), reason)
      assert.ok(performance.now() - begun < 1500)
    })

  test(`HTTP/${version}: a redirect is not followed`, async (t) => {
    const elsewhere = await startHttps(t, answering, { http1 })
    const location = at(elsewhere.port)
    const { port, asked } = await startHttps(t, () => ({ status: 307, headers: { location } }), { http1 })
    const answer = await openTyped(t, at(port)).dns(name, 'TXT')
    assert.equal(detailOf(answer), `${at(port)} wants the question elsewhere (HTTP status 307), and it stays here`)
    assert.deepEqual([reasonOf(answer), asked.length, elsewhere.asked.length], ['unreachable', 1, 0])
  })

  for (const [age, ttl] of [
    ['100', 200],
    ['0', 300],
    ['999', 0],
    ['-5', 300],
    ['1e2', 300],
    ['soon', 300],
  ] as const)
    test(`HTTP/${version}: Age ${age} leaves ${ttl} of 300 seconds`, async (t) => {
      const { port } = await startHttps(t, (got) => ({ ...answering(got), headers: { age } }), { http1 })
      const answer = await openTyped(t, at(port)).dns(name, 'TXT')
      assert.deepEqual(answer.kind === 'records' && answer.records.map((record) => record.ttl), [ttl])
    })

  test(`HTTP/${version}: the media type in capitals and with a parameter`, async (t) => {
    const headers = { 'content-type': 'Application/DNS-Message; charset=x' }
    const { port } = await startHttps(t, (got) => ({ ...answering(got), headers }), { http1 })
    assert.equal(detailOf(await openTyped(t, at(port)).dns(name, 'TXT')), 'records')
  })

  test(`HTTP/${version}: a bad certificate is told nothing`, async (t) => {
    const { port, asked } = await startHttps(t, answering, { http1, ...selfSigned(host) })
    const answer = await openTyped(t, at(port)).dns(name, 'TXT')
    assert.match(detailOf(answer), /^the certificate of https:\S+ is signed by nobody/)
    assert.deepEqual([reasonOf(answer), asked], ['unreachable', []])
  })

  test(`HTTP/${version}: silence is a timeout, and later questions come over another connection`, async (t) => {
    const { port, sockets } = await startHttps(t, (got) => (got.query.includes('quiet') ? undefined : answering(got)), {
      http1,
    })
    const { dns } = openTyped(t, at(port), { timeoutMs: 400 })
    const begun = performance.now()
    const answer = await dns('quiet.example', 'TXT')
    assert.deepEqual([reasonOf(answer), detailOf(answer)], ['timeout', `${at(port)} did not answer within 0.4 s`])
    assert.ok(performance.now() - begun < 600)
    assert.equal(detailOf(await dns(name, 'TXT')), 'records')
    assert.equal(sockets.size, 2)
    const [first] = [...sockets] as [TLSSocket]
    await Promise.race([closing(first), sleep(1000)])
    assert.ok(first.destroyed, 'the first is closed at once, not once it has been idle')
  })

  const breaks: [what: string, cut: (response: Answering) => void][] = [
    ['before it answers', () => {}],
    [
      'in the middle of its answer',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/dns-message', 'content-length': '500' })
        response.write(Buffer.alloc(20))
      },
    ],
  ]
  for (const [what, cut] of breaks)
    test(`HTTP/${version}: a server that hangs up ${what} is asked once more, and no third time`, async (t) => {
      let times = 1
      const server = await startHttps(
        t,
        async (got, response) => {
          if (times-- <= 0) return answering(got)
          cut(response)
          await sleep(50)
          for (const socket of server.sockets) socket.destroy()
          return undefined
        },
        { http1 },
      )
      const { dns } = openTyped(t, at(server.port))
      assert.equal(detailOf(await dns(name, 'TXT')), 'records')
      times = 9
      const answer = await dns('other.example', 'TXT')
      assert.equal(detailOf(answer), `${at(server.port)} closed the connection without an answer`)
      assert.deepEqual([reasonOf(answer), server.asked.length], ['unreachable', 4])
    })

  test(`HTTP/${version}: a connection that is not used is closed`, { timeout: 10_000 }, async (t) => {
    const { port, sockets } = await startHttps(t, answering, { http1 })
    const { dns } = openTyped(t, at(port))
    await dns(name, 'TXT')
    await Promise.all([...sockets].map(closing))
    assert.equal(detailOf(await dns('other.example', 'TXT')), 'records')
    assert.equal(sockets.size, 2)
  })

  for (const way of ['abort', 'close'] as const)
    test(`HTTP/${version}: ${way} ends what is under way, and every connection`, { timeout: 5000 }, async (t) => {
      const { port, sockets, asked } = await startHttps(t, () => undefined, { http1 })
      const abort = new AbortController()
      const { dns, close } = openTyped(t, at(port), { timeoutMs: 60_000, signal: abort.signal })
      const pending = [dns(name, 'TXT'), dns('other.example', 'TXT')]
      while (asked.length < 2) await sleep(5)
      if (way === 'abort') abort.abort()
      else close()
      assert.deepEqual((await Promise.all(pending)).map(reasonOf), ['interrupted', 'interrupted'])
      await Promise.all([...sockets].map(closing))
    })
}

test('a server that takes no request before the one before it is whole, as Knot Resolver', async (t) => {
  const sockets = new Set<TLSSocket>()
  const server = createSecureServer({ ...shown })
  let last: ServerHttp2Stream | undefined
  let refused = 0
  server.on('secureConnection', (socket) => sockets.add(socket))
  server.on('stream', (stream) => {
    stream.on('error', () => {})
    if (last?.state.remoteClose === 0) {
      refused++
      return stream.close(constants.NGHTTP2_REFUSED_STREAM)
    }
    last = stream
    stream.once('data', (query) => {
      stream.respond({ ':status': 200, 'content-type': 'application/dns-message' })
      stream.end(answerTo(Buffer.from(query)))
    })
  })
  const { dns } = openTyped(t, at(await listen(t, server, sockets)), { timeoutMs: 5000 })
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => dns(`n${i}.example`, 'TXT')))
  assert.deepEqual([[...new Set(answers.map(detailOf))], refused], [['records'], 0])
})

test('a server that refuses HTTP/1.1 and speaks no HTTP/2 either', async (t) => {
  const { port } = await startTls(t, () => {}, { ALPNProtocols: ['dot'] })
  const answer = await openTyped(t, at(port)).dns(name, 'TXT')
  assert.match(detailOf(answer), /^what answers at https:\S+ speaks another protocol than this one over TLS/)
})

for (const protocol of ['h2', 'http/1.1'])
  test(`${protocol} is promised, and noise comes: malformed`, async (t) => {
    const noisy = await startTls(t, () => {}, { ALPNProtocols: [protocol] })
    const noise = setInterval(() => {
      for (const socket of noisy.sockets) if (!socket.destroyed) socket.write(`${'noise '.repeat(20)}\r\n`)
    }, 20)
    t.after(() => clearInterval(noise))
    const answer = await openTyped(t, at(noisy.port)).dns(name, 'TXT')
    assert.match(detailOf(answer), /^what https:\S+ sends is not HTTP as it should be/)
    assert.equal(reasonOf(answer), 'malformed')
  })

test('a handshake that nobody waits for any more is given up', { timeout: 5000 }, async (t) => {
  const { port, sockets } = await startPlain(t, (socket) => void socket.resume())
  const { dns } = openTyped(t, at(port), { timeoutMs: 300 })
  assert.deepEqual(
    await Promise.all([dns(name, 'TXT'), dns('other.example', 'TXT')]).then((all) => all.map(reasonOf)),
    ['timeout', 'timeout'],
  )
  assert.equal(sockets.length, 1)
  await Promise.all(sockets.map(closing))
})

test('a server without ALPN is spoken to in HTTP/1.1', async (t) => {
  const { port } = await startTls(t, () => {}, { ALPNProtocols: [] })
  const answer = await openTyped(t, at(port), { timeoutMs: 300 }).dns(name, 'TXT')
  assert.equal(reasonOf(answer), 'timeout')
})

test('by address: the certificate must be for it', async (t) => {
  const { port } = await startHttps(t, answering)
  assert.equal(detailOf(await openTyped(t, `https://127.0.0.1:${port}`).dns(name, 'TXT')), 'records')
  const named = await startHttps(t, answering, authority.issue([host]))
  const answer = await openTyped(t, `https://127.0.0.1:${named.port}`).dns(name, 'TXT')
  assert.match(detailOf(answer), /^the certificate of https:\S+ is not for 127\.0\.0\.1 but for dns\.example$/)
})

test('a first resolver that fails leaves the question to the next', async (t) => {
  const broken = await startHttps(t, () => ({ status: 503 }))
  const right = await startTls(t, (socket, queries) => {
    for (const query of queries)
      socket.write(Buffer.concat([Buffer.from([0, answerTo(query).length]), answerTo(query)]))
  })
  const answer = await openTyped(t, [at(broken.port), `tls://${host}:${right.port}`]).dns(name, 'TXT')
  assert.equal(answer.kind === 'records' && answer.transport, 'tls', detailOf(answer))
})
