import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { forget, type Pending, type Trouble, troubleOf } from '../../../src/net/dns/channel.ts'
import { troubleSays } from '../../../src/net/dns/trouble.ts'
import { closeUdp, openUdp, sendUdp } from '../../../src/net/dns/udp.ts'

/** A bare UDP server, and a channel to it; what comes of each query is kept. */
async function open(t: TestContext, keep: boolean, serve: (server: Socket, query: Buffer, port: number) => void) {
  const server = createSocket('udp4')
  const ports: number[] = []
  server.on('message', (query, { port }) => {
    ports.push(port)
    serve(server, query, port)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  const came: (string | Trouble)[] = []
  const heard = (pending: Pending, octets: Buffer) => {
    forget(pending)
    came.push(octets.toString('latin1', 2))
  }
  const udp = openUdp(
    { address: '127.0.0.1', port: server.address().port },
    { heard, failed: (_: Pending, trouble) => void came.push(trouble) },
    keep,
  )
  t.after(() => {
    closeUdp(udp)
    server.close()
  })
  const ask = (text: string): Pending => {
    const pending: Pending = { query: Buffer.concat([Buffer.alloc(2), Buffer.from(text)]), id: 0 }
    sendUdp(udp, pending)
    return pending
  }
  const after = async (count: number) => {
    for (let i = 0; i < 200 && came.length < count; i++) await new Promise((later) => setTimeout(later, 5))
  }
  return { ask, came, after, ports, udp }
}
const echo = (server: Socket, query: Buffer, port: number) => server.send(query, port, '127.0.0.1')

test('sixteen source ports, renewed after 2000 queries each', async (t) => {
  const { ask, came, after, ports, udp } = await open(t, true, echo)
  for (let round = 1; round <= 40; round++) {
    for (let i = 0; i < 1000; i++) ask('q')
    await after(round * 1000)
  }
  assert.equal(came.length, 40_000)
  const distinct = new Set(ports).size
  assert.ok(distinct > 16 && distinct <= 50, `${distinct} ports`)
  assert.ok(udp.ports.length <= 16)
})

test('a server that is asked little has a port for each query on its way, and none soon after', async (t) => {
  const { ask, after, ports, udp } = await open(t, false, echo)
  for (let i = 0; i < 30; i++) ask('q')
  await after(30)
  assert.deepEqual([new Set(ports).size, udp.ports.length], [30, 30])
  ask('q')
  await after(31)
  assert.equal(new Set(ports).size, 30, 'one that is still open is used again')
  for (let waited = 0; udp.ports.length > 0 && waited < 5000; waited += 50) await sleep(50)
  assert.equal(udp.ports.length, 0)
})

test('IDs are not in order, and no two at one port are the same', async (t) => {
  const ids: string[] = []
  const { ask, after } = await open(t, true, (server, query, port) => {
    ids.push(`${port} ${query.readUInt16BE(0)}`)
    echo(server, query, port)
  })
  for (let i = 0; i < 500; i++) ask('q')
  await after(500)
  assert.equal(new Set(ids).size, 500)
  const numbers = ids.map((id) => Number(id.split(' ')[1]))
  const rising = numbers.filter((n, i) => i > 0 && n > (numbers[i - 1] ?? 0)).length
  assert.ok(rising > 150 && rising < 350, `${rising} of 499 rise`)
})

test('nothing listens: all who wait are told', async (t) => {
  const { ask, came, after, udp } = await open(t, true, echo)
  udp.to.port = 1
  ask('a')
  await after(1)
  assert.deepEqual(came, [{ code: 'ECONNREFUSED', local: false }])
})

const troubles: [code: string, early: boolean, says: string, noRoute: boolean][] = [
  ['ENETUNREACH', true, 'this machine has no route to {who}', true],
  ['EHOSTUNREACH', true, 'this machine has no route to {who}', true],
  ['EAFNOSUPPORT', true, 'this machine has no route to {who}', true],
  ['EADDRNOTAVAIL', true, 'this machine has no route to {who}', true],
  ['EHOSTUNREACH', false, '{who} cannot be reached (EHOSTUNREACH)', false],
  ['ECONNREFUSED', false, 'nothing listens at {who}', false],
  ['EPERM', true, '{who} cannot be reached (EPERM)', false],
]
for (const [code, early, says, noRoute] of troubles)
  test(`${code} ${early ? 'before' : 'after'} anything was sent`, () => {
    const trouble = troubleOf(Object.assign(new Error(code), { code }), early)
    assert.deepEqual([troubleSays(trouble), trouble.local], [says, noRoute])
  })

test('a process that has its answers ends, though nobody closed the client', async () => {
  const program = `
    const { openDns } = await import('./src/net/dns/client.ts')
    const { startNameServer } = await import('./src/net/dns/name-server.ts')
    const server = await startNameServer({ answer: (q) => ({ truncated: q.transport === 'udp', recursionAvailable: true }) })
    const resolvers = [{ ...server, transport: 'udp' }]
    const { dns } = openDns({ resolvers, timeoutMs: 1000, deadlineMs: 60000 })
    console.log((await dns('shop.example', 'A')).kind)
    await server.close()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const begun = performance.now()
  const [said] = await once(child.stdout, 'data')
  assert.equal(String(said), 'no-data\n')
  assert.deepEqual(await once(child, 'exit'), [0, null])
  assert.ok(performance.now() - begun < 10_000)
})
