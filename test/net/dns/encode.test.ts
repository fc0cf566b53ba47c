import assert from 'node:assert/strict'
import test from 'node:test'
import * as packet from 'dns-packet'
import { encodeResponse } from '../../../src/net/dns/encode.ts'
import type { WireRecord } from '../../../src/net/dns/message.ts'
import { decodeMessage } from '../../../src/net/dns/wire.ts'
import { header, name, octets, question, record, u16 } from '../../support/dns-octets.ts'

const asking = {
  id: 0x1234,
  question: { name: 'x.example', type: 255, class: 1 },
  recursionDesired: true,
  checkingDisabled: false,
}
const soa = {
  mname: 'ns.example',
  rname: 'post\\.m.example',
  serial: 0xffffffff,
  refresh: 1,
  retry: 2,
  expire: 3,
  minimum: 4,
}

// As in wire.test.ts, the other way round: data, and its octets written by hand.
const written: [WireRecord, type: number, rdata: Buffer][] = [
  [{ name: 'x.example', type: 'A', ttl: 60, data: '192.0.2.1' }, 1, octets(192, 0, 2, 1)],
  [
    { name: 'x.example', type: 'AAAA', ttl: 60, data: '2001:db8::1' },
    28,
    octets(0x20, 1, 0x0d, 0xb8, '\0'.repeat(11), 1),
  ],
  [
    { name: 'x.example', type: 'AAAA', ttl: 60, data: '::ffff:192.0.2.1' },
    28,
    octets('\0'.repeat(10), 255, 255, 192, 0, 2, 1),
  ],
  [{ name: 'x.example', type: 'NS', ttl: 60, data: 'ns.example' }, 2, name('ns.example')],
  [{ name: 'x.example', type: 'CNAME', ttl: 60, data: 'a\\.b.example' }, 5, octets(3, 'a.b', name('example'))],
  [{ name: 'x.example', type: 'DNAME', ttl: 60, data: '.' }, 39, octets(0)],
  [{ name: 'x.example', type: 'PTR', ttl: 60, data: '\\000\\255' }, 12, octets(2, 0, 255, 0)],
  [
    { name: 'x.example', type: 'MX', ttl: 60, data: { preference: 300, exchange: 'mx.example' } },
    15,
    octets(u16(300), name('mx.example')),
  ],
  [{ name: 'x.example', type: 'MX', ttl: 60, data: { preference: 0, exchange: '.' } }, 15, octets(u16(0), 0)],
  [{ name: 'x.example', type: 'TXT', ttl: 60, data: ['a\xff', ''] }, 16, octets(2, 'a\xff', 0)],
  [{ name: 'x.example', type: 'SPF', ttl: 60, data: ['v=spf1 -all'] }, 99, octets(11, 'v=spf1 -all')],
  [
    { name: 'x.example', type: 'SOA', ttl: 60, data: soa },
    6,
    octets(
      name('ns.example'),
      6,
      'post.m',
      name('example'),
      '\xff\xff\xff\xff',
      ...[1, 2, 3, 4].flatMap((n) => [u16(0), u16(n)]),
    ),
  ],
  [
    { name: 'x.example', type: 'DS', ttl: 60, data: { keyTag: 60485, algorithm: 5, digestType: 1, digest: '2bb1' } },
    43,
    octets(u16(60485), 5, 1, 0x2b, 0xb1),
  ],
  [
    { name: 'x.example', type: 'DNSKEY', ttl: 60, data: { flags: 257, protocol: 4, algorithm: 8, key: 'AQID' } },
    48,
    octets(u16(257), 4, 8, 1, 2, 3),
  ],
  [
    {
      name: 'x.example',
      type: 'TLSA',
      ttl: 60,
      data: { usage: 3, selector: 1, matchingType: 1, data: '2bb1' },
    },
    52,
    octets(3, 1, 1, 0x2b, 0xb1),
  ],
  [{ name: 'x.example', type: 'opaque', code: 65, ttl: 60, data: '000100' }, 65, octets(0, 1, 0)],
]
for (const [row, type, rdata] of written)
  test(`writes ${row.type} ${JSON.stringify(row.data)}`, () => {
    const whole = encodeResponse(asking, { answers: [row] })
    assert.deepEqual(
      whole,
      octets(
        header({ qd: 1, an: 1, flags: 0x8100 }),
        question('x.example', 255),
        record(name('x.example'), type, rdata),
      ),
    )
    assert.deepEqual(decodeMessage(whole).answers, [row])
  })

test('flags, sections, extended rcode and errors', () => {
  const a: WireRecord = { name: 'a.example', type: 'A', ttl: 1, data: '192.0.2.1' }
  const response = {
    rcode: 16,
    answers: [a],
    authorities: [{ ...a, name: 'b.example' }],
    additionals: [{ ...a, name: 'c.example' }],
    authoritative: true,
    truncated: true,
    recursionAvailable: true,
    authenticated: true,
    ede: [{ code: 18, text: 'Verboten, bücher' }],
  }
  const { octets: size, ...read } = decodeMessage(
    encodeResponse({ ...asking, checkingDisabled: true, edns: {} }, response),
  )
  assert.ok(size > 0)
  const { ede, ...same } = response
  assert.deepEqual(read, {
    ...same,
    id: 0x1234,
    response: true,
    opcode: 0,
    recursionDesired: true,
    checkingDisabled: true,
    question: asking.question,
    edns: { udpSize: 1232, extendedErrors: ede },
  })
})

test('no OPT record for an asker that has none', () =>
  assert.equal(decodeMessage(encodeResponse(asking, { ede: [{ code: 1, text: '' }] })).edns, undefined))

test('dns-packet reads our responses as we mean them', () => {
  const shared = written.map(([row]) => row).filter(({ type }) => ['A', 'AAAA', 'NS', 'MX', 'TXT'].includes(type))
  const theirs = packet.decode(encodeResponse({ ...asking, edns: {} }, { answers: shared }))
  assert.deepEqual(
    theirs.answers?.map((theirAnswer) => ('data' in theirAnswer ? theirAnswer.data : undefined)),
    [
      '192.0.2.1',
      '2001:db8::1',
      '::ffff:c000:201',
      'ns.example',
      { preference: 300, exchange: 'mx.example' },
      { preference: 0, exchange: '.' },
      [Buffer.from('a\xff', 'latin1'), Buffer.alloc(0)],
    ],
  )
})

test('what DNS cannot carry is refused', () => {
  const bad: WireRecord[] = [
    { name: 'a..b', type: 'A', ttl: 1, data: '192.0.2.1' },
    { name: 'a', type: 'NS', ttl: 1, data: 'a'.repeat(64) },
    { name: 'a', type: 'TXT', ttl: 1, data: ['a'.repeat(256)] },
    { name: 'a', type: 'SPF', ttl: 1, data: ['a'.repeat(256)] },
  ]
  for (const row of bad) assert.throws(() => encodeResponse(asking, { answers: [row] }), RangeError)
})
