import assert from 'node:assert/strict'
import test from 'node:test'
import type { Message } from '../../../src/net/dns/message.ts'
import { readAnswer } from '../../../src/net/dns/reading.ts'
import type { RecordType } from '../../../src/records/dns.ts'

/** What a server of `com` answers to whoever asks it for anything below shop.com (RFC 1034 section 4.3.2 step 3b). */
const referral: Message = {
  id: 1,
  response: true,
  opcode: 0,
  rcode: 0,
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  checkingDisabled: false,
  recursionAvailable: false,
  authenticated: false,
  answers: [],
  authorities: [
    { name: 'shop.com', type: 'NS', ttl: 3600, data: 'ns1.host.net' },
    { name: 'shop.com', type: 'NS', ttl: 3600, data: 'ns2.host.net' },
  ],
  additionals: [],
  octets: 100,
}
const read = (name: string, type: RecordType, direct: boolean) => readAnswer(referral, { name, type }, direct)

test('a delegation answers for its very name, asked directly for NS', () => {
  const reading = read('shop.com', 'NS', true)
  assert.deepEqual(reading.kind === 'records' && reading.records.map((r) => r.data), ['ns1.host.net', 'ns2.host.net'])
})

const lame: [name: string, type: RecordType, direct: boolean][] = [
  ['shop.com', 'SOA', true],
  ['www.shop.com', 'NS', true],
  ['shop.com', 'NS', false],
]
for (const [name, type, direct] of lame)
  test(`a delegation is no answer to ${type} ${name}${direct ? '' : ' from a resolver'}`, () => {
    const reading = read(name, type, direct)
    assert.equal(reading.kind === 'unusable' && reading.reason, 'lame')
  })
