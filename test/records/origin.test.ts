import assert from 'node:assert/strict'
import test from 'node:test'
import { readOrigin, readOriginName } from '../../src/records/origin.ts'

// The examples of https://www.team-cymru.com/ip-asn-mapping.
test('the network of an address', () => {
  assert.deepEqual(readOrigin('23028 | 216.90.108.0/24 | US | arin | 1998-09-25'), {
    prefix: '216.90.108.0/24',
    asns: [23028],
    country: 'US',
  })
  assert.deepEqual(readOrigin('6939 | 2001:470::/32 | US | arin | 2002-05-30'), {
    prefix: '2001:470::/32',
    asns: [6939],
    country: 'US',
  })
})

test('several ASNs, and one of them twice', () => {
  assert.deepEqual(readOrigin('23028 7018 23028 | 192.0.2.0/24 | US | arin | ')?.asns, [23028, 7018])
})

test('a country that nobody knows is left out', () => {
  for (const country of ['', 'NA', 'US$', 'usa'])
    assert.deepEqual(readOrigin(`64500 | 192.0.2.0/24 | ${country} | | `), { prefix: '192.0.2.0/24', asns: [64500] })
})

let counter = 64500
const none = [
  'NA',
  '',
  'NA | 192.0.2.0/24 | US | arin | 1998-09-25',
  '0 | 192.0.2.0/24 | US | arin | ',
  '4294967296 | 192.0.2.0/24 | US | arin | ',
  '-1 | 192.0.2.0/24 | US | arin | ',
  '64500 | NA | US | arin | ',
  '64500 | 192.0.2.0 | US | arin | ',
  '64500 | 192.0.2.0/33 | US | arin | ',
  '64500 | 2001:db8::/129 | US | arin | ',
  '64500 | 192.0.2.999/24 | US | arin | ',
  'v=spf1 -all',
  `${'64500 '.repeat(11)}| 192.0.2.0/24 | US`.replace(/64500/g, () => String(++counter)),
  `64500 | 192.0.2.0/24 | US | ${'x'.repeat(2000)}`,
]
for (const text of none) test(`no network: ${text.slice(0, 60)}`, () => assert.equal(readOrigin(text), undefined))

test('the largest ASN of 32 bits (RFC 6793)', () =>
  assert.deepEqual(readOrigin('4294967295 | 192.0.2.0/24 | | | ')?.asns, [4294967295]))

test('the owner of an AS', () => {
  assert.deepEqual(readOriginName('23028 | US | arin | 2002-01-04 | TEAM-CYMRU - Team Cymru Inc., US'), {
    asn: 23028,
    operator: 'TEAM-CYMRU - Team Cymru Inc.',
    country: 'US',
  })
  assert.equal(readOriginName('64500 | | | | A | B, DE')?.operator, 'A | B')
})

test('an owner of hostile length is cut, and what is no owner is none', () => {
  assert.equal(readOriginName(`64500 | US | arin | | ${'x'.repeat(500)}`)?.operator.length, 100)
  for (const text of [
    '64500 | US | arin | 2002-01-04 | ',
    '64500 | US | arin | 2002-01-04 | NA',
    'NA | | | | X',
    'x',
    '',
  ])
    assert.equal(readOriginName(text), undefined)
  assert.equal(readOriginName(`64500 | US | arin | | ${'x'.repeat(2000)}`), undefined)
})
