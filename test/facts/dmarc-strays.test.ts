import assert from 'node:assert/strict'
import test from 'node:test'
import type { DmarcStrays } from '../../src/core/dmarc.ts'
import { dmarcGatherers, dmarcRecords } from '../support/dmarc-facts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

async function strays(lines: string, options?: MemoryOptions, domain = 'shop.example') {
  const world = memoryWorld(dmarcRecords(lines), options)
  const { dmarcStrays, wildcards } = dmarcGatherers
  const gathered = await gatherIn(world, domain, {
    ...(dmarcStrays && { dmarcStrays }),
    ...(wildcards && { wildcards }),
  })
  return { fact: gathered.dmarcStrays, world }
}
async function seen(lines: string, options?: MemoryOptions): Promise<DmarcStrays> {
  const { fact } = await strays(lines, options)
  assert.ok(fact?.seen)
  return fact.value
}
const told = ({ strays }: DmarcStrays) => strays.map(({ name, type, meant }) => [name, type, meant])

test('strays: each place is looked at, and told with what was meant, the likeliest first', async () => {
  const record = '"v=DMARC1; p=non"'
  const found = await seen(`dmarc.shop.example TXT ${record}
    shop.example TXT ${record}
    shop.example TXT "v=spf1 -all"
    _dmarc.shop.example.shop.example TXT ${record}
    _dmarc.shop.example SPF ${record}
    _dmarc.shop.example TXT "v=DMARC1 p=none"`)
  const meant = 'v=DMARC1; p=none'
  assert.deepEqual(told(found), [
    ['_dmarc.shop.example', 'TXT', meant],
    ['_dmarc.shop.example.shop.example', 'TXT', meant],
    ['dmarc.shop.example', 'TXT', meant],
    ['shop.example', 'TXT', meant],
    ['_dmarc.shop.example', 'SPF', meant],
  ])
})

test('strays: where the record stands at its place, nothing else is asked', async () => {
  const { fact, world } = await strays('v=DMARC1; p=none\ndmarc.shop.example TXT "v=DMARC1; p=none"')
  assert.deepEqual(fact, { seen: true, value: { strays: [] } })
  assert.ok(!world.questions.includes('TXT dmarc.shop.example'))
})

test('strays: an alias that leads to a name without text is one, an alias that leads to a record is none', async () => {
  assert.deepEqual(told(await seen('_dmarc.shop.example CNAME gone.example')), [
    ['_dmarc.shop.example', 'CNAME', undefined],
  ])
  const [stray] = (await seen('_dmarc.shop.example CNAME empty.example\nempty.example A 192.0.2.1')).strays
  assert.equal(stray?.says, 'empty.example has no TXT record')
  assert.deepEqual(told(await seen('_dmarc.shop.example CNAME d.example\nd.example TXT "v=DMARC1; p=none"')), [])
})

test('strays: what a wildcard answers for every name was put nowhere by mistake', async () => {
  assert.deepEqual(told(await seen('*.shop.example TXT "v=spf1 -all"')), [])
  assert.deepEqual(told(await seen('*.shop.example CNAME gone.example')), [])
})

test('strays: where it was not seen whether a wildcard answers, only what speaks of DMARC is one', async () => {
  const blindAt = { 'TXT noncenoncenoncaa.shop.example': 'timeout' } as const
  assert.deepEqual(told(await seen('*.shop.example TXT "v=spf1 -all"', { blindAt })), [])
  assert.deepEqual(told(await seen('_dmarc.shop.example CNAME gone.example', { blindAt })), [])
  const [stray] = (await seen('_dmarc.shop.example TXT "v=DMARC1 p=none"', { blindAt })).strays
  assert.equal(stray?.meant, 'v=DMARC1; p=none')
})

test('strays: words about DMARC at the domain itself are no record', async () => {
  const texts = ['dmarc-verification=1', 'we use dmarc', 'p=none; of our business', 'v=spf1 include:dmarc.example -all']
  assert.deepEqual(told(await seen(texts.map((text) => `shop.example TXT "${text}"`).join('\n'))), [])
})

test('strays: one in the order of its names, whichever DNS names first', async () => {
  const lines = ['dmarc.shop.example TXT "v=DMARC1; p=none"', 'dmarc.shop.example TXT "v=DMARC1; p=reject"']
  const [a, b] = [await seen(lines.join('\n')), await seen(lines.toReversed().join('\n'))]
  assert.deepEqual(told(a), told(b))
})

test('strays: a place that was not seen is told where no other shows one', async () => {
  const blindAt = { 'TXT dmarc.shop.example': 'timeout' } as const
  assert.equal((await seen('', { blindAt })).unseen?.kind, 'blind')
  assert.equal((await seen('shop.example TXT "v=DMARC1; p=none"', { blindAt })).unseen, undefined)
})

test('strays: where the place itself was not seen, nothing is known', async () => {
  const { fact } = await strays('', { blindAt: { 'TXT _dmarc.shop.example': 'timeout' } })
  assert.equal(fact?.seen, false)
})

test('strays: all places are asked at once, and a name too long for DNS is not', async () => {
  const { world } = await strays('')
  assert.equal(world.rounds, 2)
  const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.shop.example`
  const { world: other } = await strays('', {}, long)
  assert.ok(other.questions.every((question) => (question.split(' ')[1] ?? '').length <= 253))
})
