import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import dgram from 'node:dgram'
import { getEventListeners, once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import test, { type TestContext } from 'node:test'
import { seen } from '../../../src/core/observation.ts'
import type { SmtpSession } from '../../../src/core/smtp.ts'
import { bye, greeting, hello, intoTls, type Step, startScript } from '../../support/scripted-smtp.ts'
import { asking, openTest, shown } from '../../support/smtp-client.ts'

const usual: readonly Step[] = [greeting, ...hello(), ...bye]
const slow: readonly Step[] = [{ waitMs: 60 }, ...usual]
const brokenIn = ({ connected }: SmtpSession) => {
  assert.ok('broken' in connected, JSON.stringify(connected))
  return connected.broken
}
const at = (address: string, port: number) => ({ reach: () => ({ address, port }) })

test('what is asked twice is asked once, in whatever order its fields stand', async (t) => {
  const server = await startScript(t, usual)
  const client = openTest(t, server)
  const { address, ...rest } = asking()
  const [one, other] = await Promise.all([client.smtp(asking()), client.smtp({ ...rest, address })])
  assert.equal(one, other)
  assert.equal(await client.smtp(asking()), one)
  assert.equal(server.count.all, 1)
  for (const change of [
    { helo: 'other.example' },
    { servername: 'other.example' },
    { envelopes: [{ sender: 'a@x.example', recipients: ['b@x.example'] }] },
  ])
    if (!('envelopes' in change)) assert.notEqual(await client.smtp(asking(change)), one)
  assert.equal(server.count.all, 3)
})

test('one server gets one connection at a time, in the order of the asks', async (t) => {
  const server = await startScript(t, slow)
  const client = openTest(t, server)
  const names = ['a.example', 'b.example', 'c.example', 'd.example']
  await Promise.all(names.map((helo) => client.smtp(asking({ helo }))))
  assert.deepEqual([server.count.all, server.count.atOnce], [4, 1])
  assert.deepEqual(
    server.heard.filter((line) => line !== 'QUIT'),
    names.map((name) => `EHLO ${name}`),
  )
})

test('another address, or another port, is another server', async (t) => {
  const server = await startScript(t, slow)
  const client = openTest(t, server)
  await Promise.all([
    client.smtp(asking()),
    client.smtp(asking({ port: 25 })),
    client.smtp(asking({ address: '192.0.2.2' })),
  ])
  assert.deepEqual([server.count.all, server.count.atOnce], [3, 3])
})

test('who waits in turn behind a session that rejects gets its turn', async (t) => {
  const server = await startScript(t, (client) => (client === 0 ? [greeting, 'silence'] : usual))
  const client = openTest(t, server)
  const [bad, good] = await Promise.allSettled([client.smtp(asking({ helo: 'a b' })), client.smtp(asking())])
  assert.equal(bad.status, 'rejected')
  assert.ok(good.status === 'fulfilled' && good.value.hello?.offers)
})

const waiting: readonly [what: string, steps: readonly Step[], tls: 'none' | 'implicit', where: string][] = [
  ['a greeting', ['silence'], 'none', 'greeting'],
  ['TLS', ['silence'], 'implicit', 'encrypted'],
  ['a greeting inside TLS', [{ tls: shown }, 'silence'], 'implicit', 'greeting'],
  ['an answer', [greeting, 'C: EHLO *', 'silence'], 'none', 'hello'],
]
for (const [what, steps, tls, where] of waiting)
  for (const how of ['abort', 'close', 'deadline'] as const)
    test(`${how} while it waits for ${what} ends it at once`, async (t) => {
      const server = await startScript(t, steps)
      const controller = new AbortController()
      const client = openTest(t, {
        ...server,
        signal: controller.signal,
        ...(how === 'deadline' && { deadlineMs: 300 }),
        timeoutMs: 10_000,
        greetingMs: 10_000,
      })
      const begun = performance.now()
      const session = client.smtp(asking({ tls }))
      const queued = client.smtp(asking({ tls, helo: 'queued.example' }))
      if (how !== 'deadline') setTimeout(() => (how === 'abort' ? controller.abort() : client.close()), 200)
      const ended = (await session)[where as 'greeting']
      assert.ok(ended && 'broken' in ended, JSON.stringify(await session))
      const broken =
        how === 'deadline'
          ? { trouble: 'silent', detail: "the run's 0.3 s were up before 192.0.2.1 port 587 was done" }
          : { trouble: 'interrupted', detail: 'the run was interrupted before 192.0.2.1 port 587 was done' }
      assert.deepEqual(ended.broken, broken)
      assert.deepEqual(brokenIn(await queued), broken)
      assert.deepEqual(brokenIn(await client.smtp(asking({ port: 25 }))), {
        ...broken,
        detail: broken.detail.replace('587', '25'),
      })
      await server.left()
      assert.ok(performance.now() - begun < 2000)
      // With half the time gone, a silent server was asked whether it waits for TLS.
      assert.equal(server.count.all, how === 'deadline' && what === 'a greeting' ? 2 : 1)
      client.close()
      assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
    })

test('the time for everything counts from where the run began', async (t) => {
  const server = await startScript(t, ['silence'])
  const client = openTest(t, { ...server, deadlineMs: 10_000, since: performance.now() - 9800, greetingMs: 5000 })
  const { greeting } = await client.smtp(asking())
  assert.ok(greeting && 'broken' in greeting && greeting.ms < 2000)
  assert.equal(greeting.broken.detail, "the run's 10 s were up before 192.0.2.1 port 587 was done")
})

test('a signal that was given before opens nothing', async (t) => {
  const server = await startScript(t, usual)
  const client = openTest(t, { ...server, signal: AbortSignal.abort() })
  assert.equal(brokenIn(await client.smtp(asking())).trouble, 'interrupted')
  assert.equal(server.count.all, 0)
})

test('a closed port is refused', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  const session = await openTest(t, at('127.0.0.1', port)).smtp(asking())
  assert.deepEqual(brokenIn(session), { trouble: 'refused', detail: 'nothing listens at 192.0.2.1 port 587' })
  assert.deepEqual(
    session.transcript.map(({ from, text }) => [from, text]),
    [['note', 'nothing listens at 192.0.2.1 port 587']],
  )
})

/** A port whose queue of connections is full, so that it answers nothing; for twenty seconds. */
async function deafPort(t: TestContext): Promise<number> {
  const listen = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
    require('fs').writeSync(1, String(this.address().port)); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20_000); process.exit() })`
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'ignore'] })
  t.after(() => child.kill('SIGKILL'))
  const [said] = await once(child.stdout, 'data')
  const port = Number(String(said))
  const sockets = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  t.after(() => sockets.map((socket) => socket.destroy()))
  await once(sockets[1] as NonNullable<(typeof sockets)[0]>, 'connect')
  return port
}

test('a port that says nothing is silent, for as long as one answer may take', async (t) => {
  const client = openTest(t, { ...at('127.0.0.1', await deafPort(t)), timeoutMs: 300 })
  const session = await client.smtp(asking())
  assert.deepEqual(brokenIn(session), {
    trouble: 'silent',
    detail: '192.0.2.1 port 587 did not take a connection within 0.3 s',
  })
  assert.ok(session.connected.ms >= 290 && session.connected.ms < 2000)
})

test('an abort ends the wait for a connection', async (t) => {
  const controller = new AbortController()
  const client = openTest(t, { ...at('127.0.0.1', await deafPort(t)), signal: controller.signal, timeoutMs: 10_000 })
  setTimeout(() => controller.abort(), 100)
  assert.equal(brokenIn(await client.smtp(asking())).trouble, 'interrupted')
})

test('no route of this machine is told apart from what a network says', async (t) => {
  // TCP goes to no group and to no broadcast address; a datagram has a way to the first, where there is a network at all.
  const client = openTest(t)
  const broadcast = await client.smtp(asking({ address: '255.255.255.255' }))
  assert.deepEqual(brokenIn(broadcast), {
    trouble: 'no-route',
    detail: 'this machine has no route to 255.255.255.255 port 587',
  })
  const group = await client.smtp(asking({ address: '224.0.0.1' }))
  const toward = await client.sourceToward('224.0.0.1')
  const routed = toward.seen && toward.value !== undefined
  assert.equal(brokenIn(group).trouble, routed ? 'unreachable' : 'no-route')
})

test('the address to connect from is the one that was given, and stands in EHLO where this machine has no full name', async (t) => {
  const server = await startScript(t, [...intoTls(shown), ...bye])
  const client = openTest(t, server)
  const { helo: _, ...ask } = asking({ source: '127.0.0.9', tls: 'starttls' })
  const session = await client.smtp(ask)
  const name = hostname().includes('.') ? hostname() : '[127.0.0.9]'
  assert.deepEqual(server.heard, [`EHLO ${name}`, 'STARTTLS', `EHLO ${name}`, 'QUIT'])
  assert.deepEqual(session.connected, { ms: session.connected.ms, source: '127.0.0.9' })
  assert.deepEqual(brokenIn(await client.smtp(asking({ source: '192.0.2.77' }))), {
    trouble: 'unreachable',
    detail: 'this machine has no address 192.0.2.77 to connect to 192.0.2.1 port 587 from (EADDRNOTAVAIL)',
  })
  assert.deepEqual(brokenIn(await client.smtp(asking({ source: '2001:db8::77' }))), {
    trouble: 'no-route',
    detail: '192.0.2.1 port 587 cannot be reached from 2001:db8::77, which is of the other family',
  })
})

const loopback6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
test('IPv6: the address is told in its one form, and in EHLO with its tag', {
  skip: !loopback6 && 'no IPv6 here',
}, async (t) => {
  const server = await startScript(t, usual, '::1')
  const { helo: _, ...ask } = asking({ address: '2001:db8::1' })
  const session = await openTest(t, server).smtp(ask)
  assert.deepEqual(session.connected, { ms: session.connected.ms, source: '::1' })
  if (!hostname().includes('.')) assert.equal(server.heard[0], 'EHLO [IPv6:::1]')
})

test('the way out toward an address is looked up without sending anything, whatever `reach` says', async (t) => {
  const client = openTest(t, at('192.0.2.1', 1))
  assert.deepEqual(await client.sourceToward('127.0.0.1'), seen('127.0.0.1'))
  assert.deepEqual(await client.sourceToward('255.255.255.255'), seen(undefined))
  assert.deepEqual(await client.sourceToward('mail.relay.example'), seen(undefined))
  assert.deepEqual(await client.sourceToward('::1'), seen(loopback6 ? '::1' : undefined))
})

test('who may open no socket to ask for a route has not seen that there is none', async (t) => {
  t.mock.method(dgram.Socket.prototype, 'connect', (_port: number, _address: string, done: (error: Error) => void) =>
    setImmediate(done, Object.assign(new Error('socket EMFILE'), { code: 'EMFILE' })),
  )
  const client = openTest(t)
  const [toward, session] = await Promise.all([
    client.sourceToward('192.0.2.1'),
    client.smtp(asking({ address: '255.255.255.255' })),
  ])
  assert.ok(!toward.seen && toward.blind.detail.includes('EMFILE'))
  assert.equal(brokenIn(session).trouble, 'unreachable')
})

test('a hundred sessions leave no listener and no socket behind', async (t) => {
  const server = await startScript(t, [{ tls: shown }, ...usual])
  const client = openTest(t, server)
  const warnings: Error[] = []
  const warn = (warning: Error) => void warnings.push(warning)
  process.on('warning', warn)
  t.after(() => process.off('warning', warn))
  const asks = Array.from({ length: 100 }, (_, i) =>
    asking({ tls: 'implicit', port: 1000 + i, servername: 'x.example' }),
  )
  const sessions = await Promise.all(asks.map((ask) => client.smtp(ask)))
  assert.ok(sessions.every(({ hello }) => hello?.offers))
  await server.left()
  const sockets = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap')
  assert.deepEqual([sockets, warnings], [[], []])
})
