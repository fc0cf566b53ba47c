import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { type HttpsAsk, type HttpsOptions, openHttps } from '../../src/net/https.ts'
import { makeAuthority, selfSigned } from '../support/certificates.ts'
import { authority, type Got, type HttpAnswer, startHttps, startPlain } from '../support/encrypted.ts'
import { memoryWorld } from '../support/memory-dns.ts'

const name = 'api.example'
const secret = 'api-0123456789abcdef'
const { dns } = memoryWorld(`
  api.example. A 127.0.0.1
  other.example. A 127.0.0.1
`)
const post: HttpsAsk = {
  method: 'POST',
  url: `https://${name}/v3/search?a=b`,
  headers: { 'x-key': secret, 'content-type': 'application/json' },
  body: `{"key":"${secret}","word":"grün"}`,
}
const get: HttpsAsk = { method: 'GET', url: `https://${name}/where`, headers: { 'x-key': secret } }

async function serving(
  t: TestContext,
  serve: (got: Got) => HttpAnswer | Promise<HttpAnswer>,
  options: Parameters<typeof startHttps>[2] = {},
) {
  return startHttps(t, serve, { ...authority.issue([name]), ...options })
}
const asking = (port: number, ask: HttpsAsk, more: Partial<HttpsOptions> = {}) =>
  openHttps({ dns, timeoutMs: 2000, reach: (address) => ({ address, port }), ...more })(ask)
const html = { 'content-type': 'Text/HTML; charset=utf-8' }

for (const http1 of [false, true])
  test(`HTTP/${http1 ? 1.1 : 2}: a request goes out as it is, and the answer comes back`, async (t) => {
    const { port, asked, sockets } = await serving(t, () => ({ status: 404, headers: html, body: Buffer.from('nö') }), {
      http1,
    })
    assert.deepEqual(await asking(port, post), { kind: 'reply', status: 404, type: 'text/html', body: 'nö' })
    const [got] = asked as [Got]
    // What stands behind the `?` is read as a query of DNS by this server where it is one.
    assert.deepEqual([got.method, got.path, got.query.toString()], ['POST', '/v3/search?a=b', post.body])
    assert.deepEqual([got.headers['x-key'], got.headers['content-type']], [secret, 'application/json'])
    assert.equal(got.headers.host ?? got.headers[':authority'], name)
    assert.equal((await asking(port, get)).kind, 'reply')
    assert.equal(asked[1]?.method, 'GET')
    assert.equal(asked[1]?.query.length, 0)
    await new Promise((done) => setTimeout(done, 50))
    assert.ok(
      [...sockets].every(({ destroyed }) => destroyed),
      'nothing stays open',
    )
  })

const blindOf = async (seen: ReturnType<typeof asking>) => {
  const came = await seen
  assert.ok(came.kind === 'blind', JSON.stringify(came))
  assert.ok(!JSON.stringify(came).includes(secret), 'no secret')
  return came.blind
}

test('who shows no certificate for that name, signed by somebody known, is told nothing', async (t) => {
  for (const [shown, detail] of [
    [selfSigned(name), /certificate of api\.example is signed by nobody/],
    [makeAuthority('somebody else').issue([name]), /signed by nobody/],
    [authority.issue(['other.example']), /is not for api\.example but for other\.example/],
    [authority.issue([name], { from: -48, until: -24 }), /has expired/],
  ] as const) {
    const { port, asked } = await serving(t, () => ({}), shown)
    assert.match((await blindOf(asking(port, post))).detail, detail)
    assert.equal(asked.length, 0)
  }
  const own = makeAuthority('our own')
  const { port } = await serving(t, () => ({}), own.issue([name]))
  assert.equal((await asking(port, post, { authorities: own.cert })).kind, 'reply')
})

test('TLS before 1.2 is none', async (t) => {
  const { port } = await serving(t, () => ({}), { http1: true, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })
  assert.match((await blindOf(asking(port, post))).detail, /api\.example offers no TLS 1\.2 or newer/)
})

test('a redirect: of a GET on the same host it is followed, otherwise never', async (t) => {
  const to = (location: string, status = 302): HttpAnswer => ({ status, headers: { location, ...html } })
  const { port, asked } = await serving(t, ({ path }) => {
    if (path === '/where') return to('/there', 308)
    if (path === '/there') return { headers: html, body: Buffer.from('here') }
    if (path === '/away') return to(`https://other.example/?${secret}`)
    if (path === '/clear') return to('http://api.example/there')
    if (path === '/port') return to('https://api.example:8443/there')
    if (path === '/round') return to('/round')
    return to('/there', 307)
  })
  assert.deepEqual(await asking(port, get), { kind: 'reply', status: 200, type: 'text/html', body: 'here' })
  for (const path of ['away', 'clear', 'port']) {
    const { reason, detail } = await blindOf(asking(port, { ...get, url: `https://${name}/${path}` }))
    assert.equal(reason, 'unreachable')
    assert.match(
      detail,
      /^api\.example sends the request to another place, and it is not followed \(HTTP status 302\)$/,
    )
  }
  asked.length = 0
  assert.match(
    (await blindOf(asking(port, { ...get, url: `https://${name}/round` }))).detail,
    /from one place to the next/,
  )
  assert.equal(asked.length, 4)
  asked.length = 0
  assert.match((await blindOf(asking(port, post))).detail, /HTTP status 307/)
  assert.equal(asked.length, 1)
})

test('what is longer than 1 MB is not heard to its end', async (t) => {
  const sizes: [size: number, kind: string][] = [
    [1024 * 1024, 'reply'],
    [1024 * 1024 + 1, 'blind'],
  ]
  for (const http1 of [false, true])
    for (const [size, kind] of sizes) {
      const { port } = await serving(t, () => ({ headers: html, body: Buffer.alloc(size, 97) }), { http1 })
      const seen = await asking(port, get, { timeoutMs: 10_000 })
      assert.equal(seen.kind, kind)
      if (seen.kind === 'blind')
        assert.deepEqual(seen.blind, { reason: 'malformed', detail: 'api.example sent more than 1 MB' })
    }
})

test('who says nothing, hangs up, or speaks something else', async (t) => {
  const silent = await serving(t, () => undefined)
  const begun = performance.now()
  assert.deepEqual(await blindOf(asking(silent.port, post, { timeoutMs: 300 })), {
    reason: 'timeout',
    detail: 'api.example did not answer within 0.3 s',
  })
  assert.ok(performance.now() - begun < 1500)
  const dripping = await startHttps(
    t,
    (_, response) => {
      response.writeHead(200, html)
      const timer = setInterval(() => response.write(Buffer.from('x')), 20)
      t.after(() => clearInterval(timer))
      return undefined
    },
    authority.issue([name]),
  )
  assert.equal((await blindOf(asking(dripping.port, post, { timeoutMs: 300 }))).reason, 'timeout')
  const rude = await startPlain(t, (socket) => socket.destroy())
  assert.match((await blindOf(asking(rude.port, post))).detail, /api\.example closed the connection before TLS/)
  const mail = await startPlain(t, (socket) => socket.write('220 mx.example ESMTP\r\n'))
  assert.match((await blindOf(asking(mail.port, post))).detail, /is not TLS/)
  assert.match((await blindOf(asking(1, post))).detail, /nothing listens at api\.example/)
})

test('a run that is ended ends it', async (t) => {
  const { port } = await serving(t, () => undefined)
  const end = new AbortController()
  setTimeout(() => end.abort(), 100)
  assert.equal((await blindOf(asking(port, post, { signal: end.signal }))).reason, 'interrupted')
  assert.equal((await blindOf(asking(port, post, { signal: end.signal }))).reason, 'interrupted')
})

test('a name that is none, or not found, and a URL that is no https', async () => {
  assert.match(
    (await blindOf(asking(1, { ...post, url: 'https://gone.example/' }))).detail,
    /there is no such name as gone/,
  )
  for (const url of ['http://api.example/', 'https://user:pw@api.example/', 'ftp://api.example', '/v3', ''])
    assert.equal((await blindOf(asking(1, { ...post, url }))).reason, 'not-attempted')
})
