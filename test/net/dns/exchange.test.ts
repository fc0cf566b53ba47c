import assert from 'node:assert/strict'
import test from 'node:test'
import { openDns } from '../../../src/net/dns/client.ts'
import type { Answer, Reply } from '../../../src/net/dns/name-server.ts'
import { always, detailOf, good, name, openAgainst, reasonOf, silent, soa, txt } from '../../support/dns-client.ts'

/** One wrong packet first, the right answer 30 ms later: the wrong one must not be taken, nor end the wait. */
const lies: [what: string, wrong: (id: number) => Reply][] = [
  ['another ID', (id) => ({ ...good, answers: [{ ...txt, data: ['forged'] }], id: (id + 1) % 65536 })],
  ['another name in the question', () => ({ ...good, question: { name: 'evil.example', type: 16, class: 1 } })],
  ['another type in the question', () => ({ ...good, question: { name, type: 1, class: 1 } })],
  ['another class in the question', () => ({ ...good, question: { name, type: 16, class: 3 } })],
  ['another source port', () => ({ ...good, answers: [{ ...txt, data: ['forged'] }], fromElsewhere: true })],
  ['no response bit', (id) => ({ raw: header(id, 0x0100) })],
  ['another operation', (id) => ({ raw: header(id, 0xa000) })],
  ['octets that end too soon', (id) => ({ raw: header(id, 0x8180).subarray(0, 9) })],
  ['no question', (id) => ({ raw: header(id, 0x8185, 0).subarray(0, 12) })],
]
const header = (id: number, flags: number, questions = 1): Buffer => {
  const octets = Buffer.concat([Buffer.alloc(12), Buffer.from('\x04shop\x07example\0\0\x10\0\x01', 'latin1')])
  octets.writeUInt16BE(id, 0)
  octets.writeUInt16BE(flags, 2)
  octets.writeUInt16BE(questions, 4)
  return octets
}
for (const [what, wrong] of lies)
  test(`an answer with ${what} is passed over`, async (t) => {
    const { dns } = await openAgainst(t, {
      '192.0.2.53': (q) =>
        q.transport === 'udp' ? [wrong(q.octets.readUInt16BE(0)), { ...good, delayMs: 30 }] : undefined,
    })
    const answer = await dns(name, 'TXT')
    assert.deepEqual(answer.kind === 'records' && answer.records, [txt], detailOf(answer))
  })

test('a question that comes back in capitals is the same question', async (t) => {
  const { dns } = await openAgainst(t, {
    '192.0.2.53': (q) => {
      const answer = Buffer.concat([header(q.octets.readUInt16BE(0), 0x8180), Buffer.from('c00c00100001', 'hex')])
      answer.writeUInt16BE(1, 6)
      answer.write('SHop', 13, 'latin1')
      return { raw: Buffer.concat([answer, Buffer.from('0000012c0003', 'hex'), Buffer.from('\x02ok', 'latin1')]) }
    },
  })
  const answer = await dns(name, 'TXT')
  assert.deepEqual(answer.kind === 'records' && answer.records, [{ name, type: 'TXT', ttl: 300, data: ['ok'] }])
})

test('SPF is type 99, the letter c: letter case counts in a type', async (t) => {
  const { dns } = await openAgainst(t, {
    '192.0.2.53': (q) => [
      { ...good, question: { name: q.name, type: 67, class: 1 }, answers: [] },
      { recursionAvailable: true, authorities: [soa], delayMs: 30 },
    ],
  })
  const answer = await dns(name, 'SPF')
  assert.deepEqual([answer.kind, answer.kind === 'no-data' && answer.soa], ['no-data', soa])
})

test('an answer that cannot be read is malformed, over UDP and TCP', async (t) => {
  const broken = (id: number) => {
    const octets = Buffer.concat([header(id, 0x8180), Buffer.from('c00c001000010000012c00ff', 'hex')])
    octets.writeUInt16BE(1, 6)
    return octets
  }
  const { dns, servers } = await openAgainst(t, {
    '192.0.2.53': (q) => ({ raw: broken(q.octets.readUInt16BE(0)) }),
  })
  const begun = performance.now()
  const answer = await dns(name, 'TXT')
  assert.match(detailOf(answer), /^192\.0\.2\.53 sent an answer that cannot be read \(.*past the end of the packet\)$/)
  assert.equal(reasonOf(answer), 'malformed')
  assert.deepEqual(
    servers['192.0.2.53']?.asked.map((q) => q.transport),
    ['udp', 'tcp'],
  )
  assert.ok(performance.now() - begun < 300, 'at once, not when time is up')
})

for (const [rcode, shown] of [
  [1, 'FORMERR'],
  [4, 'NOTIMP'],
  [16, 'BADVERS'],
] as const)
  test(`${shown} to EDNS: asked again without, the same server, and never with EDNS again`, async (t) => {
    const { dns, servers } = await openAgainst(t, { '192.0.2.53': (q) => (q.edns ? { rcode } : good) })
    assert.equal((await dns(name, 'TXT')).kind, 'records')
    await dns('other.example', 'TXT')
    assert.deepEqual(
      servers['192.0.2.53']?.asked.map((q) => q.edns),
      [1232, undefined, undefined],
    )
  })

test('FORMERR without the question, as old servers send it', async (t) => {
  const { dns } = await openAgainst(t, {
    '192.0.2.53': (q) => (q.edns ? { raw: header(q.octets.readUInt16BE(0), 0x8181, 0).subarray(0, 12) } : good),
  })
  assert.equal((await dns(name, 'TXT')).kind, 'records')
})

test('FORMERR with and without EDNS is a failure', async (t) => {
  const { dns } = await openAgainst(t, { '192.0.2.53': always({ rcode: 1 }) })
  assert.equal(detailOf(await dns(name, 'TXT')), '192.0.2.53 failed to answer (FORMERR)')
})

test('30 of 100 datagrams lost: every question is answered', async (t) => {
  let seed = 7
  const lost = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed / 2147483648 < 0.3
  }
  const { dns } = await openAgainst(
    t,
    {
      '192.0.2.53': (q) =>
        q.transport === 'udp' && lost() ? undefined : { ...good, answers: [{ ...txt, name: q.name }] },
    },
    { timeoutMs: 1500 },
  )
  const answers = await Promise.all(Array.from({ length: 500 }, (_, i) => dns(`n${i}.example`, 'TXT')))
  assert.deepEqual([...new Set(answers.map(detailOf))], ['records'])
})

test('a server deaf on UDP is heard over TCP', async (t) => {
  const { dns } = await openAgainst(t, { '192.0.2.53': (q) => (q.transport === 'udp' ? undefined : good) })
  const answer = await dns(name, 'TXT')
  assert.equal(answer.kind === 'records' && answer.transport, 'tcp')
})

test('a slow answer is waited for, though the question went out again', async (t) => {
  const { dns, servers } = await openAgainst(t, { '192.0.2.53': always({ ...good, delayMs: 250 }) })
  assert.equal((await dns(name, 'TXT')).kind, 'records')
  assert.ok((servers['192.0.2.53']?.asked.length ?? 0) > 2)
})

test('it settles within its budget, even one of seconds in a fraction', async (t) => {
  const { dns } = await openAgainst(t, { '192.0.2.53': silent }, { timeoutMs: 200 })
  const begun = performance.now()
  assert.equal(detailOf(await dns(name, 'TXT')), '192.0.2.53 did not answer within 0.2 s')
  const took = performance.now() - begun
  assert.ok(took >= 195 && took < 350, `${took} ms`)
})

test('nothing listens: known at once, named, and said of the port where it is not 53', async () => {
  const { dns, close } = openDns({ resolvers: [{ address: '127.0.0.1', port: 1, transport: 'udp' }], timeoutMs: 5000 })
  const begun = performance.now()
  const answer = await dns(name, 'A')
  close()
  assert.deepEqual([reasonOf(answer), detailOf(answer)], ['unreachable', 'nothing listens at 127.0.0.1:1'])
  assert.ok(performance.now() - begun < 1000)
})

const firsts: [what: string, first: Answer | number][] = [
  ['is dead', silent],
  ['is not there', 1],
  ['refuses', always({ rcode: 5 })],
  ['fails', always({ rcode: 2 })],
  ['sends rubbish', (q) => ({ raw: Buffer.concat([q.octets.subarray(0, 2), Buffer.from('818000010000', 'hex')]) })],
  ['does not recurse', always({})],
  ['sends only half, and no TCP', (q) => (q.transport === 'udp' ? { ...good, truncated: true } : undefined)],
]
for (const [what, first] of firsts)
  test(`two resolvers, the first ${what}: the second answers`, async (t) => {
    const { dns } = await openAgainst(
      t,
      { '192.0.2.1': first, '192.0.2.2': always(good) },
      { resolvers: ['192.0.2.1', '192.0.2.2'] },
    )
    const answer = await dns(name, 'TXT')
    assert.equal(answer.kind === 'records' && answer.server, '192.0.2.2', detailOf(answer))
  })

test('a resolver that stays silent is not asked first again', async (t) => {
  const { dns, servers } = await openAgainst(
    t,
    { '192.0.2.1': silent, '192.0.2.2': always(good) },
    { resolvers: ['192.0.2.1', '192.0.2.2'] },
  )
  for (let i = 0; i < 6; i++) await dns(`n${i}.example`, 'TXT')
  assert.equal(servers['192.0.2.1']?.asked.length, 2)
})

test('nobody answers: each is named with its reason, the most telling first', async (t) => {
  const { dns } = await openAgainst(
    t,
    { '192.0.2.1': silent, '192.0.2.2': silent, '192.0.2.3': always({ rcode: 5 }) },
    { resolvers: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] },
  )
  const answer = await dns(name, 'TXT')
  assert.deepEqual(
    [reasonOf(answer), detailOf(answer)],
    ['refused', '192.0.2.3 refused to answer (REFUSED); 192.0.2.1 and 192.0.2.2 did not answer within 0.4 s'],
  )
})
