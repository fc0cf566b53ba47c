import assert from 'node:assert/strict'
import test from 'node:test'
import type { ResolverInfo } from '../../src/core/dns.ts'
import { resolverView } from '../../src/facts/resolver-view.ts'
import { memoryWorld } from '../support/memory-dns.ts'

async function view(...resolvers: Omit<ResolverInfo, 'from'>[]) {
  const world = { ...memoryWorld(''), resolvers: resolvers.map((one) => ({ ...one, from: 'system' }) as const) }
  const found = await resolverView({ world })
  assert.ok(found.seen)
  return found.value
}

test('resolver view: a public resolver is named, however it is reached', async () => {
  for (const address of [
    '8.8.8.8',
    'tcp://8.8.4.4',
    'tls://dns.google',
    'https://dns.google/dns-query',
    '[2001:4860:4860::8888]:53',
  ])
    assert.deepEqual(await view({ address }), {
      resolvers: [{ address, operator: 'Google Public DNS', upstreams: [] }],
      isPublic: true,
    })
})

test('resolver view: a stub is seen through', async () => {
  assert.deepEqual(
    await view({ address: '127.0.0.53', program: 'systemd-resolved', upstreams: ['1.1.1.1', '192.168.0.1'] }),
    {
      resolvers: [
        {
          address: '127.0.0.53',
          upstreams: [{ address: '1.1.1.1', operator: 'Cloudflare' }, { address: '192.168.0.1' }],
        },
      ],
      isPublic: true,
    },
  )
})

test('resolver view: what nobody knows is not called public', async () => {
  const own = await view({ address: '127.0.0.1' }, { address: '192.0.2.53' }, { address: 'tls://evil.example' })
  assert.equal(own.isPublic, false)
  assert.equal(own.resolvers.length, 3)
})
