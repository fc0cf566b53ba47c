import assert from 'node:assert/strict'
import test from 'node:test'
import { seen } from '../../src/core/observation.ts'
import type { SmtpAsk, SmtpSession } from '../../src/core/smtp.ts'
import type { SessionAsked } from '../../src/core/target.ts'
import { relayHost } from '../../src/facts/relay-host.ts'
import { relaySessions } from '../../src/facts/relay-sessions.ts'
import { relayStranger } from '../../src/facts/relay-stranger.ts'
import { gatherRelay, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'
import { broken, said, sessionFor, unconnected } from '../support/sessions.ts'

const host = 'mail.relay.example'
const zone = `${host} A 192.0.2.1
  ${host} A 192.0.2.2
  ${host} A 192.0.2.3
  ${host} AAAA 2001:db8::1`
const login: Partial<SessionAsked> = { login: { user: 'u' } }

async function look(
  smtp: (ask: SmtpAsk) => SmtpSession,
  asked: Partial<SessionAsked> = {},
  options: MemoryOptions & { of?: string; at?: string } = {},
) {
  const world = memoryWorld(options.at ?? zone, { smtp, ...options })
  const relayProfile = async () => seen(undefined)
  const gathered = await gatherRelay(
    world,
    { host: options.of ?? host, port: 587 },
    { relayProfile, relayHost, relaySessions, relayStranger },
    asked,
  )
  const sessions = gathered.relaySessions
  return { world, gathered, sessions: sessions?.seen ? sessions.value : undefined }
}
const loginsAt = (asks: readonly SmtpAsk[]) => asks.filter((ask) => ask.login).map(({ address }) => address)

test('relaySessions: one with each address, all at once', async () => {
  const { sessions, world } = await look(sessionFor)
  assert.deepEqual(
    sessions?.map(({ address }) => address),
    ['192.0.2.1', '192.0.2.2', '192.0.2.3', '2001:db8::1'],
  )
  assert.equal(world.rounds, 2)
})

test('relaySessions: the name of the server is the host, or the one that was given; an address has none', async () => {
  assert.equal((await look(sessionFor)).world.asks[0]?.servername, host)
  assert.equal((await look(sessionFor, { servername: 'other.example' })).world.asks[0]?.servername, 'other.example')
  assert.ok(!('servername' in ((await look(sessionFor, {}, { of: '192.0.2.1' })).world.asks[0] as SmtpAsk)))
})

test('relaySessions: HELO and the address to connect from are as asked', async () => {
  const { world } = await look(sessionFor, { helo: 'me.example', source: '192.0.2.77' })
  assert.ok(
    world.asks.length === 3 && world.asks.every((ask) => ask.helo === 'me.example' && ask.source === '192.0.2.77'),
  )
})

test('relaySessions: a password is tried at the first address alone, right or wrong', async () => {
  const wrong = (ask: SmtpAsk) =>
    sessionFor(ask, ask.login ? { login: { ...said(535, '5.7.8', 'No'), mechanism: 'PLAIN' } } : {})
  for (const server of [sessionFor, wrong]) {
    const { world, sessions } = await look(server, login)
    assert.deepEqual([loginsAt(world.asks), world.asks.length], [['192.0.2.1'], 4])
    assert.deepEqual(
      sessions?.map((one) => 'login' in one),
      [true, false, false, false],
    )
  }
})

test('relaySessions: a server that hangs up during the login has seen the password: nobody else does', async () => {
  const rude = (ask: SmtpAsk) =>
    sessionFor(ask, ask.login ? { login: { ...broken('hung-up'), mechanism: 'PLAIN' } } : {})
  assert.deepEqual(loginsAt((await look(rude, login)).world.asks), ['192.0.2.1'])
})

test('relaySessions: where the first never got to a login, the next that is ready is asked, in its place, once', async () => {
  const server = (ask: SmtpAsk) =>
    ask.address === '192.0.2.1'
      ? unconnected(ask, 'silent')
      : ask.address === '192.0.2.2'
        ? sessionFor(ask, { greeting: said(421, '4.3.2', 'Busy') })
        : sessionFor(ask)
  const { world, sessions } = await look(server, login)
  assert.deepEqual(loginsAt(world.asks), ['192.0.2.1', '192.0.2.3'])
  assert.deepEqual(
    sessions?.map((one) => 'login' in one),
    [false, false, true, false],
  )
  assert.equal(world.asks.length, 5)
  assert.equal(world.rounds, 3)
})

test('relaySessions: where none is ready, the login is asked for once and never said', async () => {
  const { world } = await look((ask) => unconnected(ask, 'refused'), login)
  assert.deepEqual(loginsAt(world.asks), ['192.0.2.1'])
})

test('relaySessions: the second that fails after all is the last', async () => {
  const server = (ask: SmtpAsk) =>
    ask.address === '192.0.2.1' || (ask.address === '192.0.2.2' && ask.login)
      ? unconnected(ask, 'silent')
      : sessionFor(ask)
  assert.deepEqual(loginsAt((await look(server, login)).world.asks), ['192.0.2.1', '192.0.2.2'])
})

test('relaySessions: the first is one that this machine has a route to; the others are kept', async () => {
  const source = (to: string) => (to.includes(':') ? '2001:db8::7' : undefined)
  const server = (ask: SmtpAsk) => (ask.address.includes(':') ? sessionFor(ask) : unconnected(ask, 'no-route'))
  const { world, sessions } = await look(server, login, { source })
  assert.deepEqual([loginsAt(world.asks), sessions?.length], [['2001:db8::1'], 4])
})

test('relaySessions: one envelope for each sender, at one address; the recipients, or a sender in their place', async () => {
  const envelopes = async (asked: Partial<SessionAsked>) =>
    (await look(sessionFor, asked)).world.asks.map((ask) => ask.envelopes)
  assert.deepEqual(
    await envelopes({ senders: ['a@shop.example', ''], recipients: ['x@there.example', 'y@there.example'] }),
    [
      [
        { sender: 'a@shop.example', recipients: ['x@there.example', 'y@there.example'] },
        { sender: '', recipients: ['x@there.example', 'y@there.example'] },
      ],
      [],
      [],
      [],
    ],
  )
  assert.deepEqual((await envelopes({ senders: ['', 'a@shop.example', 'b@shop.example'] }))[0], [
    { sender: '', recipients: ['a@shop.example'] },
    { sender: 'a@shop.example', recipients: ['a@shop.example'] },
    { sender: 'b@shop.example', recipients: ['a@shop.example'] },
  ])
  assert.deepEqual((await envelopes({ senders: [''] }))[0], [{ sender: '', recipients: [] }])
  assert.deepEqual((await envelopes({ recipients: ['x@there.example'] }))[0], [])
})

test('relaySessions: no address, no session; where a family was not seen, neither was that', async () => {
  const soa = 'relay.example SOA ns.relay.example h.relay.example 1 2 3 4 5'
  assert.deepEqual((await look(sessionFor, {}, { at: soa })).sessions, [])
  const { gathered } = await look(sessionFor, {}, { at: soa, blindAt: { [`AAAA ${host}`]: 'timeout' } })
  const { relaySessions: fact } = gathered
  assert.ok(fact && !fact.seen && fact.blind.reason === 'timeout')
})

const stranger = async (smtp: (ask: SmtpAsk) => SmtpSession, asked: Partial<SessionAsked> = {}) => {
  const { world, gathered } = await look(smtp, { ...login, openRelayTest: true, ...asked })
  const fact = gathered.relayStranger
  const ask = world.asks.find(({ envelopes }) =>
    envelopes.some(({ recipients }) => recipients[0] === 'relaycheck@example.net'),
  )
  return { fact, ask }
}

test('relayStranger: only where it was asked for', async () => {
  const { world, gathered } = await look(sessionFor, login)
  assert.deepEqual([gathered.relayStranger, world.asks.length], [{ seen: true, value: undefined }, 4])
})

test('relayStranger: at the first address that is ready, without a login, from and to people it has no business with', async () => {
  const server = (ask: SmtpAsk) => (ask.address === '192.0.2.1' ? unconnected(ask, 'refused') : sessionFor(ask))
  const { ask, fact } = await stranger(server)
  assert.deepEqual([ask?.address, ask?.port, ask?.login], ['192.0.2.2', 587, undefined])
  assert.deepEqual(ask?.envelopes, [{ sender: '', recipients: ['relaycheck@example.net'] }])
  assert.ok(fact?.seen && fact.value?.address === '192.0.2.2')
})

test('relayStranger: from a sender that was given, and to a recipient too unless both are of one house', async () => {
  const senders = ['', 'a@shop.example']
  const envelope = async (recipients: string[]) =>
    (await stranger(sessionFor, { senders, recipients })).ask?.envelopes[0]
  assert.deepEqual(await envelope(['b@Shop.example']), {
    sender: 'a@shop.example',
    recipients: ['relaycheck@example.net'],
  })
  assert.deepEqual(await envelope(['b@shop.example', 'c@there.example']), {
    sender: 'a@shop.example',
    recipients: ['relaycheck@example.net', 'c@there.example'],
  })
})

test('relayStranger: where no address was ready, what was not seen is unseen, and a plain no is no session', async () => {
  const silent = await stranger((ask) => unconnected(ask, 'silent'))
  assert.ok(silent.fact && !silent.fact.seen && silent.fact.blind.reason === 'timeout')
  assert.deepEqual((await stranger((ask) => unconnected(ask, 'refused'))).fact, { seen: true, value: undefined })
})
