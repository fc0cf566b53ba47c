import assert from 'node:assert/strict'
import test from 'node:test'
import { grown, keep, openCache, recall } from '../../src/records/cache.ts'

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
