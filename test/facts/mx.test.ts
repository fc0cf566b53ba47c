import assert from 'node:assert/strict'
import test from 'node:test'
import { blind, seen } from '../../src/core/observation.ts'
import type { SpfTree } from '../../src/core/spf.ts'
import { mx } from '../../src/facts/mx.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const spfTree = async () => seen({ texts: ['v=spf1 -all'] } as SpfTree)
const look = async (records: string, options: MemoryOptions = {}) => {
  const world = memoryWorld(`shop.example SOA a.b h.b 1\n${records}`, options)
  return { found: (await gatherIn(world, 'shop.example', { mx, spfTree })).mx, world }
}

test("mx: sorted by preference, then by name; the domain's own addresses beside it", async () => {
  const { found, world } = await look(`
    shop.example MX 20 b.example
    shop.example MX 5 z.example
    shop.example MX 20 a.example
    shop.example A 192.0.2.1`)
  assert.ok(found?.seen)
  assert.deepEqual(found.value.exchanges, [
    { preference: 5, exchange: 'z.example' },
    { preference: 20, exchange: 'a.example' },
    { preference: 20, exchange: 'b.example' },
  ])
  assert.equal(found.value.own.A.kind, 'records')
  assert.equal(found.value.own.AAAA.kind, 'no-data')
  assert.equal(found.value.spf, undefined)
  assert.equal(world.rounds, 1)
})

test('mx: without MX, SPF says whether the domain sends', async () => {
  const { found } = await look('')
  assert.ok(found?.seen)
  assert.deepEqual(found.value.exchanges, [])
  assert.deepEqual(found.value.spf?.seen && found.value.spf.value.texts, ['v=spf1 -all'])
  const none = await look('shop.example MX 0 .')
  assert.ok(none.found?.seen && none.found.value.spf?.seen, 'a null MX names nobody either')
})

test('mx: SPF that was not seen does not blind the MX answer', async () => {
  const world = memoryWorld('shop.example SOA a.b h.b 1')
  const unseen = async () => blind({ reason: 'timeout', detail: 'nobody answered' })
  const { mx: found } = await gatherIn(world, 'shop.example', { mx, spfTree: unseen })
  assert.ok(found?.seen && found.value.spf?.seen === false)
})

test('mx: a timeout is not "no MX"; a blind address blinds only itself', async () => {
  const { found } = await look('shop.example MX 10 mx.example', { blindAt: { 'MX shop.example': 'timeout' } })
  assert.equal(found?.seen === false && found.blind.reason, 'timeout')
  const other = await look('shop.example MX 10 mx.example', { blindAt: { 'A shop.example': 'timeout' } })
  assert.ok(other.found?.seen && other.found.value.own.A.kind === 'blind')
})
