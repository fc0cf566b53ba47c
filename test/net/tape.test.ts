import assert from 'node:assert/strict'
import test from 'node:test'
import type { Dns, DnsAnswer, DnsHow } from '../../src/core/dns.ts'
import { seen } from '../../src/core/observation.ts'
import type { World } from '../../src/core/world.ts'
import { parseTape, showTape } from '../../src/net/tape/text.ts'
import { recording, replaying, type Tape } from '../../src/net/tape.ts'
import type { RecordType } from '../../src/records/dns.ts'
import { noData, noSuchName, records, unseen } from '../support/answers.ts'
import { memoryMachine } from '../support/memory-machine.ts'

const soa = {
  name: 'shop.example',
  type: 'SOA',
  ttl: 300,
  data: {
    mname: 'ns1.shop.example',
    rname: 'h.shop.example',
    serial: 1,
    refresh: 4294967295,
    retry: 2,
    expire: 3,
    minimum: 4,
  },
} as const
const answers: Record<string, DnsAnswer> = {
  'TXT shop.example': records('shop.example', 'TXT', [['v=spf1 -all'], ['two', 'strings \x1b[2J \xff "q" \\'], []], {
    octets: 90,
  }),
  'MX shop.example': records('shop.example', 'MX', [{ preference: 0, exchange: '.' }], {
    authenticated: true,
    transport: 'tcp',
  }),
  'A www.shop.example': records('www.shop.example', 'A', ['192.0.2.1'], {
    aliases: [
      { from: 'www.shop.example', to: 'www.d.example', kind: 'DNAME', ttl: 5 },
      { from: 'www.d.example', to: 'shop.example', kind: 'CNAME', ttl: 6 },
    ],
  }),
  'AAAA shop.example': { ...noData('shop.example', 'AAAA'), soa } as DnsAnswer,
  'A gone.shop.example': {
    ...noSuchName('gone.shop.example', 'A', { ede: [{ code: 29, text: 'Synthesised \u202e' }] }),
    soa,
  } as DnsAnswer,
  'PTR \\.\\032.example': noSuchName('\\.\\032.example', 'PTR'),
  'DS shop.example': records('shop.example', 'DS', [{ keyTag: 1, algorithm: 8, digestType: 2, digest: 'ab' }]),
  'NS shop.example': unseen('refused', '192.0.2.53 refused to answer (REFUSED)'),
  'SOA shop.example @192.0.2.1': records('shop.example', 'SOA', [soa.data], {
    server: '192.0.2.1',
    authoritative: true,
  }),
  'SOA shop.example @2001:db8::1': {
    kind: 'blind',
    blind: {
      reason: 'unreachable',
      detail: 'this machine has no route to 2001:db8::1',
      question: 'SOA shop.example',
      noRoute: true,
    },
  },
  'SOA shop.example +cd': records('shop.example', 'SOA', [soa.data]),
  'SOA shop.example @192.0.2.1 +cd': unseen('timeout'),
  'TXT old.shop.example': { kind: 'blind', blind: { reason: 'timeout', detail: 'silent', ownServers: true } },
  'SOA shop.example @192.0.2.7': {
    kind: 'blind',
    blind: { reason: 'refused', detail: '192.0.2.7 refused to answer (REFUSED)', recursive: true },
  },
  'SOA shop.example +resolver': records('shop.example', 'SOA', [soa.data], { authenticated: true }),
}

function worldOf(dns: Dns): World {
  let drawn = 0
  return {
    dns,
    smtp: () => Promise.reject(new Error('no server is talked to')),
    sourceToward: async () => seen(undefined),
    machine: memoryMachine({}),
    keys: new Set(),
    resolvers: [{ address: '127.0.0.53', from: 'system', program: 'systemd-resolved', upstreams: ['192.0.2.1'] }],
    now: () => new Date('2026-11-24T06:00:00.123Z'),
    nonce: () => `abcdefghijklmno${'pqr'[drawn++]}`,
  }
}
const asking = (key: string): [name: string, type: RecordType, how: DnsHow] => {
  const [type, name, ...rest] = key.split(' ') as [RecordType, string, ...string[]]
  const server = rest.find((word) => word.startsWith('@'))?.slice(1)
  return [
    name,
    type,
    {
      ...(server !== undefined && { server }),
      ...(rest.includes('+cd') && { checkingDisabled: true }),
      ...(rest.includes('+resolver') && { viaResolver: true }),
    },
  ]
}

async function recorded(): Promise<Tape> {
  const ears = recording(
    worldOf(async (name, type, how) => {
      const key = Object.keys(answers).find(
        (k) => JSON.stringify(asking(k)) === JSON.stringify([name, type, how ?? {}]),
      )
      return answers[key ?? ''] as never
    }),
  )
  for (const key of Object.keys(answers).reverse()) await ears.world.dns(...asking(key))
  assert.equal(ears.world.nonce(), 'abcdefghijklmnop')
  assert.equal(ears.world.nonce(), 'abcdefghijklmnoq')
  assert.equal(ears.world.now().toISOString(), '2026-11-24T06:00:00.123Z')
  return ears.tape({ version: '0.1.0', durationMs: 412 })
}

function read(text: string): Tape {
  const tape = parseTape(text)
  return 'fault' in tape ? assert.fail(tape.fault) : tape
}

test('what was recorded, written and read is replayed the same', async () => {
  const tape = await recorded()
  const copy = read(showTape(tape))
  assert.deepEqual(copy, tape)
  const world = replaying(copy)
  for (const [key, answer] of Object.entries(answers)) assert.deepEqual(await world.dns(...asking(key)), answer, key)
  assert.equal(world.now().toISOString(), '2026-11-24T06:00:00.123Z')
  assert.deepEqual([world.nonce(), world.nonce()], ['abcdefghijklmnop', 'abcdefghijklmnoq'])
  assert.deepEqual(world.resolvers, tape.resolvers)
})

test('a tape replayed while recording gives the same tape', async () => {
  const tape = await recorded()
  const again = recording(replaying(tape))
  for (const key of Object.keys(answers)) await again.world.dns(...asking(key))
  again.world.nonce()
  again.world.nonce()
  assert.equal(showTape(again.tape({ version: '0.1.0', durationMs: 412 })), showTape(tape))
})

test('a question that the tape never heard is blind, and so is a label that it never drew', async () => {
  const world = replaying(await recorded())
  assert.deepEqual(await world.dns('other.example', 'TXT'), {
    kind: 'blind',
    blind: {
      reason: 'not-recorded',
      detail: 'the recording has no answer to this question',
      question: 'TXT other.example',
    },
  })
  const unheard = await world.dns('shop.example', 'MX', { server: '192.0.2.1' })
  assert.equal(unheard.kind === 'blind' && unheard.blind.question, 'MX shop.example @192.0.2.1')
  assert.equal((await world.dns('__proto__', 'TXT')).kind, 'blind')
  const labels = [1, 2, 3, 4].map(() => world.nonce())
  assert.equal(new Set(labels).size, 4)
  for (const label of labels) assert.match(label, /^[a-z]{16}$/)
})

test('names are asked in any case, with or without the last dot', async () => {
  const world = replaying(await recorded())
  assert.equal((await world.dns('SHOP.Example.', 'MX')).kind, 'records')
})

test('a tape is made to be read: sorted, records as zone lines, one line where it fits, ASCII', async () => {
  const text = showTape(await recorded())
  assert.match(text, /^[\n\x20-\x7e]*$/)
  const lines = text.split('\n')
  for (const line of [
    '  "relaycheck": "0.1.0",',
    '  "schema": 1,',
    '  "at": "2026-11-24T06:00:00.123Z",',
    '  "durationMs": 412,',
    '  "nonces": ["abcdefghijklmnop", "abcdefghijklmnoq"],',
    '    "NS shop.example": { "kind": "blind", "reason": "refused", "detail": "192.0.2.53 refused to answer (REFUSED)" },',
    '        "shop.example. 3600 IN TXT \\"v=spf1 -all\\"",',
  ])
    assert.ok(lines.includes(line), line)
  const keys = lines.flatMap((line) => /^ {4}"([A-Z]+ [^"]*)": /.exec(line)?.[1] ?? [])
  assert.deepEqual(keys, [...keys].sort())
  assert.equal(keys.length, Object.keys(answers).length)
})

test('an empty tape', () => {
  const tape: Tape = { at: '2026-01-01T00:00:00.000Z', resolvers: [], nonces: [], dns: {} }
  assert.deepEqual(read(showTape(tape)), tape)
})

const whole = '"schema": 1, "at": "2026-01-01T00:00:00Z", "resolvers": [], "nonces": []'
const dns = (entry: string) => `{ ${whole}, "dns": { ${entry} } }`
const rest = '"server": "x", "transport": "udp", "octets": 1'
const faults: Record<string, [text: string, says: RegExp]> = {
  'no JSON': ['hello', /^it is not JSON$/],
  'JSON that is no object': ['[]', /^the file is not an object$/],
  'another file of JSON': ['{"schema": 2}', /^schema is not 1/],
  'no time': ['{"schema": 1}', /^the file: at is not text$/],
  'a time that is none': ['{"schema": 1, "at": "soon"}', /^at is not a time$/],
  'resolvers of another shape': [
    `{ "schema": 1, "at": "2026-01-01", "nonces": [], "resolvers": [3], "dns": {} }`,
    /^resolvers, 0 is not an object$/,
  ],
  'nonces that are no labels': [
    `{ "schema": 1, "at": "2026-01-01", "nonces": ["a.b"], "resolvers": [], "dns": {} }`,
    /^nonces are not all/,
  ],
  'no dns': [`{ ${whole} }`, /^dns is not an object$/],
  'a key that is no question': [dns('"hello": {}'), /^dns, hello: this is no question/],
  'a type that is not read': [dns('"CAA a.example": {}'), /this is no question/],
  'an answer that is none': [dns('"A a.example": 5'), /^dns, A a\.example is not an object$/],
  'an unknown kind': [
    dns('"A a.example": { "kind": "maybe" }'),
    /^dns, A a\.example: kind is not one of records, no-data/,
  ],
  'an inherited kind': [dns('"A a.example": { "kind": "constructor" }'), /kind is not one of/],
  'an unknown reason': [
    dns('"A a.example": { "kind": "blind", "reason": "tired", "detail": "" }'),
    /reason is not one of timeout/,
  ],
  'no records': [dns(`"A a.example": { "kind": "records", "records": [], ${rest} }`), /records holds none/],
  'a record that is none': [
    dns(`"A a.example": { "kind": "records", "records": ["a.example. 1 IN A 300.1.2.3"], ${rest} }`),
    /^dns, A a\.example: 300\.1\.2\.3 is not an IPv4 address$/,
  ],
  'a record of another type': [
    dns(`"A a.example": { "kind": "records", "records": ["a.example. 1 IN NS b."], ${rest} }`),
    /of type NS stands where A belongs/,
  ],
  'an alias of another type': [
    dns(`"A a.example": { "kind": "no-data", "aliases": ["a.example. 1 IN NS b."], ${rest} }`),
    /of type NS stands where CNAME belongs/,
  ],
  'a size below nothing': [
    dns('"A a.example": { "kind": "no-data", "server": "x", "transport": "udp", "octets": -1 }'),
    /octets is not a whole number/,
  ],
  'a flag that is none': [
    dns(`"A a.example": { "kind": "no-data", "authenticated": "yes", ${rest} }`),
    /authenticated is neither true nor false/,
  ],
  'control characters stay out of the sentence': [dns('"\\u001b[31m": {}'), /^dns, \\u001b\[31m: this is no question/],
  'a deep nest': [`${'['.repeat(200_000)}`, /nested too deeply|not JSON/],
  'a deep nest that is whole': [
    dns(`"A a.example": ${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    /nested too deeply|not an object/,
  ],
}
for (const [name, [text, says]] of Object.entries(faults))
  test(`refuses ${name}`, () => {
    const tape = parseTape(text)
    assert.ok('fault' in tape, 'no fault')
    assert.match(tape.fault, says)
    assert.match(tape.fault, /^[\x20-\x7e]*$/)
  })

test('any part of a tape may be missing or of another kind: a fault, never a crash', async () => {
  const whole = JSON.parse(showTape(await recorded()))
  const odd = [null, true, 3, '', 'x', [], {}, [null], { kind: 'records' }]
  const visit = (node: unknown, put: (value: unknown) => void) => {
    for (const value of odd) {
      put(value)
      const tape = parseTape(JSON.stringify(whole))
      if (!('fault' in tape)) showTape(tape)
    }
    put(node)
    if (typeof node !== 'object' || node === null) return
    for (const [key, child] of Object.entries(node)) visit(child, (value) => Object.assign(node, { [key]: value }))
  }
  for (const [key, child] of Object.entries(whole)) visit(child, (value) => Object.assign(whole, { [key]: value }))
})

/** Questions of a recording -> whose it is said to be. */
const whose: Record<string, [questions: string[], named: string]> = {
  'one domain, its zone and those above': [
    ['SOA shop.example', 'SOA example', 'MX shop.example', 'MX host.example', 'TXT shop.example'],
    'the recording of shop.example',
  ],
  'without MX, the lowest': [
    ['SOA www.shop.example', 'SOA shop.example', 'TXT www.shop.example'],
    'the recording of www.shop.example',
  ],
  'a question to one server is about that server': [['SOA a.example @192.0.2.1', 'TXT b.example'], 'the recording'],
  many: [
    ['a', 'b', 'c', 'd', 'e'].flatMap((one) => [`SOA ${one}.example`, `MX ${one}.example`]),
    'the recording of a.example, b.example, c.example and 2 more',
  ],
}
for (const [name, [questions, named]] of Object.entries(whose))
  test(`a recording says whose it is: ${name}`, async () => {
    const dns = Object.fromEntries(questions.map((question) => [question, unseen('timeout')]))
    const answer = await replaying({ at: '2026-11-24T06:00:00Z', resolvers: [], nonces: [], dns }).dns(
      'other.example',
      'A',
    )
    assert.equal(answer.kind === 'blind' && answer.blind.detail, `${named} has no answer to this question`)
  })

test('a recording has a key where its owner was asked with it, not where somebody else has the label in a name', () => {
  const keysIn = (question: string) => [...replaying(tapeOf(question)).keys]
  const tapeOf = (question: string): Tape => ({
    at: '2026-11-24T06:00:00.000Z',
    resolvers: [],
    nonces: [],
    dns: { [question]: unseen('timeout') },
  })
  assert.deepEqual(keysIn('A 2.0.0.127.relaycheck-spamhaus-key.zen.dq.spamhaus.net'), ['spamhaus'])
  assert.deepEqual(keysIn('A shop.example.relaycheck-abusix-key.dblack.mail.abusix.zone'), ['abusix'])
  assert.deepEqual(keysIn('TXT relaycheck-spamhaus-key.evil.example'), [])
  assert.deepEqual(keysIn('A 2.0.0.127.zen.spamhaus.org'), [])
})
