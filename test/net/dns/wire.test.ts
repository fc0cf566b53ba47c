import assert from 'node:assert/strict'
import test from 'node:test'
import * as packet from 'dns-packet'
import type { WireRecord } from '../../../src/net/dns/message.ts'
import { decodeMessage, encodeQuery, Malformed } from '../../../src/net/dns/wire.ts'
import { answer, header, name, octets, pointer, question, record, u16 } from '../../support/dns-octets.ts'
import { shortestTime } from '../../support/mutate.ts'

const x = pointer(12)
const data = (message: Buffer) => decodeMessage(message).answers.map((r) => r.data)

// The data of each type, written by hand as RFC 1035, 3596, 4034, 6672 and 7208 have it.
const read: [what: string, type: number, octets: Buffer, data: WireRecord['data']][] = [
  ['A', 1, octets(192, 0, 2, 1), '192.0.2.1'],
  ['AAAA', 28, octets(0x20, 1, 0x0d, 0xb8, '\0'.repeat(11), 1), '2001:db8::1'],
  ['NS', 2, name('NS1.Example'), 'ns1.example'],
  ['NS, compressed', 2, octets(3, 'ns1', pointer(14)), 'ns1.example'],
  ['CNAME to the root', 5, octets(0), '.'],
  ['DNAME', 39, name('other.example'), 'other.example'],
  ['PTR', 12, name('host.example'), 'host.example'],
  ['MX', 15, octets(u16(10), name('mx.example')), { preference: 10, exchange: 'mx.example' }],
  ['null MX', 15, octets(u16(0), 0), { preference: 0, exchange: '.' }],
  ['TXT of two strings', 16, octets(3, 'a b', 0), ['a b', '']],
  ['TXT with octets that are no UTF-8', 16, octets(4, '\xff\x00\x1b\xe9'), ['\xff\x00\x1b\xe9']],
  ['SPF', 99, octets(6, 'v=spf1'), ['v=spf1']],
  [
    'SOA',
    6,
    octets(
      name('ns.example'),
      octets(6, 'post.m'),
      name('example'),
      u16(0xffff),
      u16(1),
      ...[2, 3, 4, 5].flatMap((n) => [u16(0), u16(n)]),
    ),
    { mname: 'ns.example', rname: 'post\\.m.example', serial: 0xffff0001, refresh: 2, retry: 3, expire: 4, minimum: 5 },
  ],
  ['DS', 43, octets(u16(60485), 5, 1, 0x2b, 0xb1), { keyTag: 60485, algorithm: 5, digestType: 1, digest: '2bb1' }],
  ['TLSA', 52, octets(3, 1, 1, 0x2b, 0xb1), { usage: 3, selector: 1, matchingType: 1, data: '2bb1' }],
  ['DNSKEY', 48, octets(u16(257), 3, 8, 1, 2, 3), { flags: 257, protocol: 3, algorithm: 8, key: 'AQID' }],
]
for (const [what, type, rdata, expected] of read)
  test(`reads ${what}`, () => assert.deepEqual(data(answer(type, record(x, type, rdata))), [expected]))

test('reads a whole message: header, question, three sections, EDNS', () => {
  const ede = octets(u16(15), u16(2 + 5), u16(6), 'bogus')
  const opt = octets(0, u16(41), u16(4096), 1, 0, u16(0x8000), u16(ede.length), ede)
  const message = octets(
    header({ qd: 1, an: 1, ns: 1, ar: 2, flags: 0x8000 | 0x0400 | 0x0080 | 0x0020 | 0x0010 | 7 }),
    question('X.example', 1),
    record(x, 1, octets(192, 0, 2, 1), { ttl: 300 }),
    record(pointer(14), 2, octets(2, 'ns', pointer(14))),
    record(x, 257, octets(0, 5, 'issue;')),
    opt,
  )
  assert.deepEqual(decodeMessage(message), {
    id: 0x1234,
    response: true,
    opcode: 0,
    rcode: 16 + 7,
    authoritative: true,
    truncated: false,
    recursionDesired: false,
    recursionAvailable: true,
    authenticated: true,
    checkingDisabled: true,
    question: { name: 'x.example', type: 1, class: 1 },
    answers: [{ name: 'x.example', type: 'A', ttl: 300, data: '192.0.2.1' }],
    authorities: [{ name: 'example', type: 'NS', ttl: 60, data: 'ns.example' }],
    additionals: [{ name: 'x.example', type: 'opaque', code: 257, ttl: 60, data: '000569737375653b' }],
    edns: { udpSize: 4096, extendedErrors: [{ code: 6, text: 'bogus' }] },
    octets: message.length,
  })
})

test('a TTL with its highest bit set is 0 (RFC 2181 section 8)', () =>
  assert.equal(decodeMessage(answer(1, record(x, 1, octets(1, 2, 3, 4), { ttl: 0x80000001 }))).answers[0]?.ttl, 0))

test('records of another class are left out', () =>
  assert.deepEqual(data(answer(1, record(x, 1, octets(1, 2, 3, 4), { class: 3 }), record(x, 1, octets(5, 6, 7, 8)))), [
    '5.6.7.8',
  ]))

test('a message may have no question', () => assert.equal(decodeMessage(header({ flags: 0x8001 })).question, undefined))

// STANDARDS 4.3 bug 4: labels as they are on the wire, told apart and harmless.
const labels: [what: string, wire: Buffer, text: string][] = [
  ['a dot inside a label', octets(5, 'a.b.c', 3, 'com', 0), 'a\\.b\\.c.com'],
  ['a backslash', octets(3, 'a\\b', 3, 'com', 0), 'a\\\\b.com'],
  ['ESC and NUL', octets(5, '\x1b[2J\0', 0), '\\027[2j\\000'],
  ['octets that are no UTF-8', octets(2, '\xc3\x28', 1, '\xff', 0), '\\195(.\\255'],
  ['a blank and DEL', octets(3, ' \x7fa', 0), '\\032\\127a'],
  ['capitals', octets(5, 'ABCYZ', 0), 'abcyz'],
  ['octets around the letters', octets(4, '@[`{', 0), '@[`{'],
]
for (const [what, wire, text] of labels)
  test(`a name with ${what}`, () => {
    const message = octets(header({ qd: 1 }), wire, u16(1), u16(1))
    assert.equal(decodeMessage(message).question?.name, text)
  })

test('names of 255 octets are read, longer ones are not', () => {
  const long = (rest: number) =>
    octets(...Array.from({ length: 3 }, () => octets(63, 'a'.repeat(63))), rest, 'b'.repeat(rest), 0)
  const ask = (wire: Buffer) => octets(header({ qd: 1 }), wire, u16(1), u16(1))
  assert.equal(long(61).length, 255)
  assert.equal(decodeMessage(ask(long(61))).question?.name.length, 253)
  assert.throws(() => decodeMessage(ask(long(62))), /a name is longer than 255 octets/)
})

/** A chain of pointers, each to the one before it, then a record that begins with the last. */
function chain(jumps: number): Buffer {
  const start = 12 + question('x.example', 1).length + 12
  const links = Array.from({ length: jumps - 1 }, (_, i) => pointer(i === 0 ? 12 : start + 2 * (i - 1)))
  const first = record(x, 65000, octets(...links))
  const last = pointer(jumps === 1 ? 12 : start + 2 * (jumps - 2))
  return answer(1, first, record(last, 1, octets(1, 2, 3, 4)))
}
test('127 jumps are read, 128 are not', () => {
  assert.equal(decodeMessage(chain(127)).answers[1]?.name, 'x.example')
  assert.throws(() => decodeMessage(chain(128)), /jumps more than 127 times/)
})

const soa = octets(name('a'), name('b'), Buffer.alloc(20))
const opt = (options: Uint8Array, owner: Uint8Array = octets(0)) =>
  octets(owner, u16(41), u16(1232), u16(0), u16(0), u16(options.length), options)
const extra = (...records: Uint8Array[]) =>
  octets(header({ qd: 1, ar: records.length }), question('x.example', 1), ...records)

// STANDARDS 4.3 bugs 1 to 3, and what else no message may be.
const malformed: [what: string, message: Uint8Array, says: RegExp][] = [
  ['nothing', octets(), /shorter than a header/],
  ['eleven octets', Buffer.alloc(11), /shorter than a header/],
  ['65,536 octets', Buffer.alloc(65536), /longer than 65535/],
  ['two questions', octets(header({ qd: 2 }), question('a', 1), question('b', 1)), /asks 2 questions/],
  // 23 octets: 65535 answers and as many authorities, one TXT record whose RDLENGTH runs past the end.
  [
    'the 23-octet packet',
    octets(header({ an: 65535, ns: 65535 }), record(octets(0), 16, octets(), { length: 0xffff })),
    /cannot hold the 131070 records/,
  ],
  [
    'more records than fit',
    octets(header({ an: 2 }), record(octets(0), 1, octets(1, 2, 3, 4))),
    /cannot hold|past the end/,
  ],
  ['a question cut short', octets(header({ qd: 1 }), name('x.example')), /question runs past the end/],
  ['a name without an end', octets(header({ qd: 1 }), 9, 'x.example'), /name runs past the end/],
  ['a name cut inside a label', octets(header({ qd: 1 }), 60, 'x.ex', u16(1), u16(1)), /name runs past the end/],
  ['half a pointer', octets(header({ qd: 1 }), 3, 'abc', 0xc0), /name runs past the end|cannot hold/],
  ['a pointer to itself', octets(header({ qd: 1 }), pointer(12), u16(1), u16(1), 0), /pointer does not lead back/],
  [
    'a pointer forwards',
    octets(header({ qd: 1 }), pointer(14), 1, 'a', 0, u16(1), u16(1)),
    /pointer does not lead back/,
  ],
  ['a pointer into the header', octets(header({ qd: 1 }), pointer(4), u16(1), u16(1), 0), /pointer does not lead back/],
  ['two pointers that loop', answer(5, record(x, 5, octets(1, 'a', pointer(39)))), /pointer does not lead back/],
  [
    'a label of kind 01',
    octets(header({ qd: 1 }), 0x41, 'a'.repeat(65), 0, u16(1), u16(1)),
    /kind that does not exist/,
  ],
  [
    'a label of kind 10',
    octets(header({ qd: 1 }), 0x81, 'a'.repeat(129), 0, u16(1), u16(1)),
    /kind that does not exist/,
  ],
  ['a record cut in its fixed part', octets(header({ an: 1 }), name('x'), Buffer.alloc(9)), /record runs past the end/],
  [
    'RDLENGTH past the end',
    answer(16, record(x, 16, octets(3, 'abc'), { length: 5 })),
    /a record of type TXT runs past the end/,
  ],
  ['octets after the last record', octets(answer(1), 0), /1 octets follow the last record/],
  ['A with RDLENGTH 0', answer(1, record(x, 1, octets())), /A record holds 0 octets instead of 4/],
  ['A with RDLENGTH 16', answer(1, record(x, 1, Buffer.alloc(16))), /A record holds 16 octets instead of 4/],
  ['AAAA with RDLENGTH 4', answer(28, record(x, 28, Buffer.alloc(4))), /AAAA record holds 4 octets instead of 16/],
  [
    'MX with a name past its data',
    answer(15, record(x, 15, octets(u16(1), 9, 'a'), { length: 4 }), record(octets(0), 16, octets(1, 'a'))),
    /name/,
  ],
  [
    'MX that ends before its name does',
    answer(15, record(x, 15, octets(u16(1), name('mx.example')), { length: 8 })),
    /name in an MX record does not end where/,
  ],
  [
    'MX with octets after its name',
    answer(15, record(x, 15, octets(u16(1), name('mx'), 0))),
    /name in an MX record does not end where/,
  ],
  ['MX of two octets', answer(15, record(x, 15, u16(1))), /MX record holds 2 octets, too few/],
  ['NS with RDLENGTH 0', answer(2, record(x, 2, octets())), /name/],
  [
    'CNAME with octets after its name',
    answer(5, record(x, 5, octets(name('a'), 0))),
    /name in a CNAME record does not end/,
  ],
  ['TXT with no string', answer(16, record(x, 16, octets())), /TXT record holds 0 octets/],
  ['TXT whose string runs past', answer(16, record(x, 16, octets(4, 'abc'))), /string in a TXT record runs past/],
  ['SPF whose string runs past', answer(99, record(x, 99, octets(1, 'a', 200))), /string in an SPF record runs past/],
  ['SOA without its numbers', answer(6, record(x, 6, soa.subarray(0, -1))), /SOA record does not end where/],
  ['SOA with octets after it', answer(6, record(x, 6, octets(soa, 0))), /SOA record does not end where/],
  ['DS cut short', answer(43, record(x, 43, octets(u16(1), 8, 2))), /DS record holds 4 octets, too few/],
  ['TLSA cut short', answer(52, record(x, 52, octets(3, 1, 1))), /TLSA record holds 3 octets, too few/],
  ['DNSKEY cut short', answer(48, record(x, 48, octets(u16(257), 3, 8))), /DNSKEY record holds 4 octets, too few/],
  ['two OPT records', extra(opt(octets()), opt(octets())), /two OPT records/],
  ['OPT with a name', extra(opt(octets(), name('x'))), /OPT record stands in the wrong place/],
  ['OPT as an answer', answer(1, opt(octets())), /OPT record stands in the wrong place/],
  ['an EDNS option past its record', extra(opt(octets(u16(15), u16(9), 0))), /option runs past/],
  ['half an EDNS option', extra(opt(octets(0, 15, 0))), /option runs past/],
  ['an extended error without code', extra(opt(octets(u16(15), u16(1), 0))), /extended error has no code/],
]
for (const [what, message, says] of malformed)
  test(`refuses ${what}`, () => {
    assert.throws(
      () => decodeMessage(message),
      (error) => error instanceof Malformed && says.test(error.message),
    )
  })

test('the 23-octet packet is refused before anything is kept', () => {
  const attack = octets(header({ an: 65535, ns: 65535 }), record(octets(0), 16, octets(), { length: 0xffff }))
  assert.equal(attack.length, 23)
  assert.ok(shortestTime(() => assert.throws(() => decodeMessage(attack), Malformed), 5) < 5)
})

test('extended errors: several, no UTF-8, a final NUL, an endless text, other options', () => {
  const ede = (code: number, text: Uint8Array) => octets(u16(15), u16(2 + text.length), u16(code), text)
  const errors = (...options: Uint8Array[]) => decodeMessage(extra(opt(octets(...options)))).edns?.extendedErrors
  assert.deepEqual(errors(octets(u16(10), u16(3), 'abc'), ede(6, octets()), ede(22, octets('late\0'))), [
    { code: 6, text: '' },
    { code: 22, text: 'late' },
  ])
  assert.deepEqual(errors(ede(0, octets('a\xffb'))), [{ code: 0, text: 'a\ufffdb' }])
  assert.equal(errors(ede(0, Buffer.alloc(5000, 'a')))?.[0]?.text.length, 500)
  assert.equal(errors(...Array.from({ length: 3000 }, () => ede(1, octets())))?.length, 16)
})

test('a truncated message may end in the middle of a record; a whole one may not', () => {
  const cut = (flags: number) =>
    octets(
      header({ qd: 1, an: 9, flags }),
      question('x.example', 16),
      record(x, 16, octets(1, 'a')),
      record(x, 16, octets(200, 'b'), { length: 201 }),
    )
  assert.deepEqual(
    decodeMessage(cut(0x8380)).answers.map((r) => r.data),
    [['a']],
  )
  assert.throws(() => decodeMessage(cut(0x8180)), Malformed)
})

test('64 KB of pointer chains and of single-letter labels take less than 50 ms', () => {
  const links = octets(...Array.from({ length: 126 }, (_, i) => pointer(i === 0 ? 12 : 12 + 15 + 12 + 2 * (i - 1))))
  const owner = pointer(12 + 15 + 12 + 2 * 125)
  const owners = Array.from({ length: 4000 }, () => record(owner, 1, octets(1, 2, 3, 4)))
  const chains = answer(1, record(x, 65000, links), ...owners)
  const tiny = octets(...Array.from({ length: 127 }, () => octets(1, 'a')))
  const letters = answer(
    5,
    record(octets(tiny, 0), 5, x),
    ...Array.from({ length: 4600 }, () => record(pointer(27), 5, pointer(29))),
  )
  for (const message of [chains, letters]) {
    assert.ok(message.length > 60_000 && message.length <= 65535, String(message.length))
    const ms = shortestTime(() => decodeMessage(message), 50)
    assert.ok(ms < 50, `${ms} ms`)
  }
})

test('what is decoded keeps no hold of the packet, and views into a larger buffer are read right', () => {
  const message = answer(16, record(x, 16, octets(3, 'abc')))
  const larger = octets('junk', message, 'junk')
  const decoded = decodeMessage(new Uint8Array(larger.buffer, larger.byteOffset + 4, message.length))
  larger.fill(0)
  assert.deepEqual(decoded.answers[0]?.data, ['abc'])
})

const plain = { id: 0xabcd, type: 'TXT', recursionDesired: true, checkingDisabled: false, edns: true } as const
test('a query is what RFC 1035, 6891 and 6840 say, octet by octet', () => {
  assert.deepEqual(
    encodeQuery({ ...plain, name: 'Shop.example.' }),
    octets(
      u16(0xabcd),
      u16(0x0120),
      u16(1),
      u16(0),
      u16(0),
      u16(1),
      name('shop.example'),
      u16(16),
      u16(1),
      0,
      u16(41),
      u16(1232),
      u16(0),
      u16(0),
      u16(0),
    ),
  )
  assert.deepEqual(
    encodeQuery({ id: 1, name: '.', type: 'SPF', recursionDesired: false, checkingDisabled: true, edns: false }),
    octets(u16(1), u16(0x0030), u16(1), u16(0), u16(0), u16(0), 0, u16(99), u16(1)),
  )
})

test('names with escapes are asked as they are meant', () => {
  const asked = ['a\\.b.example', '\\000\\255.example', 'with\\032blank.example', '%{x}"(.example']
  for (const text of asked) assert.equal(decodeMessage(encodeQuery({ ...plain, name: text })).question?.name, text)
})

// STANDARDS 4.3 bug 5: dns-packet alone would write garbage for these.
for (const text of ['', 'a'.repeat(70), `${'a.'.repeat(150)}b`, 'a..b', '.a', 'a\\', 'b\u{fc}cher\u{142}.example'])
  test(`${JSON.stringify(text.slice(0, 20))} cannot be asked`, () =>
    assert.throws(() => encodeQuery({ ...plain, name: text }), RangeError))

test('dns-packet reads our queries as we mean them', () => {
  const theirs = packet.decode(encodeQuery({ ...plain, name: 'shop.example' }))
  assert.deepEqual(theirs.questions, [{ name: 'shop.example', type: 'TXT', class: 'IN' }])
  assert.ok(theirs.flag_ad && theirs.flag_rd && !theirs.flag_cd && !theirs.flag_qr)
})

test('a type that relaycheck does not know is refused, never asked as type 0', () =>
  assert.throws(() => encodeQuery({ ...plain, name: 'shop.example', type: 'HTTPS' as 'TXT' }), RangeError))
