import assert from 'node:assert/strict'
import test from 'node:test'
import { parseResolver, type ResolverAddress, showEndpoint } from '../../../src/net/dns/resolvers.ts'

const udp = (address: string, port = 53): ResolverAddress => ({ address, port, transport: 'udp' })
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
}
for (const [typed, parsed] of Object.entries(good))
  test(`--resolver ${typed}`, () => assert.deepEqual(parseResolver(typed), parsed))

const faults: Record<string, RegExp> = {
  '': /^--resolver needs an address: use ADDRESS/,
  'tls://192.0.2.1': /^tls:\/\/ is not a resolver scheme relaycheck knows: use ADDRESS, .* or tcp:\/\/ADDRESS$/,
  'https://dns.example/dns-query': /^https:\/\/ is not a resolver scheme/,
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
