import assert from 'node:assert/strict'
import test from 'node:test'
import { blind, seen } from '../../src/core/observation.ts'
import type { RelayProfile } from '../../src/core/relay.ts'
import type { SmtpAsk, SmtpSession } from '../../src/core/smtp.ts'
import type { SessionAsked } from '../../src/core/target.ts'
import { relayHost } from '../../src/facts/relay-host.ts'
import { relayPorts } from '../../src/facts/relay-ports.ts'
import { relaySessions } from '../../src/facts/relay-sessions.ts'
import { gatherRelay, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'
import { relayProfile as profileOf, said, sessionFor, unconnected } from '../support/sessions.ts'

const host = 'mail.relay.example'
const zone = `${host} A 192.0.2.1
  ${host} A 192.0.2.2
  ${host} AAAA 2001:db8::1`

interface Look {
  port?: number
  profile?: RelayProfile | undefined
  asked?: Partial<SessionAsked>
  at?: string
  more?: Parameters<typeof gatherRelay>[2]
  source?: MemoryOptions['source']
}

async function look(smtp: MemoryOptions['smtp'], { port, profile, asked, at = zone, more, source }: Look = {}) {
  const world = memoryWorld(at, { ...(smtp && { smtp }), ...(source !== undefined && { source }) })
  const relayProfile = async () => seen(profile)
  const gathered = await gatherRelay(
    world,
    { host, ...(port !== undefined && { port }) },
    { relayProfile, relayHost, relayPorts, ...more },
    asked,
  )
  assert.ok(gathered.relayPorts?.seen)
  return { ...gathered.relayPorts.value, world, gathered }
}
const openAt =
  (...ports: number[]) =>
  (ask: SmtpAsk) =>
    ports.includes(ask.port) ? sessionFor(ask) : unconnected(ask, 'silent')
const plainly = ({ address, port, tls }: Pick<SmtpSession, 'address' | 'port' | 'tls'>) => `${address} ${port} ${tls}`

test('relayPorts: a port that was given is taken, and of a relay that nobody knows no other is tried', async () => {
  const { way, others, world } = await look(openAt(587), { port: 587 })
  assert.deepEqual([way, others, world.asks], [{ port: 587, tls: 'starttls', why: 'given' }, [], []])
})

test('relayPorts: of a relay that nobody knows the usual ports are tried once the one that was given takes no connection', async () => {
  const at = `${host} A 192.0.2.1`
  const tried = async (smtp: (ask: SmtpAsk) => SmtpSession, port = 2525) =>
    (await look(smtp, { port, at, more: { relaySessions } })).others.map(plainly)
  const usual = ['192.0.2.1 587 none', '192.0.2.1 465 implicit', '192.0.2.1 25 none']
  for (const trouble of ['refused', 'silent'] as const) {
    const only465 = (ask: SmtpAsk) => (ask.port === 465 ? sessionFor(ask) : unconnected(ask, trouble))
    assert.deepEqual(await tried(only465), usual)
    assert.deepEqual(await tried(only465, 587), usual.slice(1))
  }
  assert.deepEqual(await tried(openAt(2525)), [])
  assert.deepEqual(await tried((ask) => ({ ...sessionFor(ask), greeting: said(554, undefined, 'No') })), [])
  assert.deepEqual(await tried((ask) => unconnected(ask, 'no-route')), [])
})

test('relayPorts: one address that takes connections is enough', async () => {
  const server = (ask: SmtpAsk) => (ask.address === '192.0.2.2' ? sessionFor(ask) : unconnected(ask, 'refused'))
  assert.deepEqual((await look(server, { port: 2525, more: { relaySessions } })).others, [])
})

test('relayPorts: how TLS begins at a port', async () => {
  const tlsOf = async (port: number, more: Look = {}) => (await look(openAt(), { port, ...more })).way.tls
  for (const port of [465, 2465, 8465, 443]) assert.equal(await tlsOf(port), 'implicit')
  for (const port of [25, 587, 2525, 80]) assert.equal(await tlsOf(port), 'starttls')
  const odd = profileOf({ ports: { starttls: [443], implicit: [2525] } })
  assert.equal(await tlsOf(443, { profile: odd }), 'starttls')
  assert.equal(await tlsOf(2525, { profile: odd }), 'implicit')
  assert.equal(await tlsOf(465, { asked: { tls: 'starttls' } }), 'starttls')
  assert.equal(await tlsOf(587, { asked: { tls: 'none' } }), 'none')
})

test('relayPorts: the other ports that a relay documents, at one address, all at once, without a handshake', async () => {
  const { others, world } = await look(openAt(2525, 465), { port: 587, profile: profileOf() })
  assert.deepEqual(others.map(plainly), ['192.0.2.1 2525 none', '192.0.2.1 25 none', '192.0.2.1 465 implicit'])
  assert.equal(world.rounds, 2)
  assert.ok(world.asks.every(({ login, envelopes }) => login === undefined && envelopes.length === 0))
})

test('relayPorts: without a port the first of its order that greets, with the others beside it', async () => {
  const known = await look(openAt(587, 465), { profile: profileOf() })
  assert.deepEqual(known.way, { port: 587, tls: 'starttls', why: 'open' })
  assert.deepEqual(
    known.others.map(({ port }) => port),
    [2525, 25, 465],
  )
  assert.equal(known.world.rounds, 2)
  const unknown = await look(openAt(25, 465))
  assert.deepEqual(unknown.way, { port: 465, tls: 'implicit', why: 'open' })
  assert.deepEqual(
    unknown.others.map(({ port }) => port),
    [587, 25],
  )
})

test('relayPorts: a port that turns people away comes after one that greets, and before one that is closed', async () => {
  const away = (ask: SmtpAsk) => ({ ...sessionFor(ask), greeting: said(554, undefined, 'No') })
  const closed = (ask: SmtpAsk) => unconnected(ask, 'refused')
  const one = await look((ask) => (ask.port === 587 ? away(ask) : ask.port === 25 ? sessionFor(ask) : closed(ask)))
  assert.equal(one.way.port, 25)
  const two = await look((ask) => (ask.port === 25 ? away(ask) : closed(ask)))
  assert.deepEqual(two.way, { port: 25, tls: 'starttls', why: 'open' })
})

test('relayPorts: where none answers, the usual one', async () => {
  assert.deepEqual((await look(openAt())).way, { port: 587, tls: 'starttls', why: 'usual' })
  assert.deepEqual((await look(openAt(), { profile: profileOf() })).way, { port: 2525, tls: 'starttls', why: 'usual' })
})

test('relayPorts: only ports of the kind of TLS that was asked for are taken', async () => {
  const wanted = async (tls: 'implicit' | 'starttls' | 'none', profile?: RelayProfile) =>
    (await look(openAt(587, 2525, 465, 25), { profile, asked: { tls } })).way
  assert.deepEqual(await wanted('implicit', profileOf()), { port: 465, tls: 'implicit', why: 'open' })
  assert.deepEqual(await wanted('none', profileOf()), { port: 2525, tls: 'none', why: 'open' })
  const noImplicit = profileOf({ ports: { starttls: [587], implicit: [] } })
  assert.deepEqual(await wanted('implicit', noImplicit), { port: 465, tls: 'implicit', why: 'open' })
})

test('relayPorts: at an address where nothing is heard the next one is tried, once', async () => {
  const second = await look((ask) => (ask.address === '192.0.2.2' ? sessionFor(ask) : unconnected(ask, 'silent')))
  assert.deepEqual([second.way.why, second.others.map(({ address }) => address)], ['open', ['192.0.2.2', '192.0.2.2']])
  const none = await look(() => undefined)
  assert.deepEqual([...new Set(none.world.asks.map(({ address }) => address))], ['192.0.2.1', '192.0.2.2'])
  const closed = await look((ask) => unconnected(ask, 'refused'))
  assert.deepEqual([...new Set(closed.world.asks.map(({ address }) => address))], ['192.0.2.1'])
})

test('relayPorts: a family without a route is passed over', async () => {
  const { others } = await look(openAt(587), {
    port: 587,
    profile: profileOf(),
    source: (address) => (address.includes(':') ? '2001:db8::7' : undefined),
  })
  assert.deepEqual([...new Set(others.map(({ address }) => address))], ['2001:db8::1'])
})

test('relayPorts: a family whose route was not seen is not passed over', async () => {
  const { world } = await look(openAt(587), {
    port: 587,
    profile: profileOf(),
    source: (address) =>
      address.includes(':') ? '2001:db8::7' : blind({ reason: 'not-recorded', detail: 'the recording has no route' }),
  })
  assert.ok(world.asks.some(({ address }) => address === '192.0.2.1'))
})

test('relayPorts: what was tried to find the port is asked once, and the sessions share it', async () => {
  const { world } = await look(openAt(587, 465, 25), { more: { relaySessions } })
  const asked = world.asks.map(plainly)
  assert.equal(new Set(asked).size, asked.length)
  assert.deepEqual(
    asked.filter((one) => one.includes(' 587 ')),
    ['192.0.2.1 587 starttls', '192.0.2.2 587 starttls', '2001:db8::1 587 starttls'],
  )
})

test('relayPorts: nobody waits for the last port once an earlier one has answered', async () => {
  let release = () => {}
  const slow = new Promise<void>((resolve) => {
    release = resolve
  })
  const begun: string[] = []
  const world = memoryWorld(`${host} A 192.0.2.1`, {
    smtp: (ask) => {
      begun.push(plainly(ask) + (ask.login ? ' login' : ''))
      if (ask.login) release()
      return ask.port === 25 ? slow.then(() => unconnected(ask, 'silent')) : sessionFor(ask)
    },
  })
  const login = { login: { user: 'u' } }
  const gathered = await gatherRelay(
    world,
    { host },
    { relayProfile: async () => seen(undefined), relayHost, relayPorts, relaySessions },
    login,
  )
  assert.ok(gathered.relaySessions?.seen)
  assert.ok(begun.includes('192.0.2.1 587 starttls login'))
})

test('relayPorts: without an address there is nothing to try, and what was not seen is not guessed', async () => {
  const none = await look(openAt(587), { at: '' })
  assert.deepEqual([none.way.why, none.world.asks], ['usual', []])
  const world = memoryWorld('', { blindAt: { [`A ${host}`]: 'timeout', [`AAAA ${host}`]: 'timeout' } })
  const { relayPorts: fact } = await gatherRelay(
    world,
    { host },
    { relayProfile: async () => seen(undefined), relayHost, relayPorts },
  )
  assert.ok(fact && !fact.seen && fact.blind.reason === 'timeout')
})
