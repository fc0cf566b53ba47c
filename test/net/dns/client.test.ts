import assert from 'node:assert/strict'
import test from 'node:test'
import type { DnsAnswer } from '../../../src/core/dns.ts'
import { openDns } from '../../../src/net/dns/client.ts'
import type { WireRecord } from '../../../src/net/dns/message.ts'
import type { Reply } from '../../../src/net/dns/name-server.ts'
import { always, detailOf, good, name, openAgainst, reasonOf, silent, soa, txt } from '../../support/dns-client.ts'

test('an answer: what was asked, what came, from whom and how', async (t) => {
  const ede = [{ code: 3, text: 'stale' }]
  const { dns, resolvers } = await openAgainst(t, { '192.0.2.53': always({ ...good, authenticated: true, ede }) })
  const { octets, ...answer } = (await dns('Shop.Example.', 'TXT')) as DnsAnswer<'TXT'> & { octets: number }
  assert.deepEqual(answer, {
    kind: 'records',
    records: [txt],
    question: { name, type: 'TXT' },
    aliases: [],
    server: '192.0.2.53',
    transport: 'udp',
    authoritative: false,
    authenticated: true,
    ede,
  })
  // Header 12, question 18, TXT with a pointer or the whole name, OPT 11 and the option of 4 + 2 + 5.
  assert.ok(octets >= 12 + 18 + 12 + 12 + 22 && octets <= 12 + 18 + 24 + 12 + 22, String(octets))
  assert.deepEqual(resolvers, [{ address: '192.0.2.53', from: 'option' }])
})

test('the query: EDNS of 1232 octets, RD, no CD, an ID and a port that change', async (t) => {
  const { dns, servers } = await openAgainst(t, { '192.0.2.53': always(good) })
  await Promise.all(Array.from({ length: 40 }, (_, i) => dns(`n${i}.example`, 'A')))
  const asked = servers['192.0.2.53']?.asked ?? []
  assert.equal(asked.length, 40)
  assert.ok(asked.every((q) => q.edns === 1232 && q.recursionDesired && !q.checkingDisabled))
  assert.ok(
    asked.every((q) => ((q.octets[3] ?? 0) & 0x20) !== 0),
    'AD is set (RFC 6840 section 5.7)',
  )
  assert.ok(new Set(asked.map((q) => q.octets.readUInt16BE(0))).size > 30)
  assert.equal(new Set(asked.map((q) => q.from)).size, 16)
})

test('no such record and no such name are answers, with the SOA that denies them', async (t) => {
  const { dns } = await openAgainst(t, {
    '192.0.2.53': (q) => ({ rcode: q.name === name ? 0 : 3, authorities: [soa], recursionAvailable: true }),
  })
  const [noData, noName] = await Promise.all([dns(name, 'MX'), dns('nobody.shop.example', 'MX')])
  assert.deepEqual([noData.kind, noData.kind === 'no-data' && noData.soa], ['no-data', soa])
  assert.deepEqual([noName.kind, noName.kind === 'no-such-name' && noName.soa], ['no-such-name', soa])
})

const refusals: [what: string, reply: Reply, reason: string, detail: string][] = [
  [
    'REFUSED',
    { rcode: 5, ede: [{ code: 18, text: '' }] },
    'refused',
    '192.0.2.53 refused to answer (REFUSED; EDE 18: Prohibited)',
  ],
  [
    'SERVFAIL with a reason',
    { rcode: 2, ede: [{ code: 22, text: 'at delegation shop.example' }] },
    'server-failure',
    '192.0.2.53 failed to answer (SERVFAIL; EDE 22: No Reachable Authority, "at delegation shop.example")',
  ],
  ['NOTAUTH', { rcode: 9 }, 'server-failure', '192.0.2.53 failed to answer (NOTAUTH)'],
  [
    'an empty answer of a server that does not recurse',
    { authorities: [{ name: '.', type: 'NS', ttl: 1, data: 'a.root-servers.net' }] },
    'lame',
    '192.0.2.53 does not look names up for others (no recursion)',
  ],
  ['silence', { raw: new Uint8Array(0), delayMs: 9999 }, 'timeout', '192.0.2.53 did not answer within 0.4 s'],
  [
    'nothing but packets that break off',
    { raw: Buffer.from('000081800001000000000000', 'hex') },
    'timeout',
    '192.0.2.53 did not answer within 0.4 s',
  ],
]
for (const [what, reply, reason, detail] of refusals)
  test(`blind, never "no record": ${what}`, async (t) => {
    const { dns } = await openAgainst(t, { '192.0.2.53': always(reply) })
    const answer = await dns(name, 'TXT')
    assert.deepEqual(answer, { kind: 'blind', blind: { reason, detail, question: 'TXT shop.example' } })
  })

test('no resolver at all', async () => {
  const { dns, close } = openDns({ resolvers: [], timeoutMs: 400 })
  const answer = await dns(name, 'TXT')
  close()
  assert.deepEqual(answer, {
    kind: 'blind',
    blind: { reason: 'unreachable', detail: 'this system names no resolver', question: 'TXT shop.example' },
  })
})

test('a name that cannot be asked, or must not be, is not asked and not denied', async (t) => {
  const { dns, servers } = await openAgainst(t, { '192.0.2.53': always(good) })
  const names = [
    `${'a'.repeat(64)}.example`,
    'a..example',
    '',
    'localhost',
    'printer.local',
    'x.onion',
    `${'a.'.repeat(150)}example`,
  ]
  const answers = await Promise.all(names.map((n) => dns(n, 'A')))
  assert.deepEqual(
    answers.map(reasonOf),
    names.map(() => 'not-attempted'),
  )
  assert.equal(
    detailOf(answers[0] as DnsAnswer),
    'the name cannot be asked for: a label of 64 octets, where 63 is the most',
  )
  assert.match(detailOf(answers[3] as DnsAnswer), /RFC 6761/)
  assert.equal(servers['192.0.2.53']?.asked.length, 0)
})

test('one question is asked once: at the same time, later, in capitals, with a dot', async (t) => {
  const { dns, servers } = await openAgainst(t, { '192.0.2.53': always({ ...good, delayMs: 20 }) })
  const many = await Promise.all(
    ['shop.example', 'SHOP.example', 'shop.example.', 'shop.example'].map((n) => dns(n, 'TXT')),
  )
  assert.equal(new Set(many).size, 1)
  assert.equal(await dns(name, 'TXT'), many[0])
  assert.equal(servers['192.0.2.53']?.asked.length, 1)
  await Promise.all([
    dns(name, 'MX'),
    dns(name, 'TXT', { checkingDisabled: true }),
    dns(name, 'TXT', { server: '192.0.2.53' }),
  ])
  assert.equal(servers['192.0.2.53']?.asked.length, 4)
})

test('a blind answer is remembered too', async (t) => {
  const { dns, servers } = await openAgainst(t, { '192.0.2.53': always({ rcode: 5 }) })
  await dns(name, 'TXT')
  await dns(name, 'TXT')
  assert.equal(servers['192.0.2.53']?.asked.length, 1)
})

test('an answer lives as long as its TTL, and at least for this run', async (t) => {
  let now = 1_000_000
  const { dns, servers } = await openAgainst(t, { '192.0.2.53': always(good) }, { now: () => now })
  const askedAt = async (ms: number) => {
    now = 1_000_000 + ms
    await dns(name, 'TXT')
    return servers['192.0.2.53']?.asked.length
  }
  // The TTL is 300 s.
  assert.deepEqual(
    [await askedAt(0), await askedAt(59_000), await askedAt(299_000), await askedAt(301_000)],
    [1, 1, 1, 2],
  )
})

const endings: [
  what: string,
  end: () => { signal: AbortSignal } | { deadlineMs: number },
  reason: string,
  detail: string,
][] = [
  [
    'an interrupt',
    () => ({ signal: AbortSignal.timeout(50) }),
    'interrupted',
    'the run was interrupted before the answer came',
  ],
  ['the deadline of the run', () => ({ deadlineMs: 50 }), 'timeout', "the run's 0.1 s were up before the answer came"],
]
for (const [what, end, reason, detail] of endings)
  test(`${what} ends pending questions and those that come later`, async (t) => {
    const { dns, servers } = await openAgainst(t, { '192.0.2.53': silent }, { timeoutMs: 3000, ...end() })
    const begun = performance.now()
    const pending = await Promise.all([dns(name, 'TXT'), dns(name, 'MX')])
    const asked = servers['192.0.2.53']?.asked.length
    const later = await dns(name, 'A')
    assert.ok(performance.now() - begun < 500)
    assert.deepEqual(
      [...pending, later].map((a) => [reasonOf(a), detailOf(a)]),
      Array(3).fill([reason, detail]),
    )
    assert.equal(servers['192.0.2.53']?.asked.length, asked)
  })

test('closing ends what is pending', async (t) => {
  const { dns, close } = await openAgainst(t, { '192.0.2.53': silent }, { timeoutMs: 3000 })
  const pending = dns(name, 'TXT')
  await new Promise((later) => setTimeout(later, 20))
  close()
  assert.equal(reasonOf(await pending), 'interrupted')
  assert.equal(reasonOf(await dns(name, 'TXT')), 'interrupted')
})

test('one server asked itself: no recursion, its own word, AA or not', async (t) => {
  const { dns, servers } = await openAgainst(t, {
    '192.0.2.53': always({ rcode: 5 }),
    '192.0.2.1': (q) => ({ answers: [txt], authoritative: q.name === name }),
  })
  const [own, other] = await Promise.all([
    dns(name, 'TXT', { server: '192.0.2.1' }),
    dns(name, 'TXT', { server: 'not an address' }),
  ])
  assert.deepEqual(own.kind === 'records' && [own.server, own.authoritative], ['192.0.2.1', true])
  assert.equal(servers['192.0.2.1']?.asked[0]?.recursionDesired, false)
  assert.deepEqual(
    [reasonOf(other), detailOf(other)],
    ['not-attempted', 'not an address is not the address of a server'],
  )
})

const lameAnswers: [what: string, reply: Reply, detail: string][] = [
  ['nothing', {}, '192.0.2.1 does not answer for this zone'],
  [
    'a referral',
    { authorities: [{ name: 'example', type: 'NS', ttl: 1, data: 'ns.example' }] },
    '192.0.2.1 does not answer for this zone: it refers to the name servers of example',
  ],
  ['a denial that is not its own', { rcode: 3, authorities: [soa] }, '192.0.2.1 does not answer for this zone'],
]
for (const [what, reply, detail] of lameAnswers)
  test(`a name server that sends ${what} is lame`, async (t) => {
    const { dns } = await openAgainst(t, { '192.0.2.1': always(reply) })
    const answer = await dns(name, 'TXT', { server: '192.0.2.1' })
    assert.deepEqual([reasonOf(answer), detailOf(answer)], ['lame', detail])
  })

const withoutData: [what: string, reply: Reply, recursive: boolean][] = [
  ['NXDOMAIN, RA, no AA', { rcode: 3, recursionAvailable: true }, true],
  ['REFUSED, RA, no AA', { rcode: 5, recursionAvailable: true }, true],
  ['SERVFAIL, RA, no AA', { rcode: 2, recursionAvailable: true }, true],
  ['REFUSED, RA and AA', { rcode: 5, recursionAvailable: true, authoritative: true }, false],
  ['REFUSED, neither', { rcode: 5 }, false],
]
for (const [what, reply, recursive] of withoutData)
  test(`${what} from a server that is asked itself: ${recursive ? 'it may be a resolver' : 'its own word'}`, async (t) => {
    const { dns } = await openAgainst(t, { '192.0.2.53': always(reply), '192.0.2.1': always(reply) })
    const direct = await dns(name, 'SOA', { server: '192.0.2.1' })
    assert.equal(direct.kind === 'blind' && direct.blind.recursive === true, recursive)
    const plain = await dns(name, 'SOA')
    assert.equal(plain.kind === 'blind' && 'recursive' in plain.blind, false)
  })

test('thousands of records come whole', async (t) => {
  const answers: WireRecord[] = Array.from({ length: 2000 }, (_, i) => ({
    name,
    type: 'A',
    ttl: 60,
    data: `10.0.${i >> 8}.${i & 255}`,
  }))
  const { dns } = await openAgainst(
    t,
    { '192.0.2.53': always({ answers, recursionAvailable: true }) },
    { timeoutMs: 2000 },
  )
  const answer = await dns(name, 'A')
  assert.equal(answer.kind === 'records' && answer.records.length, 2000)
})
