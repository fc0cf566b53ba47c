import assert from 'node:assert/strict'
import test from 'node:test'
import { delegationOf } from '../../src/facts/delegation.ts'
import { memoryWorld } from '../support/memory-dns.ts'

const com = `
  com SOA a.com h.com 1
  com NS a.com
  com NS b.com
  a.com A 198.51.100.1
  b.com AAAA 2001:db8::2
`
const zoneCom = `${com} shop.com NS ns1.shop.com`
const dead = { 'SOA shop.com': 'timeout', 'SOA a.b.shop.com': 'timeout', 'SOA b.shop.com': 'timeout' } as const

for (const domain of ['shop.com', 'a.b.shop.com'])
  test(`delegation of ${domain}: told by the servers of the zone above`, async () => {
    const world = memoryWorld(com, {
      blindAt: dead,
      servers: { '198.51.100.1': { blind: 'timeout' }, '2001:db8::2': zoneCom },
    })
    const answer = await delegationOf(world, domain)
    assert.equal(answer?.question.name, 'shop.com')
    assert.deepEqual(answer?.kind === 'records' && answer.records.map((r) => r.data), ['ns1.shop.com'])
    assert.equal(answer?.authoritative, false)
    assert.equal(world.rounds, 4)
  })

test('delegation: nothing where the zone above was not seen, or delegates nothing', async () => {
  assert.equal(
    await delegationOf(memoryWorld(com, { blindAt: { ...dead, 'SOA com': 'timeout' } }), 'shop.com'),
    undefined,
  )
  const none = memoryWorld(com, { blindAt: dead, servers: { '198.51.100.1': com, '2001:db8::2': com } })
  assert.equal(await delegationOf(none, 'shop.com'), undefined)
})
