import assert from 'node:assert/strict'
import test from 'node:test'
import {
  holdsAccount,
  parseResolver,
  type ResolverAddress,
  showEndpoint,
  showResolver,
} from '../../../src/net/dns/resolvers.ts'

const udp = (address: string, port = 53): ResolverAddress => ({ address, port, transport: 'udp' })
const https = (address: string, path = '/dns-query'): ResolverAddress => ({
  address,
  port: 443,
  transport: 'https',
  path,
})
const good: Record<string, ResolverAddress> = {
  '192.0.2.1': udp('192.0.2.1'),
  ' 192.0.2.1 ': udp('192.0.2.1'),
  '192.0.2.1:5353': udp('192.0.2.1', 5353),
  '2001:db8::1': udp('2001:db8::1'),
  '2001:DB8:0::0001': udp('2001:db8::1'),
  '[2001:db8::1]': udp('2001:db8::1'),
  '[2001:db8::1]:53': udp('2001:db8::1'),
  '[::1]:5353': udp('::1', 5353),
  'fe80::1%eth0': udp('fe80::1%eth0'),
  '[fe80::1%eth0.5]:53': udp('fe80::1%eth0.5'),
  'udp://192.0.2.1': udp('192.0.2.1'),
  'tcp://192.0.2.1': { address: '192.0.2.1', port: 53, transport: 'tcp' },
  'TCP://[2001:db8::1]:5353/': { address: '2001:db8::1', port: 5353, transport: 'tcp' },
  'tls://192.0.2.1': { address: '192.0.2.1', port: 853, transport: 'tls' },
  'tls://[2001:db8::1]': { address: '2001:db8::1', port: 853, transport: 'tls' },
  'TLS://DNS.Example./': { address: 'dns.example', port: 853, transport: 'tls' },
  'tls://dns.example:8853': { address: 'dns.example', port: 8853, transport: 'tls' },
  'tls://resolver': { address: 'resolver', port: 853, transport: 'tls' },
  'https://dns.example': https('dns.example'),
  'https://dns.example/': https('dns.example'),
  'https://dns.example/dns-query': https('dns.example'),
  'https://dns.example/dns-query{?dns}': https('dns.example'),
  'https://dns.example:8443/Ab_1-2/%7Eq': { ...https('dns.example', '/Ab_1-2/%7Eq'), port: 8443 },
  'https://192.0.2.1/dns-query': https('192.0.2.1'),
  'https://[2001:db8::1]:443/dns-query': https('2001:db8::1'),
}
for (const [typed, parsed] of Object.entries(good))
  test(`--resolver ${typed}`, () => assert.deepEqual(parseResolver(typed), parsed))

const faults: Record<string, RegExp> = {
  '': /^--resolver needs an address: use ADDRESS/,
  'quic://192.0.2.1':
    /^"quic:\/\/" is not a resolver scheme relaycheck knows: use ADDRESS, .*, tls:\/\/HOST or https:\/\/HOST\/dns-query$/,
  'constructor://192.0.2.1': /^"constructor:\/\/" is not a resolver scheme/,
  'http://dns.example/dns-query': /^"http:\/\/dns\.example\/dns-query" would ask without encryption: use https:\/\/$/,
  'tls://': /^--resolver needs an address: use ADDRESS/,
  'https:///dns-query': /^--resolver needs an address: use ADDRESS/,
  'tls://192.0.2.256': /^"tls:\/\/192\.0\.2\.256" is not a resolver: use/,
  'tls://dns.example/dns-query': /^"tls:\/\/dns\.example\/dns-query" is not a resolver: use/,
  'tls://dns..example': /is not a resolver/,
  'tls://-dns.example': /is not a resolver/,
  'tls://dns.example#name': /is not a resolver/,
  'tls://dns.example:0': /^"0" is not a port \(in --resolver "tls:\/\/dns\.example:0"\)/,
  [`tls://${'a'.repeat(64)}.example`]: /is not a resolver/,
  'https://dns.example/dns-query?x=y': /is not the path of a resolver: use https:\/\/HOST\/dns-query$/,
  'https://dns.example/dns query': /is not the path of a resolver/,
  'https://dns.example/dns-query\r\nX: y': /is not the path of a resolver/,
  [`https://dns.example/${'a'.repeat(200)}`]: /^what stands after dns\.example is not the path of a resolver/,
  '@192.0.2.1': /^"@192\.0\.2\.1" is not a resolver: use/,
  'dns.example': /^"dns\.example" is a host name, and finding its address would need a resolver/,
  'tcp://dns.example': /^"dns\.example" is a host name/,
  '192.0.2.256': /^"192\.0\.2\.256" is not a resolver: use/,
  '192.0.2.1:0': /^"0" is not a port/,
  '192.0.2.1:65536': /^"65536" is not a port/,
  '192.0.2.1:': /^"" is not a port/,
  '192.0.2.1:53:53': /is not a resolver/,
  '[192.0.2.1': /is not a resolver/,
  '192.0.2.1%eth0': /is not a resolver/,
  'fe80::1%': /is not a resolver/,
  '192.0.2.1\n': /^$/,
  '192.0.2.1\u001b[31m': /^"192\.0\.2\.1\\x1b\[31m" is not a resolver/,
}
for (const [typed, says] of Object.entries(faults))
  test(`--resolver ${JSON.stringify(typed)} is refused`, () => {
    const parsed = parseResolver(typed)
    // A line end around an address is a blank like others.
    if (says.source === '^$') assert.deepEqual(parsed, udp('192.0.2.1'))
    else assert.match('fault' in parsed ? parsed.fault : 'accepted', says)
  })

test('an endpoint as people write it', () => {
  const shown = [udp('192.0.2.1'), udp('192.0.2.1', 54), udp('2001:db8::1'), udp('2001:db8::1', 54)].map(showEndpoint)
  assert.deepEqual(shown, ['192.0.2.1', '192.0.2.1:54', '2001:db8::1', '[2001:db8::1]:54'])
})

for (const shown of [
  '192.0.2.1',
  '[2001:db8::1]:5353',
  'tls://dns.example',
  'tls://192.0.2.1:8853',
  'tls://[2001:db8::1]',
  'tls://[2001:db8::1]:8853',
  'https://dns.example/dns-query',
  'https://[2001:db8::1]:8443/dns-query',
])
  test(`${shown} is shown as it is typed`, () => {
    assert.equal(showResolver(parseResolver(shown) as ResolverAddress), shown)
  })

for (const typed of [
  'https://user:s3cret@dns.example/dns-query',
  'https://user:s3c/ret@dns.example/dns-query',
  'https://s3cret@dns.example/dns-query',
  'https://s3cret@dns.example:0/dns-query',
  'tls://user:s3cret@dns.example',
  'http://user:s3cret@dns.example',
  's3cret://user:s3cret@dns.example',
  'user:s3cret@192.0.2.1',
  'user:s3cret@',
])
  test(`${typed} is refused without a word of it`, () => {
    const parsed = parseResolver(typed)
    assert.deepEqual(parsed, {
      fault: 'A user name or password cannot stand in --resolver: give the host without what stands before its @',
    })
  })

for (const typed of [
  'https://dns.example/dns-query?token=s3cret',
  'https://dns.example/s3cret/dns query',
  'https://dns.example/s3cret#x',
  'https://dns.example:0/s3cret',
  'https://dns..example/s3cret/dns-query',
  'http://dns.example/s3cret',
  'tls://dns.example/s3cret',
  'tcp://dns.example/s3cret',
  'dns.example/s3cret',
])
  test(`${typed} is refused, and what may be an account is not repeated`, () => {
    const parsed = parseResolver(typed)
    assert.ok('fault' in parsed)
    assert.doesNotMatch(parsed.fault, /s3cr/)
  })

for (const [typed, shown] of Object.entries({
  'https://dns.example/s3cret': 'https://dns.example/…',
  'https://dns.example/s3cret/dns-query': 'https://dns.example/…',
  'https://dns.example:8443/dns-query/s3cret': 'https://dns.example:8443/…',
  'https://[2001:db8::1]/s3cret': 'https://[2001:db8::1]/…',
  'https://dns.example/resolve': 'https://dns.example/resolve',
}))
  test(`${typed} is asked, and shown as ${shown}`, () => {
    const parsed = parseResolver(typed) as ResolverAddress
    assert.equal(parsed.path, new URL(typed).pathname)
    assert.equal(showResolver(parsed), shown)
    assert.equal(holdsAccount(typed), shown.endsWith('…'))
  })

test('what everybody may read holds no account', () => {
  for (const typed of [
    '192.0.2.1',
    '[2001:db8::1]:53',
    'tcp://192.0.2.1/',
    'tls://dns.example',
    'https://dns.example',
    'https://dns.example/dns-query{?dns}',
  ])
    assert.equal(holdsAccount(typed), false, typed)
})
