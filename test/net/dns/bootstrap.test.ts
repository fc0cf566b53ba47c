import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import test, { type TestContext } from 'node:test'
import type { Dns, DnsAnswer } from '../../../src/core/dns.ts'
import { openBootstrap } from '../../../src/net/dns/bootstrap.ts'
import { openDns } from '../../../src/net/dns/client.ts'
import { type Answer, type Reply, startNameServer } from '../../../src/net/dns/name-server.ts'
import { systemResolvers } from '../../../src/net/dns/system.ts'
import { detailOf, name, reasonOf } from '../../support/dns-client.ts'
import { answerAll, answerTo, host, openTyped, startHttps, startTls } from '../../support/encrypted.ts'

const address = (type: 'A' | 'AAAA', data: string) => ({ name: host, type, ttl: 300, data })

/** What a look-up brings where a resolver of our own says this of A and that of AAAA; `asked` counts its questions. */
async function lookUp(t: TestContext, a: Reply | undefined, aaaa: Reply | undefined, times = 1) {
  const server = await startNameServer({ answer: ({ type }) => (type === 'A' ? a : aaaa) })
  let opened = 0
  const bootstrap = openBootstrap(() => {
    opened++
    return openDns({
      resolvers: [{ address: server.address, port: server.port, transport: 'udp' }],
      timeoutMs: 300,
    })
  })
  t.after(async () => {
    bootstrap.close()
    await server.close()
  })
  const once = () =>
    new Promise<string>((done) =>
      bootstrap.lookup(host, { all: true }, (error, found) =>
        done(error ? String((error as Error & { says?: string }).says) : shown(found as LookupAddress[])),
      ),
    )
  const found = await Promise.all(Array.from({ length: times }, once))
  const later = await once()
  const who = `${server.address}:${server.port}`
  return { found: [...new Set([...found, later])].join(' | ').replaceAll(who, 'RESOLVER'), asked: server.asked, opened }
}
const shown = (found: readonly LookupAddress[]) => found.map(({ address, family }) => `${family} ${address}`).join(', ')

const v4: Reply = { answers: [address('A', '192.0.2.1'), address('A', '192.0.2.2')], recursionAvailable: true }
const v6: Reply = { answers: [address('AAAA', '2001:db8::1')], recursionAvailable: true }
const none: Reply = { recursionAvailable: true }
const crowd = Array.from({ length: 40 }, (_, i) => address('A', `192.0.2.${i}`))

const table: [what: string, a: Reply | undefined, aaaa: Reply | undefined, found: RegExp][] = [
  ['both families', v4, v6, /^4 192\.0\.2\.1, 4 192\.0\.2\.2, 6 2001:db8::1$/],
  ['IPv6 first to come', { ...v4, delayMs: 10 }, v6, /^4 192\.0\.2\.1, 4 192\.0\.2\.2, 6 2001:db8::1$/],
  ['IPv4 alone', v4, none, /^4 192\.0\.2\.1, 4 192\.0\.2\.2$/],
  ['IPv6 alone', none, v6, /^6 2001:db8::1$/],
  [
    'forty addresses',
    { answers: crowd, recursionAvailable: true },
    none,
    /^4 192\.0\.2\.0, 4 192\.0\.2\.1, 4 192\.0\.2\.2$/,
  ],
  [
    'no such name',
    { rcode: 3, ...none },
    { rcode: 3, ...none },
    /^there is no such name as dns\.example, says RESOLVER, so \{who\} cannot be asked$/,
  ],
  ['no address', none, none, /^dns\.example has no address, says RESOLVER, so \{who\} cannot be asked$/],
  [
    'one family refused, the other not there',
    { rcode: 5 },
    none,
    /^the address of dns\.example was not found: RESOLVER refused to answer \(REFUSED\)$/,
  ],
  [
    'silence',
    undefined,
    undefined,
    /^the address of dns\.example was not found: RESOLVER did not answer within 0\.3 s$/,
  ],
]
for (const [what, a, aaaa, expected] of table)
  test(`a name with ${what}`, async (t) => {
    assert.match((await lookUp(t, a, aaaa)).found, expected)
  })

test('a family that stays silent holds the other up for a moment only', async (t) => {
  const begun = performance.now()
  assert.match((await lookUp(t, v4, undefined)).found, /^4 192\.0\.2\.1/)
  assert.ok(performance.now() - begun < 250)
})

test('many connections look the name up once in a run, through one client', async (t) => {
  const { asked, opened } = await lookUp(t, v4, v6, 20)
  assert.deepEqual([asked.map(({ type }) => type).sort(), opened], [['A', 'AAAA'], 1])
})

test('a name that never stands in DNS is not asked about', async () => {
  const dns = (async () => ({ kind: 'blind', blind: { reason: 'not-attempted', detail: 'no' } }) as DnsAnswer) as Dns
  const bootstrap = openBootstrap(() => ({ dns, close() {} }))
  const says = await new Promise((done) => bootstrap.lookup('localhost', {}, (error) => done(Object(error).says)))
  assert.equal(says, 'the address of localhost was not found: no')
})

/** The whole way: a system resolver that knows where the resolver is. */
const alone = systemResolvers().length === 0 && 'this system names no resolver'

async function throughSystem(t: TestContext, answer: Answer, typed: string) {
  const system = await startNameServer({ answer })
  t.after(() => system.close())
  const reach = (to: string, port: number) =>
    port === 53 ? { address: system.address, port: system.port } : { address: to, port }
  return { ...openTyped(t, typed, { reach, timeoutMs: 1000 }), system }
}

for (const scheme of ['tls', 'https'] as const) {
  test(`${scheme}://: its name is asked of the system's resolvers, what it is for of itself`, {
    skip: alone,
  }, async (t) => {
    const { port } =
      scheme === 'tls' ? await startTls(t, answerAll) : await startHttps(t, ({ query }) => ({ body: answerTo(query) }))
    const answers: Answer = ({ type }) =>
      type === 'A' ? { answers: [address('A', '127.0.0.1')], recursionAvailable: true } : v6
    const { dns, system } = await throughSystem(t, answers, `${scheme}://${host}:${port}`)
    for (const one of [name, 'other.example']) assert.equal(detailOf(await dns(one, 'TXT')), 'records')
    assert.deepEqual([...new Set(system.asked.map((q) => q.name))], [host])
    assert.equal(system.asked.length, 2)
  })

  test(`${scheme}://: a name that is not there is unreachable, and said so, in time`, { skip: alone }, async (t) => {
    const { dns } = await throughSystem(t, () => ({ rcode: 3, recursionAvailable: true }), `${scheme}://${host}`)
    const answer = await dns(name, 'TXT')
    assert.equal(reasonOf(answer), 'unreachable')
    assert.match(
      detailOf(answer),
      /^there is no such name as dns\.example, says \S+, so (tls|https):\/\/\S+ cannot be asked$/,
    )
  })

  test(`${scheme}://: a system resolver that is silent is named, not the one that was never reached`, {
    skip: alone,
  }, async (t) => {
    const { dns } = await throughSystem(t, () => undefined, `${scheme}://${host}`)
    const answer = await dns(name, 'TXT')
    assert.equal(reasonOf(answer), 'unreachable')
    assert.match(detailOf(answer), /^the address of dns\.example was not found: \S+ did not answer within 0\.6 s$/)
  })
}

test('of two addresses the first does not take connections: the second does', { skip: alone }, async (t) => {
  const { port } = await startTls(t, answerAll)
  const answers: Answer = ({ type }) =>
    type === 'A' ? { answers: [address('A', '127.0.0.2'), address('A', '127.0.0.1')], recursionAvailable: true } : none
  const { dns } = await throughSystem(t, answers, `tls://${host}:${port}`)
  assert.equal(detailOf(await dns(name, 'TXT')), 'records')
})

test('of two addresses neither takes connections', { skip: alone }, async (t) => {
  const answers: Answer = ({ type }) =>
    type === 'A' ? { answers: [address('A', '127.0.0.2'), address('A', '127.0.0.1')], recursionAvailable: true } : none
  const { dns } = await throughSystem(t, answers, `tls://${host}:1`)
  assert.equal(detailOf(await dns(name, 'TXT')), `nothing listens at tls://${host}:1`)
})
