import assert from 'node:assert/strict'
import test from 'node:test'
import { padded } from '../../../src/net/dns/padding.ts'
import { decodeMessage, encodeQuery } from '../../../src/net/dns/wire.ts'

const query = (name: string) =>
  encodeQuery({ id: 7, name, type: 'TXT', recursionDesired: true, checkingDisabled: false, edns: true })

/** Names of every length that a block ends in; 253 octets are the most. */
const names = Array.from({ length: 125 }, (_, i) => 'a.'.repeat(i) + 'ab'.slice(i % 2)).filter((name) => name !== '')

test('a query of any length becomes one of 128, 256 or 384 octets, the least that holds it', () => {
  const lengths = names.map((name) => [query(name).length, padded(query(name)).length] as const)
  for (const [bare, full] of lengths) {
    assert.equal(full % 128, 0)
    assert.ok(full >= bare + 4 && full - bare - 4 < 128, `${bare} became ${full}`)
  }
  assert.deepEqual([...new Set(lengths.map(([, full]) => full))], [128, 256, 384])
})

test('it is the same query, and its padding is zeros in one EDNS option (RFC 7830 section 3)', () => {
  for (const name of names) {
    const bare = query(name)
    const full = padded(bare)
    const { octets: _, ...message } = decodeMessage(full)
    const { octets: _o, ...expected } = decodeMessage(bare)
    assert.deepEqual(message, expected)
    const option = full.subarray(bare.length)
    assert.deepEqual([option.readUInt16BE(0), option.readUInt16BE(2)], [12, option.length - 4])
    assert.ok(option.subarray(4).every((octet) => octet === 0))
    assert.equal(full.readUInt16BE(bare.length - 2), option.length)
  }
})
