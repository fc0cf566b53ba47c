import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { authoritative } from '../../../src/net/dns/authoritative.ts'
import type { Answer } from '../../../src/net/dns/name-server.ts'
import { zoneAnswers } from '../../../src/net/dns/zone-answers.ts'
import type { ResourceRecord } from '../../../src/records/dns.ts'
import { detailOf, openAgainst, reasonOf, silent, soa } from '../../support/dns-client.ts'

const at = (name: string, type: 'NS' | 'A' | 'CNAME', data: string): ResourceRecord => ({ name, type, ttl: 60, data })
const text = (name: string, data: string): ResourceRecord => ({ name, type: 'TXT', ttl: 60, data: [data] })
const zoneSoa = (name: string): ResourceRecord => ({ ...soa, name })

/** shop.example on two servers, a delegation below it, and an alias out of it. */
const shop: ResourceRecord[] = [
  soa,
  at('shop.example', 'NS', 'ns1.host.example'),
  at('shop.example', 'NS', 'ns2.host.example'),
  text('shop.example', 'new'),
  at('www.shop.example', 'CNAME', 'web.host.example'),
  at('sub.shop.example', 'NS', 'ns.sub.example'),
]
const elsewhere: ResourceRecord[] = [
  zoneSoa('example'),
  at('shop.example', 'NS', 'ns1.host.example'),
  zoneSoa('host.example'),
  at('ns1.host.example', 'A', '192.0.2.1'),
  at('ns2.host.example', 'A', '192.0.2.2'),
  at('web.host.example', 'A', '192.0.2.80'),
  zoneSoa('sub.shop.example'),
  text('sub.shop.example', 'delegated'),
]
const server: Answer = zoneAnswers(shop, { authoritativeFor: ['shop.example'], recursion: false })
/** What the resolver has in its cache is older than what the servers say. */
const cached = shop
  .map((r) => (r.type === 'TXT' ? text('shop.example', 'old') : r))
  .filter((r) => r.type !== 'NS' || r.name === 'shop.example')
const resolver: Answer = zoneAnswers([...cached, ...elsewhere])

async function open(t: TestContext, servers: Record<string, Answer | number>, target = 'shop.example') {
  const setting = await openAgainst(t, { '192.0.2.53': resolver, ...servers }, { timeoutMs: 800 })
  const dns = authoritative(setting.dns, target, { timeoutMs: 800 })
  const asked = (address: string) => setting.servers[address]?.asked.map((q) => `${q.type} ${q.name}`) ?? []
  return { dns, asked }
}
const both = { '192.0.2.1': server, '192.0.2.2': server }

for (const target of ['shop.example', 'deep.below.shop.example'])
  test(`the servers of the zone are asked, not the cache (${target})`, async (t) => {
    const { dns, asked } = await open(t, both, target)
    const answer = await dns('shop.example', 'TXT')
    assert.deepEqual(answer.kind === 'records' && answer.records.map((r) => r.data), [['new']], detailOf(answer))
    assert.deepEqual(answer.kind === 'records' && [answer.server, answer.authoritative], ['192.0.2.1', true])
    assert.ok(!asked('192.0.2.53').includes('TXT shop.example'))
  })

test('they deny for themselves too', async (t) => {
  const { dns, asked } = await open(t, both)
  const answer = await dns('nobody.shop.example', 'A')
  assert.deepEqual(answer.kind === 'no-such-name' && [answer.soa?.name, answer.authoritative], ['shop.example', true])
  assert.ok(!asked('192.0.2.53').includes('A nobody.shop.example'))
})

test('no question is asked twice, the same name in other letters included', async (t) => {
  const { dns, asked } = await open(t, both)
  await Promise.all(['shop.example', 'SHOP.example.', 'shop.example'].map((name) => dns(name, 'TXT')))
  await dns('shop.example', 'TXT')
  assert.deepEqual(asked('192.0.2.1'), ['TXT shop.example'])
  assert.deepEqual([...asked('192.0.2.53')].sort(), [...new Set(asked('192.0.2.53'))].sort())
})

test('an alias out of the zone is followed by way of the resolver', async (t) => {
  const { dns, asked } = await open(t, both)
  const answer = await dns('www.shop.example', 'A')
  assert.deepEqual(answer.kind === 'records' && answer.records.map((r) => r.data), ['192.0.2.80'], detailOf(answer))
  assert.deepEqual(answer.kind === 'records' && answer.aliases.map((a) => a.to), ['web.host.example'])
  assert.ok(asked('192.0.2.1').includes('A www.shop.example') && asked('192.0.2.53').includes('A web.host.example'))
})

test('what is delegated away, what lies outside and the DS above the zone are the resolver’s', async (t) => {
  const { dns, asked } = await open(t, both)
  const below = await dns('sub.shop.example', 'TXT')
  assert.deepEqual(below.kind === 'records' && below.records.map((r) => r.data), [['delegated']], detailOf(below))
  await Promise.all([dns('host.example', 'MX'), dns('shop.example', 'DS')])
  for (const question of ['TXT sub.shop.example', 'MX host.example', 'DS shop.example'])
    assert.ok(asked('192.0.2.53').includes(question), question)
  assert.ok(!asked('192.0.2.1').includes('MX host.example') && !asked('192.0.2.1').includes('DS shop.example'))
})

test('a question to one server, with checking disabled or meant for the resolver goes where it should', async (t) => {
  const { dns, asked } = await open(t, both)
  const second = await dns('shop.example', 'TXT', { server: '192.0.2.2' })
  assert.equal(second.kind === 'records' && second.server, '192.0.2.2')
  await Promise.all([
    dns('shop.example', 'SOA', { viaResolver: true }),
    dns('shop.example', 'MX', { checkingDisabled: true }),
  ])
  assert.deepEqual(asked('192.0.2.53'), ['SOA shop.example', 'MX shop.example'])
})

const refusing: Answer = () => ({ rcode: 5 })
const failures: [what: string, first: Answer | number][] = [
  ['dead', silent],
  ['not there', 1],
  ['refusing', refusing],
  ['lame', () => ({ authorities: [] })],
]
for (const [what, first] of failures)
  test(`the first server is ${what}: the second one answers, and soon`, async (t) => {
    const { dns } = await open(t, { ...both, '192.0.2.1': first })
    const begun = performance.now()
    const answer = await dns('shop.example', 'TXT')
    assert.equal(answer.kind === 'records' && answer.server, '192.0.2.2', detailOf(answer))
    assert.ok(performance.now() - begun < 500)
  })

test('all servers are silent or refuse: blind, each with its reason, within the budget', async (t) => {
  const { dns } = await open(t, { '192.0.2.1': silent, '192.0.2.2': refusing })
  const begun = performance.now()
  const answer = await dns('shop.example', 'TXT')
  assert.equal(reasonOf(answer), 'refused')
  assert.equal(detailOf(answer), '192.0.2.2 refused to answer (REFUSED); 192.0.2.1 did not answer within 0.8 s')
  assert.equal(answer.kind === 'blind' && answer.blind.question, 'TXT shop.example')
  assert.equal(answer.kind === 'blind' && answer.blind.ownServers, true)
  assert.ok(performance.now() - begun < 1200)
})

test('a zone that its resolver cannot read is found through the zone above', async (t) => {
  const broken: Answer = (q) => (q.name.endsWith('shop.example') ? { rcode: 2 } : resolver(q))
  const above = [
    zoneSoa('example'),
    at('example', 'NS', 'ns.host.example'),
    at('shop.example', 'NS', 'ns1.host.example'),
  ]
  const setting = await openAgainst(
    t,
    {
      '192.0.2.53': (q) =>
        q.name.endsWith('shop.example')
          ? broken(q)
          : zoneAnswers([...elsewhere, ...above, at('ns.host.example', 'A', '192.0.2.9')])(q),
      '192.0.2.9': zoneAnswers(above, { authoritativeFor: ['example'], recursion: false }),
      '192.0.2.1': server,
    },
    { timeoutMs: 800 },
  )
  const answer = await authoritative(setting.dns, 'shop.example', { timeoutMs: 800 })('shop.example', 'TXT')
  assert.deepEqual(answer.kind === 'records' && answer.records.map((r) => r.data), [['new']], detailOf(answer))
})

test('servers that nobody knows: the resolver is asked after all', async (t) => {
  const setting = await openAgainst(t, { '192.0.2.53': () => ({ rcode: 5 }) }, { timeoutMs: 300 })
  const answer = await authoritative(setting.dns, 'shop.example', { timeoutMs: 300 })('shop.example', 'TXT')
  assert.equal(detailOf(answer), '192.0.2.53 refused to answer (REFUSED)')
  assert.equal(answer.kind === 'blind' && 'ownServers' in answer.blind, false)
})

test('a resolver that does not answer is not asked about the names above', async (t) => {
  const setting = await openAgainst(t, { '192.0.2.53': () => undefined }, { timeoutMs: 200 })
  const answer = await authoritative(setting.dns, 'a.shop.example', { timeoutMs: 200 })('a.shop.example', 'TXT')
  assert.equal(reasonOf(answer), 'timeout')
  const asked = new Set(setting.servers['192.0.2.53']?.asked.map((q) => `${q.type} ${q.name}`))
  assert.deepEqual([...asked], ['SOA a.shop.example', 'TXT a.shop.example'])
})
