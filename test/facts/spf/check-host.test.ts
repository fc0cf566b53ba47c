import assert from 'node:assert/strict'
import test from 'node:test'
import { checkHost } from '../../../src/facts/spf/check-host.ts'
import { type MemoryOptions, memoryWorld } from '../../support/memory-dns.ts'

const base = `example SOA ns.example dns.example
  four.example A 192.0.2.4
  other.example A 192.0.2.5
  both.example A 192.0.2.6
  both.example AAAA 2001:db8::6
  void.example TXT "nothing of use"`

interface Look {
  from?: string
  sender?: string
  helo?: string
  options?: MemoryOptions
}

/** What is said of a client (192.0.2.1 by default) that sends for shop.example, in a world of these lines; a text alone is its record. */
async function look(lines: string, { from = '192.0.2.1', sender = 'joe@shop.example', helo, options }: Look = {}) {
  const zone = lines.startsWith('v=spf1') ? `shop.example TXT "${lines}"` : lines
  const world = memoryWorld(`${base}\n${zone}`, options)
  const verdict = await checkHost(world.dns, { ip: from, sender, helo: helo ?? 'mail.shop.example', at: world.now() })
  return { ...verdict, questions: world.questions, rounds: world.rounds }
}

type Looked = Awaited<ReturnType<typeof look>>
type Expected = { [K in keyof Looked]?: Looked[K] | undefined }
const rows = (table: Record<string, [lines: string, expected: Expected, how?: Look]>) => {
  for (const [name, [lines, expected, how]] of Object.entries(table))
    test(`check_host(): ${name}`, async () => {
      const verdict = await look(lines, how)
      for (const [key, value] of Object.entries(expected))
        assert.deepEqual(verdict[key as keyof Expected], value, `${key}: ${verdict.problem}`)
    })
}

// PITFALLS A.1: what other tools count wrong.
const dead = 'a:dead1.example a:dead2.example'
rows({
  'three IPv4-only hosts are three voids for an IPv6 client': [
    'v=spf1 a:four.example a:other.example a:four.example -all',
    { result: 'permerror', voids: 3 },
    { from: '2001:db8::1' },
  ],
  'and none for an IPv4 client': [
    'v=spf1 a:four.example a:other.example a:four.example -all',
    { result: 'fail', voids: 0, lookups: 3 },
  ],
  'dead hosts behind mx are void by query, not by term': [
    `shop.example TXT "v=spf1 mx ${dead} ip4:192.0.2.1 -all"
     shop.example MX 10 dead3.example
     shop.example MX 20 dead4.example`,
    { result: 'pass', voids: 2, voidQueries: 4, lookups: 3 },
  ],
  'three dead hosts behind one mx too': [
    `shop.example TXT "v=spf1 mx ip4:192.0.2.1 -all"
     shop.example MX 10 dead1.example
     shop.example MX 20 dead2.example
     shop.example MX 30 dead3.example`,
    { result: 'pass', voids: 0, voidQueries: 3, lookups: 1 },
  ],
  'a name that does not exist is the ordinary "no" of exists, and void all the same': [
    'v=spf1 exists:dead1.example exists:dead2.example exists:dead3.example ip4:192.0.2.1 -all',
    { result: 'permerror', voids: 3 },
  ],
  'an include without an SPF record is an error, and no void where it has other TXT': [
    'v=spf1 include:void.example ip4:192.0.2.1 -all',
    { result: 'permerror', voids: 0, lookups: 1, problem: 'void.example has no SPF record' },
  ],
  'an include that does not exist is an error, and void': [
    'v=spf1 include:dead.example ip4:192.0.2.1 -all',
    { result: 'permerror', voids: 1, lookups: 1 },
  ],
  'nothing after all is ever looked up': [
    'v=spf1 -all a:four.example a:dead.example include:dead.example',
    { result: 'fail', lookups: 0, voids: 0, questions: ['TXT shop.example'] },
  ],
  'redirect beside all is ignored': [
    'v=spf1 redirect=dead.example -all',
    { result: 'fail', lookups: 0, questions: ['TXT shop.example'] },
  ],
  'an include reached three times is paid three times and asked once': [
    `shop.example TXT "v=spf1 include:x.example include:y.example include:z.example -all"
     x.example TXT "v=spf1 include:z.example ?all"
     y.example TXT "v=spf1 include:z.example ?all"
     z.example TXT "v=spf1 a:four.example ?all"`,
    { result: 'fail', lookups: 8, questions: questions('x', 'y', 'z', 'A four.example') },
  ],
  'a prefix length widens each address': [
    'v=spf1 a:four.example/24 -all',
    { result: 'pass', matched: 'a:four.example/24' },
  ],
  '+all': ['v=spf1 +all', { result: 'pass', matched: '+all' }],
  '?all': ['v=spf1 ?all', { result: 'neutral', matched: '?all' }],
  'no all': ['v=spf1 ip4:192.0.2.9', { result: 'neutral', matched: undefined }],
  'a leading blank makes it another record': ['shop.example TXT " v=spf1 +all"', { result: 'none' }],
  'the eleventh lookup is one too many, even as the last term': [
    `v=spf1 ${'a:four.example '.repeat(11)}`,
    { result: 'permerror', lookups: 11 },
  ],
  'ten are allowed': [`v=spf1 ${'a:four.example '.repeat(10)}-all`, { result: 'fail', lookups: 10 }],
  'an early match hides all that would go wrong later': [
    `v=spf1 ip4:192.0.2.0/24 ${'a:four.example '.repeat(11)} include:dead.example`,
    { result: 'pass', lookups: 0, questions: ['TXT shop.example'] },
  ],
})

function questions(...names: string[]): string[] {
  return ['TXT shop.example', ...names.map((name) => (name.includes(' ') ? name : `TXT ${name}.example`))]
}

const silent = (...at: string[]): Look => ({ options: { blindAt: Object.fromEntries(at.map((q) => [q, 'timeout'])) } })
rows({
  'silence is no policy and no "no": the record': ['v=spf1 -all', { result: 'temperror' }, silent('TXT shop.example')],
  'an address': ['v=spf1 a:four.example +all', { result: 'temperror', lookups: 1 }, silent('A four.example')],
  'an include': ['v=spf1 include:i.example +all', { result: 'temperror', voids: 0 }, silent('TXT i.example')],
  'a redirect': ['v=spf1 redirect=i.example', { result: 'temperror' }, silent('TXT i.example')],
  'a host of mx': [
    `shop.example TXT "v=spf1 mx +all"
     shop.example MX 10 four.example`,
    { result: 'temperror' },
    silent('A four.example'),
  ],
  'an unseen PTR leaves a doubt, whatever the result': [
    'v=spf1 ptr ip4:192.0.2.1 -all',
    {
      result: 'pass',
      doubt: {
        reason: 'timeout',
        detail: '192.0.2.53 did not answer within 5 s',
        question: 'PTR 1.2.0.192.in-addr.arpa',
      },
    },
    silent('PTR 1.2.0.192.in-addr.arpa'),
  ],
  'a PTR that no evaluation comes to leaves none': [
    'v=spf1 ip4:192.0.2.1 ptr -all',
    { result: 'pass', doubt: undefined },
    silent('PTR 1.2.0.192.in-addr.arpa'),
  ],
  'PTR alone just does not match': ['v=spf1 ptr -all', { result: 'fail' }, silent('PTR 1.2.0.192.in-addr.arpa')],
  'what stands behind a match is never met': [
    'v=spf1 ip4:192.0.2.1 a:four.example -all',
    { result: 'pass' },
    silent('A four.example'),
  ],
})

test('check_host(): a temperror says who was silent', async () => {
  const verdict = await look('v=spf1 a:four.example -all', silent('A four.example'))
  assert.equal(verdict.blind?.reason, 'timeout')
  assert.equal(verdict.problem, 'A four.example: 192.0.2.53 did not answer within 5 s')
})

rows({
  'two records': [
    'shop.example TXT "v=spf1 -all"\nshop.example TXT "v=spf1 +all"',
    { result: 'permerror', problem: 'shop.example has 2 SPF records' },
  ],
  'a fault anywhere': [
    'v=spf1 ip4:192.0.2.1 -all moo',
    { result: 'permerror', problem: '"moo" in the record of shop.example is an error: "moo" is no mechanism of SPF' },
  ],
  'what the grammar allows is taken literally': [
    'v=spf1 include=_spf.example.com -all',
    { result: 'fail', lookups: 0 },
  ],
  'redirect without a record behind it': ['v=spf1 redirect=void.example', { result: 'permerror' }],
  'redirect decides, with its own domain': [
    'shop.example TXT "v=spf1 redirect=r.example"\nr.example TXT "v=spf1 a -all"\nr.example A 192.0.2.1',
    { result: 'pass', matched: 'a', lookups: 2 },
  ],
  'only a pass inside an include matches': [
    'shop.example TXT "v=spf1 -include:i.example ~all"\ni.example TXT "v=spf1 -all"',
    { result: 'softfail', matched: '~all' },
  ],
  'a loop ends at the lookup limit': ['v=spf1 include:shop.example -all', { result: 'permerror', lookups: 11 }],
  'more than ten exchangers': [
    `shop.example TXT "v=spf1 mx -all"\n${Array.from({ length: 11 }, (_, i) => `shop.example MX ${i} four.example`).join('\n')}`,
    { result: 'permerror', problem: 'shop.example has 11 mail exchangers, and mx may look at 10' },
  ],
  'a null MX has no hosts': ['shop.example TXT "v=spf1 mx -all"\nshop.example MX 0 .', { result: 'fail', voids: 0 }],
  'an IPv4 address in IPv6 clothes is an IPv4 address': [
    'v=spf1 ip6:::ffff:0:0/96 ip4:192.0.2.1 -all',
    { result: 'pass', matched: 'ip4:192.0.2.1', ip: '::ffff:192.0.2.1' },
    { from: '::ffff:192.0.2.1' },
  ],
  'each family sees its own addresses': ['v=spf1 a:both.example -all', { result: 'pass' }, { from: '2001:db8::6' }],
  'ptr follows names that lead back': [
    `shop.example TXT "v=spf1 ptr -all"
     1.2.0.192.in-addr.arpa PTR mail.shop.example
     mail.shop.example A 192.0.2.1`,
    { result: 'pass', lookups: 1 },
  ],
  'and no name that does not': [
    `shop.example TXT "v=spf1 ptr -all"
     1.2.0.192.in-addr.arpa PTR mail.shop.example
     mail.shop.example A 192.0.2.2`,
    { result: 'fail', lookups: 1 },
  ],
  '%{p} costs a lookup of its own': [
    `shop.example TXT "v=spf1 exists:%{p}.ok.example -all"
     1.2.0.192.in-addr.arpa PTR mail.shop.example
     mail.shop.example A 192.0.2.1
     mail.shop.example.ok.example A 127.0.0.2`,
    { result: 'pass', lookups: 2 },
  ],
  'a local part outside ASCII matches nothing (RFC 8616)': [
    'v=spf1 exists:%{l}.example -all',
    { result: 'fail', questions: ['TXT shop.example'] },
    { sender: 'jörg@shop.example' },
  ],
})

rows({
  'the null sender is judged by HELO': [
    'mail.shop.example TXT "v=spf1 a -all"\nmail.shop.example A 192.0.2.1',
    { result: 'pass', identity: { kind: 'helo', sender: 'postmaster@mail.shop.example', domain: 'mail.shop.example' } },
    { sender: '' },
  ],
  'a sender without a local part is postmaster': [
    'v=spf1 -exists:%{l}.who.example +all',
    { result: 'pass', identity: { kind: 'mailfrom', sender: 'postmaster@Shop.Example', domain: 'shop.example' } },
    { sender: '@Shop.Example' },
  ],
  'one label is no domain': ['v=spf1 -all', { result: 'none', questions: [] }, { sender: 'joe@localhost' }],
  'an address literal is none': ['v=spf1 -all', { result: 'none' }, { sender: '', helo: '[192.0.2.1]' }],
  'a label of 64 is none': ['v=spf1 -all', { result: 'none' }, { sender: `joe@${'a'.repeat(64)}.example` }],
  'no such domain': ['v=spf1 -all', { result: 'none', voids: 0 }, { sender: 'joe@dead.example' }],
})

test('check_host(): an address that is none is our own fault', async () => {
  await assert.rejects(look('v=spf1 -all', { from: 'shop.example' }), RangeError)
})

rows({
  'an explanation is filled in': [
    'shop.example TXT "v=spf1 -all exp=e.%{d}"\ne.shop.example TXT "%{i} is not ours, %{s}"',
    { result: 'fail', explanation: '192.0.2.1 is not ours, joe@shop.example', lookups: 0 },
  ],
  'an explanation that cannot be seen is none': [
    'v=spf1 -all exp=e.shop.example',
    { result: 'fail', explanation: undefined },
    silent('TXT e.shop.example'),
  ],
  'an explanation of endless length is none': [
    `shop.example TXT "v=spf1 -all exp=e.example"\ne.example TXT "${'%{s}'.repeat(600)}"`,
    { result: 'fail', explanation: undefined },
  ],
})

test('check_host(): the trace, term by term', async () => {
  const { trace } = await look(`shop.example TXT "v=spf1 ip4:198.51.100.0/24 include:i.example a:dead.example mx -all"
    shop.example MX 10 four.example
    i.example TXT "v=spf1 a:four.example ip4:203.0.113.0/24 -all"`)
  assert.deepEqual(
    trace.map((s) => [s.depth, s.domain, s.term, s.cost, s.lookups, s.server, s.says]),
    [
      [0, 'shop.example', 'ip4:198.51.100.0/24', 0, 0, undefined, 'no match'],
      [0, 'shop.example', 'include:i.example', 1, 1, '192.0.2.53', 'fail inside: no match'],
      [1, 'i.example', 'a:four.example', 1, 2, '192.0.2.53', '192.0.2.4: no match'],
      [1, 'i.example', 'ip4:203.0.113.0/24', 0, 2, undefined, 'no match'],
      [1, 'i.example', '-all', 0, 2, undefined, 'everybody: match, fail'],
      [0, 'shop.example', 'a:dead.example', 1, 3, '192.0.2.53', 'A dead.example does not exist: void, no match'],
      [0, 'shop.example', 'mx', 1, 4, '192.0.2.53', '1 mail exchanger: no match'],
      [0, 'shop.example', '-all', 0, 4, undefined, 'everybody: match, fail'],
    ],
  )
})

test('check_host(): the trace says where it stopped, once', async () => {
  const inside = await look('shop.example TXT "v=spf1 include:i.example -all"\ni.example TXT "v=spf1 mooo -all"')
  assert.deepEqual(
    inside.trace.map(({ says }) => says),
    ['"mooo" in the record of i.example is an error: "mooo" is no mechanism of SPF'],
  )
  const deeper = await look(
    'shop.example TXT "v=spf1 include:i.example -all"\ni.example TXT "v=spf1 include:void.example"',
  )
  assert.deepEqual(
    deeper.trace.map(({ depth, says }) => [depth, says]),
    [
      [0, 'permerror inside'],
      [1, 'void.example has no SPF record'],
    ],
  )
  const nothing = await look('v=spf1 ip4:192.0.2.9')
  assert.equal(nothing.trace.at(-1)?.says, 'the end of the record, nothing matched: neutral')
})

test('check_host(): all that can be asked at once is asked at once', async () => {
  const { rounds, questions, lookups } =
    await look(`shop.example TXT "v=spf1 a:four.example include:i.example mx exists:e.example include:j.example exp=x.example -all"
    shop.example MX 10 other.example
    i.example TXT "v=spf1 a:other.example include:k.example ?all"
    j.example TXT "v=spf1 a:both.example ?all"
    k.example TXT "v=spf1 mx:shop.example a:four.example ?all"`)
  // TXT shop.example; then all its terms; then what i, j and the MX lead to; then what k leads to: all known by then but nothing new.
  assert.deepEqual([rounds, lookups], [3, 10])
  assert.equal(questions.length, new Set(questions).size)
})

test('check_host(): a hostile tree of includes costs a bounded number of questions', async () => {
  const lines = Array.from({ length: 12 }, (_, i) => {
    const includes = Array.from({ length: 12 }, (_, j) => `include:n${i}x${j}.example`).join(' ')
    return [
      `n${i}.example TXT "v=spf1 ${includes} ?all"`,
      ...Array.from(
        { length: 12 },
        (_, j) => `n${i}x${j}.example TXT "v=spf1 include:n${j}.example include:n${(i + j) % 12}.example"`,
      ),
    ]
  })
  const root = Array.from({ length: 12 }, (_, i) => `include:n${i}.example`).join(' ')
  const verdict = await look([`shop.example TXT "v=spf1 ${root} -all"`, ...lines.flat()].join('\n'))
  assert.equal(verdict.result, 'permerror')
  assert.ok(verdict.questions.length <= 60, String(verdict.questions.length))
})

test('check_host(): ten mx with ten hosts each are all a receiver can be made to ask', async () => {
  const terms = Array.from({ length: 12 }, (_, i) => `mx:m${i}.example`).join(' ')
  const records = Array.from({ length: 12 }, (_, i) =>
    Array.from({ length: 14 }, (_, j) => `m${i}.example MX ${j} h${i}x${j}.example\nh${i}x${j}.example A 198.51.100.9`),
  )
  const verdict = await look([`shop.example TXT "v=spf1 ${terms} -all"`, ...records.flat()].join('\n'))
  // The very first mx has too many exchangers.
  assert.deepEqual([verdict.result, verdict.lookups], ['permerror', 1])
  assert.ok(verdict.questions.length <= 60, String(verdict.questions.length))
})

test('check_host(): a record of 64 KB that includes itself', async () => {
  const record = `v=spf1 include:shop.example ${'ip4:198.51.100.1 '.repeat(3700)}-all`
  const verdict = await look(record)
  assert.equal(verdict.result, 'permerror')
  const long = await look(`v=spf1 ${'ip4:198.51.100.1 '.repeat(3700)}a:four.example -all`)
  assert.deepEqual([long.result, long.lookups], ['fail', 1])
  assert.ok(long.trace.length <= 202, String(long.trace.length))
  assert.deepEqual(
    long.trace.slice(-2).map(({ term }) => term),
    ['a:four.example', '-all'],
  )
})
