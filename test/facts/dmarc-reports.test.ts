import assert from 'node:assert/strict'
import test from 'node:test'
import { dmarcReports } from '../../src/facts/dmarc-reports.ts'
import { dmarcWalk } from '../../src/facts/dmarc-walk.ts'
import { dmarcRecords } from '../support/dmarc-facts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

async function reports(lines: string, options?: MemoryOptions, domain = 'shop.example') {
  const world = memoryWorld(dmarcRecords(lines), options)
  const { dmarcReports: fact } = await gatherIn(world, domain, { dmarcWalk, dmarcReports })
  return { fact, world, targets: fact?.seen ? fact.value : [] }
}

test('reports: none where no record applies, or none are asked for', async () => {
  assert.deepEqual((await reports('')).fact, { seen: true, value: [] })
  assert.deepEqual((await reports('v=DMARC1; p=none')).fact, { seen: true, value: [] })
})

test('reports: consent is asked for under the name where the record was found', async () => {
  const lines = 'v=DMARC1; p=none; rua=mailto:d@r.example\nnews.shop.example A 192.0.2.1'
  const { targets } = await reports(lines, {}, 'news.shop.example')
  assert.equal(targets[0]?.consent?.name, 'shop.example._report._dmarc.r.example')
})

test('reports: nobody asks the domain itself, or a name of its organization, for consent', async () => {
  const { targets } = await reports('v=DMARC1; p=none; rua=mailto:a@shop.example,mailto:b@x.shop.example')
  assert.deepEqual(
    targets.map(({ consent }) => consent),
    [undefined, undefined],
  )
})

test('reports: a receiver below the same public suffix is another organization', async () => {
  const lines = '_dmarc.example TXT "v=DMARC1; p=none; psd=y"\nv=DMARC1; p=none; rua=mailto:a@r.example'
  assert.equal((await reports(lines)).targets[0]?.consent?.given, false)
})

test('reports: what is no address is asked nothing about', async () => {
  const { targets, world } = await reports('v=DMARC1; p=none; rua=https://r.example/,d@s.example')
  assert.deepEqual(
    targets.map(({ mail }) => mail),
    [undefined, undefined],
  )
  assert.ok(!world.questions.some((question) => /[rs]\.example$/.test(question) && !/_dmarc|shop|\ba\./.test(question)))
})

test('reports: at most twenty addresses are looked at', async () => {
  const uris = Array.from({ length: 500 }, (_, i) => `mailto:d@r${i}.example`).join(',')
  const { targets, world } = await reports(`v=DMARC1; p=none; rua=${uris}`)
  assert.equal(targets.length, 20)
  assert.ok(world.questions.length < 120, `${world.questions.length} questions`)
})

test('reports: an address elsewhere costs one round of questions after the walk', async () => {
  assert.equal((await reports('v=DMARC1; p=none; rua=mailto:d@r.example')).world.rounds, 2)
})

test('reports: a consent that DNS cannot be asked about is none', async () => {
  const host = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(40)}.example`
  const { targets } = await reports(`v=DMARC1; p=none; rua=mailto:d@${host}`)
  assert.equal(targets[0]?.consent?.given, false)
  assert.equal(targets[0]?.consent?.answer, undefined)
})

test('reports: which record applies was not seen', async () => {
  assert.equal((await reports('', { blindAt: { 'TXT _dmarc.example': 'timeout' } })).fact?.seen, false)
})
