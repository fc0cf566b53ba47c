import assert from 'node:assert/strict'
import test from 'node:test'
import { parseDomain } from '../../src/records/domain.ts'
import { listName, reverseName } from '../../src/records/reverse-name.ts'

test('reverse names (RFC 1035 section 3.5, RFC 3596 section 2.5)', () => {
  assert.equal(reverseName('192.0.2.10'), '10.2.0.192.in-addr.arpa')
  assert.equal(
    reverseName('4321:0:1:2:3:4:567:89ab'),
    'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa',
  )
  assert.equal(reverseName('mx.example'), undefined)
})

const asked: [subject: string, zone: string, name: string, key?: string][] = [
  // RFC 5782 section 2.1.
  ['192.0.2.99', 'bad.example.com', '99.2.0.192.bad.example.com'],
  // RFC 5782 section 2.4, its own example.
  [
    '2001:db8:1:2:3:4:567:89ab',
    'ugly.example.com',
    'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ugly.example.com',
  ],
  ['2001:DB8::1', 'l.example', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.l.example'],
  // RFC 5782 section 5: the test entries of an IPv6 list are mapped addresses, and no IPv4 ones.
  ['::FFFF:7F00:2', 'l.example', '2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.l.example'],
  ['::ffff:127.0.0.1', 'l.example', '1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.l.example'],
  ['127.0.0.2', 'l.example', '2.0.0.127.l.example'],
  // RFC 5782 section 3.
  ['shop.example', 'doms.example.net', 'shop.example.doms.example.net'],
  ['TEST', 'doms.example.net', 'test.doms.example.net'],
  ['_DNSBL_.test', 'doms.example.net', '_dnsbl_.test.doms.example.net'],
  ['192.0.2.10', 'zen.dq.spamhaus.net', '10.2.0.192.a-key.zen.dq.spamhaus.net', 'a-key'],
  ['shop.example', 'dbl.dq.spamhaus.net', 'shop.example.a-key.dbl.dq.spamhaus.net', 'a-key'],
]
for (const [subject, zone, name, key] of asked)
  test(`${subject} at ${zone}${key === undefined ? '' : ', with a key'}`, () =>
    assert.equal(listName(subject, zone, key), name))

test('an IPv6 name has 32 labels before the zone, whatever the address', () => {
  for (const ip of ['::', '::1', '2001:db8::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::ffff:7f00:2'])
    assert.match(listName(ip, 'l.example') ?? '', /^(?:[0-9a-f]\.){32}l\.example$/)
})

test('a domain in any script is asked in A-labels', () => {
  const domain = parseDomain('bücher.example')
  assert.ok('name' in domain)
  assert.equal(listName(domain.name, 'dbl.example'), 'xn--bcher-kva.example.dbl.example')
})

test('a name that DNS cannot carry is none', () => {
  const long = `${'a'.repeat(63)}.`.repeat(3)
  assert.ok(listName(`${long}${'a'.repeat(49)}`, 'l.example.net'.slice(0, 11)))
  assert.equal(listName(`${long}${'a'.repeat(60)}`, 'l.example.net'), undefined)
})
