import assert from 'node:assert/strict'
import test from 'node:test'
import { publicResolverOf, publicResolvers } from '../../src/knowledge/public-resolvers.ts'
import { canonicalAddress } from '../../src/records/address.ts'
import { isPlainName } from '../../src/records/name.ts'

test('public resolvers: every address once and in its canonical form, names plain', () => {
  const addresses = publicResolvers.flatMap((one) => one.addresses)
  assert.equal(new Set(addresses).size, addresses.length)
  for (const address of addresses) assert.equal(canonicalAddress(address), address)
  for (const name of publicResolvers.flatMap((one) => one.names)) assert.ok(isPlainName(name) && name.includes('.'))
})

const known: [resolver: string, operator: string | undefined][] = [
  ['8.8.8.8', 'Google Public DNS'],
  ['8.8.4.4:53', 'Google Public DNS'],
  ['tcp://8.8.8.8', 'Google Public DNS'],
  ['2001:4860:4860::8888', 'Google Public DNS'],
  ['[2001:4860:4860::8844]:5353', 'Google Public DNS'],
  ['tls://[2001:4860:4860::8844]', 'Google Public DNS'],
  ['tls://dns.google', 'Google Public DNS'],
  ['https://dns.google/dns-query', 'Google Public DNS'],
  ['https://DNS.Google:443/dns-query', 'Google Public DNS'],
  ['1.1.1.1', 'Cloudflare'],
  ['https://cloudflare-dns.com/dns-query', 'Cloudflare'],
  ['https://security.cloudflare-dns.com/dns-query', 'Cloudflare'],
  ['tls://one.one.one.one', 'Cloudflare'],
  ['https://1.1.1.1/dns-query', 'Cloudflare'],
  ['9.9.9.9', 'Quad9'],
  ['2620:fe::fe', 'Quad9'],
  ['tls://dns.quad9.net:853', 'Quad9'],
  ['208.67.222.222', 'OpenDNS'],
  ['94.140.14.14', 'AdGuard DNS'],
  ['tls://abcdef.dns.nextdns.io', 'NextDNS'],
  ['168.63.129.16', 'Microsoft Azure'],
  ['127.0.0.53', undefined],
  ['::1', undefined],
  ['192.0.2.53', undefined],
  ['[2001:db8::1]:53', undefined],
  ['tls://notdns.google.example', undefined],
  ['https://evil-cloudflare-dns.com/dns-query', undefined],
  ['', undefined],
]
for (const [resolver, operator] of known)
  test(`${resolver || 'nothing'} is ${operator ?? 'nobody known'}`, () =>
    assert.equal(publicResolverOf(resolver)?.operator, operator))

test("a hosting company's own resolver is its customers', and not open to anybody", () => {
  assert.equal(publicResolverOf('67.207.67.2')?.openTo, 'customers')
  assert.equal(publicResolverOf('8.8.8.8')?.openTo, 'anybody')
})
