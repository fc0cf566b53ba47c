import assert from 'node:assert/strict'
import test from 'node:test'
import type { Message, WireRecord } from '../../../src/net/dns/message.ts'
import type { Reply } from '../../../src/net/dns/name-server.ts'
import { readAnswer } from '../../../src/net/dns/reading.ts'
import type { RecordType } from '../../../src/records/dns.ts'
import { always, detailOf, openAgainst, reasonOf, soa } from '../../support/dns-client.ts'

const message = (answers: WireRecord[], more: Partial<Message> = {}): Message => ({
  id: 1,
  response: true,
  opcode: 0,
  rcode: 0,
  authoritative: false,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: true,
  authenticated: false,
  checkingDisabled: false,
  answers,
  authorities: [],
  additionals: [],
  octets: 100,
  ...more,
})
const a = (name: string, data = '192.0.2.1'): WireRecord => ({ name, type: 'A', ttl: 60, data })
const cname = (name: string, data: string): WireRecord => ({ name, type: 'CNAME', ttl: 60, data })
const dname = (name: string, data: string): WireRecord => ({ name, type: 'DNAME', ttl: 60, data })
const endless = Array.from({ length: 18 }, (_, i) =>
  cname(i === 0 ? 'www.example' : `n${i}.example`, `n${i + 1}.example`),
)

/** What a reading comes to, in a few words. */
function told(
  answers: WireRecord[],
  more: Partial<Message> = {},
  type: RecordType = 'A',
  name = 'www.example',
): string {
  const reading = readAnswer(message(answers, more), { name, type }, false)
  if (reading.kind === 'unusable') return `${reading.reason}: ${reading.says}`
  const chain = reading.aliases.map((alias) => `${alias.kind}>${alias.to} `).join('')
  if (reading.kind === 'records') return chain + reading.records.map((r) => `${r.name}=${r.data}`).join(' ')
  return `${chain}${reading.kind}${'soa' in reading ? ` by ${reading.soa?.name}` : ''}`
}

const readings: [what: string, came: string, told: string][] = [
  ['records', told([a('www.example')]), 'www.example=192.0.2.1'],
  ['a record that comes twice is one', told([a('www.example'), a('www.example')]), 'www.example=192.0.2.1'],
  [
    'records of other names and types are nobody’s business',
    told([a('evil.example'), cname('x.example', 'y.example')]),
    'no-data',
  ],
  [
    'a chain in any order',
    told([a('b.example'), cname('a.example', 'b.example'), cname('www.example', 'a.example')]),
    'CNAME>a.example CNAME>b.example b.example=192.0.2.1',
  ],
  [
    'a record at the name, and an alias beside it',
    told([cname('www.example', 'a.example'), a('www.example')]),
    'www.example=192.0.2.1',
  ],
  ['the alias itself was asked for', told([cname('www.example', 'a.example')], {}, 'CNAME'), 'www.example=a.example'],
  ['a chain that leads on', told([cname('www.example', 'a.other')]), 'CNAME>a.other alias'],
  [
    'a chain that ends without the record, denied',
    told([cname('www.example', 'www.shop.example')], { authorities: [soa] }),
    'CNAME>www.shop.example no-data by shop.example',
  ],
  [
    'a SOA that is not above the end of the chain denies nothing',
    told([cname('www.example', 'a.other')], { authorities: [soa] }),
    'CNAME>a.other alias',
  ],
  [
    'the rcode is the last name’s (RFC 6604)',
    told([cname('www.example', 'no.shop.example')], { rcode: 3, authorities: [soa] }),
    'CNAME>no.shop.example no-such-name by shop.example',
  ],
  ['a denial without SOA', told([], { rcode: 3 }), 'no-such-name'],
  [
    'records of a name that does not exist',
    told([a('www.example')], { rcode: 3 }),
    'malformed: {who} gives records of a name and says that it does not exist',
  ],
  [
    'a loop',
    told([cname('www.example', 'a.example'), cname('a.example', 'www.example')]),
    'server-failure: the aliases lead in a circle (CNAME loop at www.example)',
  ],
  [
    'an alias of itself',
    told([cname('www.example', 'www.example')]),
    'server-failure: the aliases lead in a circle (CNAME loop at www.example)',
  ],
  ['a chain of 18', told(endless), 'server-failure: the aliases go on for more than 16 steps'],
  [
    'a chain of 16',
    told([...endless.slice(0, 16), a('n16.example')]),
    `${endless
      .slice(0, 16)
      .map((r) => `CNAME>${r.data} `)
      .join('')}n16.example=192.0.2.1`,
  ],
  [
    'a DNAME with the CNAME made from it',
    told([dname('example', 'net'), cname('www.example', 'www.net'), a('www.net')]),
    'DNAME>www.net www.net=192.0.2.1',
  ],
  ['a DNAME alone', told([dname('example', 'net'), a('www.net')]), 'DNAME>www.net www.net=192.0.2.1'],
  ['a DNAME to the root', told([dname('example', '.'), a('www')]), 'DNAME>www www=192.0.2.1'],
  ['a DNAME at the very name redirects nothing', told([dname('www.example', 'net')]), 'no-data'],
  [
    'a CNAME that the DNAME does not make',
    told([dname('example', 'net'), cname('www.example', 'evil.net'), a('evil.net')]),
    'malformed: {who} sends a CNAME at www.example that its DNAME does not make',
  ],
  [
    'a DNAME that makes too long a name',
    told([dname('example', `${`${'a'.repeat(60)}.`.repeat(4)}example`)], {}, 'A', `${'b'.repeat(20)}.example`),
    'server-failure: the DNAME at example makes a name of 272 octets, where 253 is the most',
  ],
]
for (const [what, came, expected] of readings) test(what, () => assert.equal(came, expected))

/** Zones in which each name is an alias of the next, one answer at a time, as a server does that does not follow. */
const steps =
  (aliases: Record<string, string>, rest: Reply) =>
  ({ name }: { name: string }): Reply => {
    const to = aliases[name]
    return to === undefined ? rest : { answers: [cname(name, to)], recursionAvailable: true }
  }
const found: Reply = { answers: [a('c.example')], recursionAvailable: true }
/** Where questions are counted: no answer is so late, on a busy machine, that its question is sent again. */
const patient = { timeoutMs: 60_000 }

test('a chain over several answers is one answer, and each of its names was asked once', async (t) => {
  const aliases = { 'a.example': 'b.example', 'b.example': 'c.example' }
  const { dns, servers } = await openAgainst(t, { '192.0.2.53': steps(aliases, found) }, patient)
  const [whole, part] = await Promise.all([dns('a.example', 'A'), dns('b.example', 'A')])
  assert.ok(whole.kind === 'records' && part.kind === 'records')
  assert.deepEqual([whole.aliases.map((x) => x.to), whole.records], [['b.example', 'c.example'], [a('c.example')]])
  assert.deepEqual(
    part.aliases.map((x) => x.to),
    ['c.example'],
  )
  assert.equal(servers['192.0.2.53']?.asked.length, 3)
})

const chains: [what: string, aliases: Record<string, string>, reason: string, detail: RegExp][] = [
  [
    'a loop',
    { 'a.example': 'b.example', 'b.example': 'a.example' },
    'server-failure',
    /circle \(CNAME loop at a\.example\)/,
  ],
  [
    'a chain of 20',
    Object.fromEntries(Array.from({ length: 20 }, (_, i) => [i ? `n${i}.example` : 'a.example', `n${i + 1}.example`])),
    'server-failure',
    /more than 16 steps/,
  ],
  ['an alias of a name that must not be asked', { 'a.example': 'b.localhost' }, 'not-attempted', /RFC 6761/],
]
for (const [what, aliases, reason, detail] of chains)
  test(`${what} over several answers`, async (t) => {
    const { dns } = await openAgainst(t, { '192.0.2.53': steps(aliases, found) })
    const answer = await dns('a.example', 'A')
    assert.equal(reasonOf(answer), reason)
    assert.match(detailOf(answer), detail)
    // No other resolver finds out of a circle: the records must be corrected.
    assert.equal(answer.kind === 'blind' && answer.blind.wayOut !== undefined, what === 'a loop')
  })

test('two names that are aliases of each other, asked at once, wait for nobody', async (t) => {
  const { dns } = await openAgainst(
    t,
    { '192.0.2.53': steps({ 'a.example': 'b.example', 'b.example': 'a.example' }, found) },
    { timeoutMs: 2000 },
  )
  const begun = performance.now()
  const both = await Promise.all([dns('a.example', 'A'), dns('b.example', 'A')])
  assert.deepEqual(both.map(reasonOf), ['server-failure', 'server-failure'])
  assert.ok(performance.now() - begun < 500)
})

test('the target is blind: then the whole answer is, in the target’s name', async (t) => {
  const { dns } = await openAgainst(t, { '192.0.2.53': steps({ 'a.example': 'b.example' }, { rcode: 5 }) })
  const answer = await dns('a.example', 'A')
  assert.deepEqual(answer.kind === 'blind' && answer.blind.question, 'A b.example')
})

test('a name server that knows the alias but not its target: the resolvers know', async (t) => {
  const answers = {
    '192.0.2.53': always({ answers: [a('c.other')], recursionAvailable: true }),
    '192.0.2.1': always({ answers: [cname('a.example', 'c.other')], authoritative: true }),
  }
  const { dns, servers } = await openAgainst(t, answers, patient)
  const answer = await dns('a.example', 'A', { server: '192.0.2.1' })
  assert.ok(answer.kind === 'records')
  assert.deepEqual([answer.server, answer.authoritative, answer.records], ['192.0.2.1', true, [a('c.other')]])
  assert.deepEqual([servers['192.0.2.1']?.asked.length, servers['192.0.2.53']?.asked[0]?.name], [1, 'c.other'])
})
