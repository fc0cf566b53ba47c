import assert from 'node:assert/strict'
import test from 'node:test'
import { parseResolver, type ResolverAddress, showEndpoint, showResolver } from '../../../src/net/dns/resolvers.ts'

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
    /^quic:\/\/ is not a resolver scheme relaycheck knows: use ADDRESS, .*, tls:\/\/HOST or https:\/\/HOST\/dns-query$/,
  'constructor://192.0.2.1': /^constructor:\/\/ is not a resolver scheme/,
  'http://dns.example/dns-query': /^http:\/\/dns\.example\/dns-query would ask without encryption: use https:\/\/$/,
  'tls://': /^--resolver needs an address: use ADDRESS/,
  'https:///dns-query': /^--resolver needs an address: use ADDRESS/,
  'tls://192.0.2.256': /^tls:\/\/192\.0\.2\.256 is not a resolver: use/,
  'tls://dns.example/dns-query': /^tls:\/\/dns\.example\/dns-query is not a resolver: use/,
  'tls://dns..example': /is not a resolver/,
  'tls://-dns.example': /is not a resolver/,
  'tls://dns.example#name': /is not a resolver/,
  'tls://dns.example:0': /^0 is not a port \(in --resolver tls:\/\/dns\.example:0\)/,
  [`tls://${'a'.repeat(64)}.example`]: /is not a resolver/,
  'https://dns.example/dns-query?x=y': /is not the path of a resolver: use https:\/\/HOST\/dns-query$/,
  'https://dns.example/dns query': /is not the path of a resolver/,
  'https://dns.example/dns-query\r\nX: y': /is not the path of a resolver/,
  [`https://dns.example/${'a'.repeat(200)}`]: /^\/a{99}… is not the path of a resolver/,
  'https://user:secret@dns.example/dns-query': /is not a port/,
  'dns.example': /^dns\.example is a host name, and finding its address would need a resolver/,
  'tcp://dns.example': /^dns\.example is a host name/,
  '192.0.2.256': /^192\.0\.2\.256 is not a resolver: use/,
  '192.0.2.1:0': /^0 is not a port/,
  '192.0.2.1:65536': /^65536 is not a port/,
  '192.0.2.1:': /^nothing is not a port/,
  '192.0.2.1:53:53': /is not a resolver/,
  '[192.0.2.1': /is not a resolver/,
  '192.0.2.1%eth0': /is not a resolver/,
  'fe80::1%': /is not a resolver/,
  '192.0.2.1\n': /^$/,
  '192.0.2.1\u001b[31m': /^192\.0\.2\.1\\x1b\[31m is not a resolver/,
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
