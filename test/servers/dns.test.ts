import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { after, before, test } from 'node:test'
import type { Dns, DnsAnswer, DnsHow } from '../../src/core/dns.ts'
import { openDns } from '../../src/net/dns/client.ts'
import type { RecordType } from '../../src/records/dns.ts'
import { startProxy } from '../support/proxy.ts'
import { describeWith, type RealServer } from '../support/real-server.ts'
import { bigTexts, type RealWorld, startRealWorld } from './world.ts'

/** The DNS client against nsd and unbound. */

const programs = ['nsd', 'unbound', 'ldns-signzone']
let world: RealWorld

type Ask = <T extends RecordType>(name: string, type: T, how?: DnsHow) => Promise<DnsAnswer<T>>
type Place = Pick<RealServer, 'address' | 'port'>

/** Asks through a client of its own, whose name servers 192.0.2.x are the nsds of this world. */
async function through<R>(place: Place, use: (ask: Ask & Dns) => Promise<R>, timeoutMs = 5000): Promise<R> {
  const ports: Record<string, number> = {
    '192.0.2.53': world.nsd.port,
    '192.0.2.54': world.childNsd.port,
    '192.0.2.56': world.deadPort,
  }
  const client = openDns({
    resolvers: [{ address: place.address, port: place.port, transport: 'udp' }],
    timeoutMs,
    reach: (address, port) => ({ address: ports[address] ? '127.0.0.1' : address, port: ports[address] ?? port }),
  })
  try {
    return await use(client.dns)
  } finally {
    client.close()
  }
}

const data = (answer: DnsAnswer) => {
  assert.equal(answer.kind, 'records', JSON.stringify(answer))
  return answer.kind === 'records' ? answer.records.map((record) => record.data) : []
}
const blindness = (answer: DnsAnswer) => {
  assert.equal(answer.kind, 'blind', JSON.stringify(answer))
  return answer.kind === 'blind' ? answer.blind : { reason: 'bug', detail: '' }
}
const secure = (answer: DnsAnswer) => answer.kind !== 'blind' && answer.authenticated

describeWith(programs, 'DNS client against nsd and unbound', () => {
  before(async () => {
    world = await startRealWorld()
  })
  after(() => world.close())

  test('a signed zone: what validates comes with AD, what is absent too', () =>
    through(world.validating, async (ask) => {
      const record = await ask('signed.test', 'TXT')
      assert.deepEqual(data(record), [['v=spf1 mx -all']])
      const absent = [await ask('signed.test', 'AAAA'), await ask('nobody.signed.test', 'A')] as const
      assert.deepEqual(
        absent.map(({ kind }) => kind),
        ['no-data', 'no-such-name'],
      )
      assert.deepEqual(
        absent.map((answer) => 'soa' in answer && answer.soa?.name),
        ['signed.test', 'signed.test'],
      )
      assert.deepEqual([record, ...absent, await ask('any.wild.signed.test', 'TXT')].map(secure), [
        true,
        true,
        true,
        true,
      ])
    }))

  test('an unsigned zone below a signed one: no AD', () =>
    through(world.validating, async (ask) => {
      const answer = await ask('plain.test', 'MX')
      assert.deepEqual(data(answer), [{ preference: 10, exchange: 'mail.plain.test' }])
      assert.equal(secure(answer), false)
    }))

  test('a resolver that does not validate: records of signed and of bogus zones, no AD', () =>
    through(world.plain, async (ask) => {
      for (const zone of ['signed.test', 'expired.test', 'tampered.test', 'stranger.test']) {
        const answer = await ask(zone, 'TXT')
        assert.equal(data(answer).length, 1)
        assert.equal(secure(answer), false)
      }
    }))

  for (const [zone, ede] of [
    ['expired.test', /\b7\b.*Signature Expired/i],
    ['tampered.test', /\b6\b.*Bogus/i],
    ['stranger.test', /\b6\b.*Bogus/i],
  ] as const)
    test(`${zone} does not validate: blind and bogus, with the resolver's reason, and there when unchecked`, () =>
      through(world.validating, async (ask) => {
        const { reason, detail } = blindness(await ask(zone, 'TXT'))
        assert.equal(reason, 'bogus')
        assert.match(detail, ede)
        assert.equal(data(await ask(zone, 'TXT', { checkingDisabled: true })).length, 1)
      }))

  test('an answer too large for UDP comes whole over TCP', () =>
    through(world.validating, async (ask) => {
      const middle = await ask('middle.plain.test', 'TXT')
      assert.deepEqual(data(middle), [bigTexts.slice(0, 6)])
      const big = await ask('big.plain.test', 'TXT')
      assert.deepEqual(data(big).flat().sort(), bigTexts.flatMap((text) => [text, text]).sort())
      for (const answer of [middle, big]) assert.equal(answer.kind !== 'blind' && answer.transport, 'tcp')
      assert.ok(big.kind !== 'blind' && big.octets > 40 * 512)
    }))

  test('a chain of CNAMEs through two zones is told step by step', () =>
    through(world.validating, async (ask) => {
      const answer = await ask('c1.plain.test', 'A')
      assert.deepEqual(data(answer), ['198.51.100.82'])
      assert.deepEqual(answer.kind !== 'blind' && answer.aliases.map(({ from, to, kind }) => `${from} ${kind} ${to}`), [
        'c1.plain.test CNAME c2.plain.test',
        'c2.plain.test CNAME c3.plain.test',
        'c3.plain.test CNAME c4.plain.test',
        'c4.plain.test CNAME c5.signed.test',
      ])
    }))

  test('an alias of nothing is no such name, a loop is a failure, a DNAME is followed', () =>
    through(world.validating, async (ask) => {
      const nowhere = await ask('nowhere.plain.test', 'A')
      assert.equal(nowhere.kind, 'no-such-name')
      assert.equal(nowhere.aliases.at(-1)?.to, 'gone.plain.test')
      assert.equal(blindness(await ask('loop1.plain.test', 'A')).reason, 'server-failure')
      const old = await ask('www.old.plain.test', 'A')
      assert.deepEqual(data(old), ['198.51.100.80'])
      assert.ok(old.kind !== 'blind' && old.aliases.some(({ kind }) => kind === 'DNAME'))
    }))

  test('a loop at the authoritative server itself is told as one', () =>
    through(world.nsd, async (ask) => {
      const { reason, detail } = blindness(await ask('loop1.plain.test', 'A'))
      assert.equal(reason, 'server-failure')
      assert.match(detail, /loop/)
    }))

  test('wildcards and names that only have children', () =>
    through(world.validating, async (ask) => {
      assert.deepEqual(data(await ask('whatever.wild.plain.test', 'TXT')), [['any name']])
      assert.equal((await ask('whatever.wild.plain.test', 'MX')).kind, 'no-data')
      assert.equal((await ask('empty.plain.test', 'TXT')).kind, 'no-data')
    }))

  test('a delegation: the parent is lame for it, the child answers with authority', () =>
    through(world.validating, async (ask) => {
      assert.equal(blindness(await ask('child.plain.test', 'SOA', { server: '192.0.2.53' })).reason, 'lame')
      const own = await ask('child.plain.test', 'SOA', { server: '192.0.2.54' })
      assert.equal(data(own).length, 1)
      assert.ok(own.kind !== 'blind' && own.authoritative)
      assert.deepEqual(data(await ask('child.plain.test', 'TXT')), [['v=spf1 -all']])
    }))

  test('lame and dead servers: never absent', () =>
    through(
      world.validating,
      async (ask) => {
        const stranger = blindness(await ask('plain.test', 'SOA', { server: '192.0.2.54' }))
        assert.ok(['refused', 'lame'].includes(stranger.reason), stranger.reason)
        assert.equal(blindness(await ask('plain.test', 'SOA', { server: '192.0.2.56' })).reason, 'unreachable')
        assert.equal(blindness(await ask('lame.test', 'TXT')).reason, 'server-failure')
        assert.ok(['server-failure', 'timeout'].includes(blindness(await ask('dead.test', 'TXT')).reason))
      },
      1500,
    ))

  test('a server that takes questions and says nothing: timeout', async () => {
    const silent = createSocket('udp4')
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve))
    await through(
      { address: '127.0.0.1', port: silent.address().port },
      async (ask) => {
        const { reason, detail } = blindness(await ask('plain.test', 'TXT'))
        assert.equal(reason, 'timeout')
        assert.match(detail, /127\.0\.0\.1:\d+ did not answer within 0\.6 s/)
      },
      600,
    )
    silent.close()
  })

  test('30 % loss: every question is answered all the same', async () => {
    const proxy = await startProxy(world.validating.port, { loss: 0.3, seed: 7 })
    const names = Array.from({ length: 200 }, (_, i) => `n${i}.wild.plain.test`)
    const answers = await through(proxy, (ask) => Promise.all(names.map((name) => ask(name, 'TXT'))))
    await proxy.close()
    assert.deepEqual(
      answers.map(({ kind }) => kind),
      names.map(() => 'records'),
    )
    const lost = proxy.passages.filter(({ answer }) => !answer).length
    assert.ok(lost > 40, `only ${lost} were lost: the test shows nothing`)
  })

  test('a slow line: each question goes out once, and none twice in a run', async () => {
    const proxy = await startProxy(world.validating.port, { delayMs: 150 })
    const names = Array.from({ length: 20 }, (_, i) => `n${i % 10}.wild.plain.test`)
    const answers = await through(proxy, async (ask) => {
      const first = await Promise.all(names.map((name) => ask(name, 'TXT')))
      return [...first, ...(await Promise.all(names.map((name) => ask(name, 'TXT'))))]
    })
    await proxy.close()
    assert.deepEqual(new Set(answers.map(({ kind }) => kind)), new Set(['records']))
    assert.deepEqual(proxy.passages.map(({ question }) => question.name).sort(), [...new Set(names)].sort())
  })
})
