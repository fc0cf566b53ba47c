import assert from 'node:assert/strict'
import test from 'node:test'
import { spfAnswer, spfTexts } from '../../src/facts/spf-texts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

async function texts(zone: string, options?: MemoryOptions) {
  const world = memoryWorld(zone, options)
  const { spfTexts: fact } = await gatherIn(world, 'shop.example', { spfTexts })
  return { world, fact }
}

test('records are told from other texts; strings are joined without a blank', async () => {
  const { fact, world } = await texts(`
    shop.example TXT "v=spf1 include:_spf.exa" "mple -all"
    shop.example TXT "google-site-verification=x"
    shop.example TXT "v=spf1include:b.example -all"
    shop.example TXT "spf2.0/pra mx -all"
    shop.example SPF "v=spf1 mx -all"`)
  assert.ok(fact?.seen)
  assert.deepEqual(fact.value.records, ['v=spf1 include:_spf.example -all'])
  assert.deepEqual(
    fact.value.lookalikes.map(({ meant }) => meant),
    ['v=spf1 include:b.example -all'],
  )
  assert.deepEqual(fact.value.senderId, ['spf2.0/pra mx -all'])
  assert.equal(fact.value.type99.kind, 'records')
  assert.equal(world.rounds, 1)
})

test('without TXT there is nothing to tell, without type 99 there is', async () => {
  const { fact: noTxt } = await texts('shop.example TXT "v=spf1 -all"', { blindAt: { 'TXT shop.example': 'timeout' } })
  assert.equal(noTxt?.seen, false)
  const { fact: no99 } = await texts('shop.example TXT "v=spf1 -all"', { blindAt: { 'SPF shop.example': 'refused' } })
  assert.ok(no99?.seen)
  assert.equal(no99.value.type99.kind, 'blind')
})

test('the answer itself is a fact, blind or not', async () => {
  const world = memoryWorld('shop.example A 192.0.2.1', { blindAt: { 'TXT shop.example': 'timeout' } })
  const { spfAnswer: fact } = await gatherIn(world, 'shop.example', { spfAnswer })
  assert.ok(fact?.seen)
  assert.equal(fact.value.kind, 'blind')
})
