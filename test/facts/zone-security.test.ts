import assert from 'node:assert/strict'
import test from 'node:test'
import { zone } from '../../src/facts/zone.ts'
import { zoneSecurity } from '../../src/facts/zone-security.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const records = `
  com SOA a.com h.com 1
  shop.com SOA ns1.shop.com host.shop.com 7
  shop.com NS ns1.shop.com
  shop.com DS 4711 13 2 ab
  shop.com DNSKEY 257 3 13 AAAA
  sub.shop.com TXT "x"
`
const look = async (domain: string, options: MemoryOptions = {}) => {
  const world = memoryWorld(records, options)
  const { zoneSecurity: found } = await gatherIn(world, domain, { zone, zoneSecurity })
  return { found, world }
}

for (const domain of ['shop.com', 'sub.shop.com'])
  test(`zone security of ${domain}: DS and answers of the zone with their AD bits`, async () => {
    const { found, world } = await look(domain, { secure: ['com'] })
    assert.ok(found?.seen)
    const { apex, soa, ds, dnskey, ns, unchecked } = found.value
    assert.equal(apex, 'shop.com')
    for (const answer of [soa, ds, dnskey, ns]) assert.ok(answer.kind === 'records' && answer.authenticated)
    assert.equal(unchecked, undefined)
    assert.equal(world.rounds, 2)
  })

for (const domain of ['shop.com', 'sub.shop.com'])
  test(`zone security of ${domain}: what does not validate is asked again with checking disabled`, async () => {
    const { found } = await look(domain, { bogus: ['shop.com'] })
    assert.ok(found?.seen)
    const { apex, soa, unchecked } = found.value
    assert.equal(apex, 'shop.com')
    assert.equal(soa.kind === 'blind' && soa.blind.reason, 'bogus')
    assert.equal(unchecked?.kind, 'records')
  })

test('zone security: under --authoritative the resolver is asked all the same, since only it validates', async () => {
  const world = memoryWorld(records, { secure: ['com'], authoritative: true })
  const { zoneSecurity: found } = await gatherIn(world, 'shop.com', { zone, zoneSecurity }, { authoritative: true })
  assert.ok(found?.seen)
  const { soa, ds, dnskey } = found.value
  for (const answer of [soa, ds, dnskey]) assert.ok(answer.kind === 'records' && answer.authenticated)
})

test('zone security: a timeout is no verdict, and a missing domain has no zone', async () => {
  const { found } = await look('shop.com', { blindAt: { 'SOA shop.com': 'timeout' } })
  assert.equal(found?.seen === false && found.blind.reason, 'timeout')
  const gone = await look('gone.com')
  assert.equal(gone.found?.seen === false && gone.found.blind.reason, 'not-attempted')
})
