import assert from 'node:assert/strict'
import test from 'node:test'
import { type Aged, grown, keep, lifetime, openCache, recall } from '../../../src/net/dns/cache.ts'
import { soa } from '../../support/dns-client.ts'

test('the latest entries stay, the oldest go, and never more than the limit are kept', () => {
  const cache = openCache<number>(10)
  for (let i = 0; i < 100; i++) {
    keep(cache, `k${i}`, i)
    assert.ok(cache.young.size + cache.old.size <= 10)
  }
  assert.deepEqual(
    [95, 96, 97, 98, 99].map((i) => recall(cache, `k${i}`)),
    [95, 96, 97, 98, 99],
  )
  assert.equal(recall(cache, 'k80'), undefined)
})

test('what is asked for again stays', () => {
  const cache = openCache<string>(10)
  keep(cache, 'asked', 'yes')
  for (let i = 0; i < 100; i++) {
    keep(cache, `k${i}`, 'no')
    assert.equal(recall(cache, 'asked'), 'yes')
  }
})

test('what is heavy stays in smaller numbers, whenever its weight comes to be known', () => {
  const cache = openCache<{ octets: number }>(100, { most: 1000, of: ({ octets }) => octets })
  const held = () => [...cache.young.values(), ...cache.old.values()].reduce((sum, { octets }) => sum + octets, 0)
  for (let i = 0; i < 1000; i++) {
    const value = { octets: 0 }
    keep(cache, `k${i}`, value)
    value.octets = 90
    grown(cache, `k${i}`, value)
    recall(cache, `k${i - 5}`)
    assert.ok(held() <= 1000 + 2 * 90, `${held()}`)
  }
  assert.equal(recall(cache, 'k999')?.octets, 90)
  for (let i = 0; i < 1000; i++) keep(cache, `light ${i}`, { octets: 1 })
  assert.ok(cache.young.size + cache.old.size >= 50)
})

const aliases = [{ from: 'a.example', to: 'b.example', kind: 'CNAME' as const, ttl: 30 }]
const records = [40, 50].map((ttl) => ({ name: 'b.example', type: 'A' as const, ttl, data: '192.0.2.1' }))
const lifetimes: [what: string, answer: Aged, seconds: number][] = [
  ['the least TTL of the records', { aliases: [], records }, 40],
  ['an alias that lives shorter', { aliases, records }, 30],
  ['a day at most', { aliases: [], records: records.map((r) => ({ ...r, ttl: 1e6 })) }, 86_400],
  // The SOA's TTL is 900, its last field 60 (RFC 2308 section 5).
  ['a denial: the SOA’s last field', { aliases: [], soa }, 60],
  ['a denial: the SOA’s TTL, where that is less', { aliases: [], soa: { ...soa, ttl: 20 } }, 20],
  ['a denial without SOA', { aliases: [] }, 0],
]
for (const [what, answer, seconds] of lifetimes)
  test(`lifetime: ${what}`, () => assert.equal(lifetime(answer), seconds))
