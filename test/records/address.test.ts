import assert from 'node:assert/strict'
import test from 'node:test'
import {
  canonicalAddress,
  hiddenRange,
  inNetwork,
  parseAddress,
  specialRange,
  specialRanges,
} from '../../src/records/address.ts'

// RFC 5952 section 4 and RFC 4291 section 2.2, with their own examples.
const canonical: [typed: string, text: string | undefined][] = [
  ['192.0.2.1', '192.0.2.1'],
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['2001:0db8::0001', '2001:db8::1'],
  ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
  ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:DB8::AbCd', '2001:db8::abcd'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ['::ffff:c000:201', '::ffff:192.0.2.1'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
  ['', undefined],
  ['1.2.3', undefined],
  ['1.2.3.4.', undefined],
  ['1.2.3.4.5', undefined],
  ['01.2.3.4', undefined],
  ['1.2.3.256', undefined],
  ['1.2.3.-4', undefined],
  ['0x7f.0.0.1', undefined],
  [' 1.2.3.4', undefined],
  ['1.2.3.4\n', undefined],
  ['2130706433', undefined],
  [':', undefined],
  [':::', undefined],
  ['1::2::3', undefined],
  ['1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['1:2:3:4:5:6:7:8::', undefined],
  ['12345::', undefined],
  ['::g', undefined],
  [':1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:', undefined],
  ['::1.2.3', undefined],
  ['1.2.3.4::', undefined],
  ['1:2:3:4:5:6:7:1.2.3.4', undefined],
  ['fe80::1%eth0', undefined],
  ['[::1]', undefined],
]
for (const [typed, text] of canonical)
  test(`${JSON.stringify(typed)} is ${text ?? 'no address'}`, () => assert.equal(canonicalAddress(typed), text))

test('an address keeps its family and octets', () => {
  assert.deepEqual(parseAddress('192.0.2.1'), { family: 4, octets: [192, 0, 2, 1], text: '192.0.2.1' })
  assert.deepEqual(parseAddress('2001:db8::ff00')?.octets, [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0])
})

const networks: [ip: string, network: string, prefixLength: number, within: boolean][] = [
  ['192.0.2.1', '192.0.2.0', 24, true],
  ['192.0.3.1', '192.0.2.0', 24, false],
  ['192.0.2.127', '192.0.2.99', 25, true],
  ['192.0.2.128', '192.0.2.99', 25, false],
  ['192.0.2.5', '192.0.2.4', 31, true],
  ['192.0.2.6', '192.0.2.4', 31, false],
  ['192.0.2.4', '192.0.2.4', 32, true],
  ['192.0.2.5', '192.0.2.4', 32, false],
  ['8.8.8.8', '0.0.0.0', 0, true],
  ['2001:db8:ff::1', '2001:db8::', 32, true],
  ['2001:db9::1', '2001:db8::', 32, false],
  ['2001:db8::1', '2001:db8::1', 128, true],
  ['2001:db8::2', '2001:db8::1', 128, false],
  ['::1', '::', 127, true],
  ['fdff::1', 'fc00::', 7, true],
  ['::ffff:192.0.2.1', '192.0.2.0', 24, false],
  ['192.0.2.1', '::', 0, false],
  ['nonsense', '0.0.0.0', 0, false],
  ['192.0.2.1', 'nonsense', 0, false],
]
for (const [ip, network, prefixLength, within] of networks)
  test(`${ip} is ${within ? '' : 'not '}in ${network}/${prefixLength}`, () =>
    assert.equal(inNetwork(ip, network, prefixLength), within))

// IANA's IPv4 and IPv6 special-purpose address registries.
const ranges: [ip: string, what: RegExp | undefined][] = [
  ['8.8.8.8', undefined],
  ['11.0.0.0', undefined],
  ['100.63.255.255', undefined],
  ['100.128.0.0', undefined],
  ['172.32.0.0', undefined],
  ['192.0.0.9', undefined],
  ['192.0.1.1', undefined],
  ['223.255.255.255', undefined],
  ['0.1.2.3', /this network/],
  ['10.255.255.255', /private/],
  ['100.64.0.0', /carrier NAT/],
  ['127.255.255.254', /loopback/],
  ['169.254.1.1', /link-local/],
  ['172.16.0.1', /private/],
  ['172.31.255.255', /private/],
  ['192.0.0.8', /IETF protocols/],
  ['192.0.2.77', /documentation/],
  ['192.88.99.1', /6to4/],
  ['192.168.1.1', /private/],
  ['198.19.255.255', /benchmarking/],
  ['198.51.100.1', /documentation/],
  ['203.0.113.1', /documentation/],
  ['224.0.0.1', /multicast/],
  ['239.255.255.255', /multicast/],
  ['240.0.0.1', /reserved/],
  ['255.255.255.255', /broadcast/],
  ['2606:4700::1111', undefined],
  ['2a00:1450:4001::1', undefined],
  ['2001:4860:4860::8888', undefined],
  ['2001:200::1', undefined],
  ['2001:20::1', undefined],
  ['::', /unspecified/],
  ['::1', /loopback/],
  ['::192.0.2.1', /IPv4-compatible/],
  ['::ffff:8.8.8.8', /IPv4-mapped/],
  ['64:ff9b::808:808', /NAT64/],
  ['64:ff9b:1::1', /local NAT64/],
  ['100::1', /discard/],
  ['2001::1', /Teredo/],
  ['2001:1::4', /IETF protocols/],
  ['2001:2::1', /benchmarking/],
  ['2001:10::1', /ORCHID/],
  ['2001:db8::1', /documentation/],
  ['2002:c000:201::1', /6to4/],
  ['3fff:fff::1', /documentation/],
  ['4000::1', /not allocated/],
  ['5f00::1', /segment routing/],
  ['fc00::1', /private/],
  ['fd12:3456::1', /private/],
  ['fe80::1', /link-local/],
  ['febf::1', /link-local/],
  ['fec0::1', /site-local/],
  ['ff02::1', /multicast/],
]
for (const [ip, what] of ranges)
  test(`${ip} is ${what ? `set apart: ${what.source}` : 'public'}`, () => {
    if (what) assert.match(specialRange(ip)?.what ?? '', what)
    else assert.equal(specialRange(ip), undefined)
  })

test('no receiver sees a sender out of a special range, those set aside for examples not counted', () => {
  const hidden = ['10.0.0.5', '192.168.1.5', '127.0.0.1', '169.254.1.1', '100.64.0.1', 'fd00::5', 'fe80::5', '::1']
  for (const ip of hidden) assert.ok(hiddenRange(ip), ip)
  for (const ip of ['5.9.1.10', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '2a01:4f8::1'])
    assert.equal(hiddenRange(ip), undefined, ip)
})

test('what is no address is in no range', () => {
  assert.equal(specialRange('mx.example'), undefined)
})

for (const { network, prefixLength, ref } of specialRanges)
  test(`the range ${network}/${prefixLength} is well formed`, () => {
    const octets = parseAddress(network)?.octets
    assert.ok(octets)
    const bits = octets.map((octet) => octet.toString(2).padStart(8, '0')).join('')
    assert.doesNotMatch(bits.slice(prefixLength), /1/)
    assert.match(ref, /^RFC \d+/)
  })
