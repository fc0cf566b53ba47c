import assert from 'node:assert/strict'
import test from 'node:test'
import { encodeResponse } from '../../src/net/dns/encode.ts'
import type { Message, WireRecord } from '../../src/net/dns/message.ts'
import { decodeMessage, encodeQuery, Malformed } from '../../src/net/dns/wire.ts'
import { parseName } from '../../src/records/name.ts'
import { answer, header, octets, pointer, record } from '../support/dns-octets.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const asking = {
  id: 7,
  question: { name: 'shop.example', type: 16, class: 1 },
  recursionDesired: true,
  checkingDisabled: false,
  edns: {},
}
const owner = { name: 'shop.example', ttl: 300 }
const soa = { mname: 'ns1.example', rname: 'post.example', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 }
const records: WireRecord[] = [
  { ...owner, type: 'A', data: '192.0.2.1' },
  { ...owner, type: 'AAAA', data: '2001:db8::1' },
  { ...owner, type: 'NS', data: 'ns1.example' },
  { ...owner, type: 'MX', data: { preference: 10, exchange: 'mx.shop.example' } },
  { ...owner, type: 'TXT', data: ['v=spf1 include:_spf.example ', '-all'] },
  { ...owner, type: 'SPF', data: ['v=spf1 -all'] },
  { ...owner, type: 'SOA', data: soa },
  { ...owner, type: 'DS', data: { keyTag: 1, algorithm: 8, digestType: 2, digest: 'ab'.repeat(32) } },
  { ...owner, type: 'DNSKEY', data: { flags: 257, protocol: 3, algorithm: 8, key: 'AQID' } },
  { ...owner, type: 'opaque', code: 257, data: '0005697373756561' },
]
const seeds = [
  encodeQuery({ id: 7, name: 'shop.example', type: 'MX', recursionDesired: true, checkingDisabled: false, edns: true }),
  ...records.map((one) => encodeResponse(asking, { answers: [one] })),
  encodeResponse(asking, {
    rcode: 3,
    authorities: [{ ...owner, type: 'SOA', data: soa }],
    ede: [{ code: 6, text: 'bogus' }],
  }),
  encodeResponse(asking, { answers: records, additionals: records }),
  // Compressed, as real servers write; and the packets that STANDARDS 4.3 names.
  answer(
    15,
    record(pointer(12), 15, octets(0, 10, 2, 'mx', pointer(12))),
    record(pointer(39), 5, octets(1, 'a', pointer(14))),
  ),
  octets(header({ an: 65535, ns: 65535 }), record(octets(0), 16, octets(), { length: 0xffff })),
  answer(1, record(pointer(12), 1, octets(), { length: 16 })),
  answer(
    1,
    ...Array.from({ length: 40 }, (_, i) => record(pointer(i ? 12 + 15 + 12 * (i - 1) : 12), 1, octets(1, 2, 3, 4))),
  ),
]

/** Every name in a decoded message is one that our own rules know, in its one form. */
function namesHold({ question, answers, authorities, additionals }: Message): void {
  for (const { name } of [...(question ? [question] : []), ...answers, ...authorities, ...additionals])
    assert.deepEqual(parseName(name), { name })
}

test(`${fuzzInputs()} mutated packets: only Malformed is thrown, nothing is slow, every name holds`, () => {
  let decoded = 0
  for (const input of mutations(seeds, fuzzInputs(), 1)) {
    const told = () => Buffer.from(input).toString('hex')
    const ms = shortestTime(() => {
      try {
        const message = decodeMessage(input)
        decoded++
        namesHold(message)
      } catch (error) {
        if (!(error instanceof Malformed)) throw new Error(`on ${told()}`, { cause: error })
      }
    }, 50)
    assert.ok(ms <= 50, `${ms} ms on ${told()}`)
  }
  assert.ok(decoded > fuzzInputs() / 20, `only ${decoded} were whole: the seeds are no good`)
})
