import assert from 'node:assert/strict'
import test from 'node:test'
import { blind, seen } from '../../src/core/observation.ts'
import type { ProbeArrival, ProbeSent, TrailAsk, TrailRead, TrailSeen } from '../../src/core/probe.ts'
import type { World } from '../../src/core/world.ts'
import { probeTrail } from '../../src/facts/probe-trail.ts'
import { gather } from '../../src/gather.ts'
import { memoryWorld } from '../support/memory-dns.ts'
import { memoryMachine } from '../support/memory-machine.ts'
import { posted, probeAsked, probeLetter, probeSentFact } from '../support/probe-sent.ts'
import { askedOf } from '../support/session-facts.ts'

interface Given {
  sent?: Partial<ProbeSent>
  machine?: World['machine']
  read?: TrailRead
  arrival?: ProbeArrival
  waitMs?: number
}
const at = new Date('2026-11-24T06:00:01Z')
const event = (more: Partial<TrailSeen>): TrailSeen => ({
  at,
  by: 'Postfix on this machine',
  state: 'sent',
  text: 'x',
  ...more,
})
const nothing: TrailRead = { events: [], unseen: [] }

/** What the fact says, and what the world was asked for. */
async function followed({ sent = {}, machine, read = nothing, arrival, waitMs = 0 }: Given) {
  const asks: { ask: TrailAsk; waitMs: number; enough: Promise<unknown> | undefined }[] = []
  const name = 'anna@mail.example'
  const { probeTrail: trail } = await gather(
    new Set(['probeTrail'] as const),
    {
      probeTrail,
      probeSent: async () => seen(probeSentFact(sent)),
      probeArrival: async () =>
        arrival ? seen(arrival) : blind({ reason: 'hung-up', detail: 'the mailbox closed the connection' }),
    },
    {
      target: { kind: 'probe', name, display: name },
      asked: { ...askedOf({}), probe: probeAsked({ waitMs }) },
      world: {
        ...memoryWorld('', machine ? { machine } : {}),
        mailbox: {
          kind: 'maildir',
          called: 'x',
          find: async () => ({}),
          remove: async () => undefined,
          close: async () => {},
        },
        async trail(ask, waitMs, enough) {
          asks.push({ ask, waitMs, enough })
          return read
        },
      },
    },
  )
  assert.ok(trail?.seen)
  return { ...trail.value, asks }
}

const via = (host: string, address: string): Partial<ProbeSent> => ({
  sessions: [{ ...posted({ address, port: 587, tls: 'starttls', envelopes: [] }), host }],
})

test('the message is followed by its marks and by the name that the server gave it', async () => {
  const { asks } = await followed({ waitMs: 60_000 })
  assert.deepEqual(asks[0]?.ask, {
    token: probeLetter.token,
    id: probeLetter.id,
    queueId: '4XyZ01AbCd',
    recipient: 'anna@mail.example',
    since: new Date('2026-11-24T06:00:00Z'),
    here: false,
    relay: true,
  })
  assert.equal(asks[0]?.waitMs, 60_000)
})

const places: Record<string, [Given, here: boolean, relay: boolean]> = {
  'a relay elsewhere': [{ sent: via('mail.relay.example', '192.0.2.1') }, false, true],
  "SMTP2GO's own host": [{ sent: via('mail-eu.smtp2go.com', '192.0.2.1') }, false, true],
  'this machine, by loopback': [{ sent: { via: 'local', ...via('127.0.0.1', '127.0.0.1') } }, true, true],
  'this machine, by loopback of IPv6': [{ sent: { via: 'local', ...via('::1', '::1') } }, true, true],
  'this machine, by its own address': [{ sent: via('box.example.com', '192.0.2.10') }, true, true],
  'under another root': [{ machine: memoryMachine({}, { root: '/mnt/box' }) }, true, true],
}
for (const [what, [given, here, relay]] of Object.entries(places))
  test(`${what}: ${here ? 'its log' : 'no log'} and ${relay ? 'its records' : 'no records'}`, async () => {
    const { asks } = await followed(given)
    assert.deepEqual([asks[0]?.ask.here, asks[0]?.ask.relay], [here, relay])
  })

test('nobody is asked of a message that is with somebody else, or with nobody', async () => {
  for (const sent of [
    via('smtp.sendgrid.net', '192.0.2.1'),
    { via: 'mx', ...via('mx.mail.example', '192.0.2.1') },
    { outcome: 'rejected' },
    { outcome: 'deferred' },
    { outcome: 'not-sent', sessions: [] },
  ] as const) {
    const { asks, events, unseen } = await followed({ sent })
    assert.deepEqual([asks, events, unseen], [[], [], []])
  }
  assert.equal((await followed({ sent: { outcome: 'perhaps' } })).asks.length, 1)
})

test('of several servers the one that had the last word counts', async () => {
  const [local] = via('127.0.0.1', '127.0.0.1').sessions ?? []
  const [far] = via('smtp.sendgrid.net', '192.0.2.1').sessions ?? []
  assert.ok(local && far)
  assert.equal((await followed({ sent: { sessions: [far, local] } })).asks[0]?.ask.here, true)
  assert.equal((await followed({ sent: { sessions: [local, far], decisive: 0 } })).asks[0]?.ask.here, true)
})

test('where nobody waits, what is written a moment later is seen all the same', async () => {
  assert.equal((await followed({ waitMs: 0 })).asks[0]?.waitMs, 3000)
  assert.equal((await followed({ sent: via('mail.smtp2go.com', '192.0.2.1') })).asks[0]?.waitMs, 10_000)
})

const isTrue = (enough: Promise<unknown> | undefined) =>
  Promise.race([enough?.then(() => true), new Promise((done) => setTimeout(done, 900, false))])
test('it is enough once the message was found, or a report about it', async () => {
  const arrival = { folder: 'INBOX', kind: 'inbox', at, octets: Buffer.from('') } as const
  const found = await followed({ arrival: { kind: 'arrived', arrival, called: 'x', tookMs: 5 } })
  assert.equal(await isTrue(found.asks[0]?.enough), true)
  for (const one of [undefined, { kind: 'not-yet', waitedMs: 5, called: 'x' }, { kind: 'not-watched' }] as const) {
    const open = await followed(one ? { arrival: one } : {})
    assert.equal(await isTrue(open.asks[0]?.enough), false)
  }
})

test('what was answered is explained where it says something', async () => {
  const refusal =
    'host mx.b.example[192.0.2.1] said: 550 5.1.1 <anna@mail.example>: User unknown (in reply to RCPT TO command)'
  const { events, unseen } = await followed({
    read: {
      events: [
        event({ state: 'queued' }),
        event({
          state: 'deferred',
          to: 'mx.b.example[192.0.2.1]:25',
          answer: 'connect to mx.b.example[192.0.2.1]:25: Connection timed out',
        }),
        event({ state: 'bounced', to: 'mx.b.example[192.0.2.1]:25', answer: refusal }),
        event({ state: 'sent', answer: '250 2.0.0 Ok: queued as 9AbC' }),
        event({ state: 'delivered', answer: 'delivered to maildir' }),
      ],
      unseen: [{ by: 'SMTP2GO', blind: { reason: 'timeout', detail: 'api.smtp2go.com did not answer within 5 s' } }],
    },
  })
  const [queued, deferred, bounced, sent, delivered] = events
  assert.equal(queued?.reply, undefined)
  assert.match(deferred?.reply?.text ?? '', /Connection timed out/)
  assert.deepEqual([bounced?.reply?.code, bounced?.reply?.enhanced, bounced?.reply?.class], [550, '5.1.1', 'recipient'])
  assert.equal(sent?.reply?.code, 250)
  assert.equal(delivered?.reply, undefined)
  assert.ok(events.every((one) => !('answer' in one)))
  assert.equal(unseen.length, 1)
})

test('through SMTP2GO without a key for its records: that there is one to be had', async () => {
  const sent = via('mail.smtp2go.com', '192.0.2.1')
  const { unseen } = await followed({ sent })
  assert.deepEqual(
    unseen.map(({ by, blind }) => [by, blind.reason]),
    [['SMTP2GO', 'not-attempted']],
  )
  assert.match(unseen[0]?.blind.wayOut ?? '', /set RELAYCHECK_SMTP2GO_API_KEY/)
  const told = { events: [event({ by: 'SMTP2GO', state: 'queued' })], unseen: [] }
  assert.deepEqual((await followed({ sent, read: told })).unseen, [])
  assert.deepEqual((await followed({})).unseen, [])
})
