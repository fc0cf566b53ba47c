import assert from 'node:assert/strict'
import test from 'node:test'
import { nameSource } from '../../src/facts/name-source.ts'
import { zone } from '../../src/facts/zone.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const base = 'com SOA a.com h.com 1\nshop.com SOA ns1.shop.com h.shop.com 7\nshop.com A 8.8.8.1\n'
const table: Record<string, [domain: string, records: string, source: string, options?: MemoryOptions]> = {
  'the apex is always there': ['shop.com', '* A 8.8.8.1', 'own'],
  'addresses by a wildcard': ['foo.shop.com', '*.shop.com A 8.8.8.2\n*.shop.com A 8.8.8.3', 'wildcard'],
  'IPv6 addresses by a wildcard': ['foo.shop.com', '*.shop.com AAAA 2001:4860::1', 'wildcard'],
  'MX by a wildcard': ['foo.x.shop.com', '*.x.shop.com MX 10 mail.shop.com', 'wildcard'],
  'by a wildcard two labels above': ['foo.x.shop.com', '*.shop.com A 8.8.8.2', 'wildcard'],
  'addresses of its own beside a wildcard': ['foo.shop.com', '*.shop.com A 8.8.8.2\nfoo.shop.com A 8.8.8.4', 'own'],
  'a text of its own shuts the wildcard out': ['foo.shop.com', '*.shop.com A 8.8.8.2\nfoo.shop.com TXT "x"', 'own'],
  'no wildcard': ['foo.shop.com', 'foo.shop.com MX 10 mail.shop.com', 'own'],
  'nothing there that could be hidden': ['foo.shop.com', 'a.foo.shop.com A 8.8.8.2', 'own'],
  'its neighbours were not seen': [
    'foo.shop.com',
    'foo.shop.com A 8.8.8.2',
    'unseen',
    { blindAt: { 'A *.shop.com': 'timeout' } },
  ],
  'the zone was not seen': ['foo.shop.com', '', 'unseen', { blindAt: { 'SOA foo.shop.com': 'timeout' } }],
}
for (const [name, [domain, records, source, options]] of Object.entries(table))
  test(`name source: ${name}`, async () => {
    const world = memoryWorld(`${base}${records}`, options)
    const { nameSource: found } = await gatherIn(world, domain, { zone, nameSource })
    assert.ok(found?.seen)
    assert.equal(found.value, source)
  })

test('name source: one question more than the others ask, none for an apex', async () => {
  const ask = async (domain: string) => {
    const world = memoryWorld(`${base}foo.shop.com MX 10 mail.shop.com`)
    await gatherIn(world, domain, { zone, nameSource })
    return world.questions
  }
  assert.deepEqual(await ask('shop.com'), ['SOA shop.com'])
  const types = ['SOA', 'MX', 'TXT', 'A', 'AAAA']
  assert.deepEqual(await ask('foo.shop.com'), [...types.map((type) => `${type} foo.shop.com`), 'MX *.shop.com'])
})
