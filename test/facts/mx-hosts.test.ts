import assert from 'node:assert/strict'
import test from 'node:test'
import { seen } from '../../src/core/observation.ts'
import type { SpfTexts } from '../../src/core/spf.ts'
import { mx } from '../../src/facts/mx.ts'
import { mxHosts } from '../../src/facts/mx-hosts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const spfTexts = async () => seen({ records: [] as string[] } as SpfTexts)
const look = async (records: string, options: MemoryOptions = {}) => {
  const world = memoryWorld(`shop.example SOA a.b h.b 1\n${records}`, options)
  return { found: (await gatherIn(world, 'shop.example', { mx, mxHosts, spfTexts })).mxHosts, world }
}

test('mx hosts: both families of every name at once, each once, no literal and no null MX', async () => {
  const { found, world } = await look(`
    shop.example MX 0 .
    shop.example MX 10 mx1.shop.example
    shop.example MX 20 mx2.shop.example
    shop.example MX 30 mx1.shop.example
    shop.example MX 40 192.0.2.1
    shop.example MX 50 [192.0.2.1]
    shop.example MX 60 2001:db8::1
    mx1.shop.example A 192.0.2.1
    mx2.shop.example CNAME mx1.shop.example`)
  assert.ok(found?.seen)
  assert.deepEqual(
    found.value.map(({ host, A, AAAA }) => [host, A.kind, AAAA.kind]),
    [
      ['mx1.shop.example', 'records', 'no-data'],
      ['mx2.shop.example', 'records', 'no-data'],
    ],
  )
  assert.equal(world.rounds, 2)
})

test('mx hosts: a blind one does not hide the others', async () => {
  const { found } = await look('shop.example MX 1 a.example\nshop.example MX 2 b.example', {
    blindAt: { 'A a.example': 'timeout' },
  })
  assert.deepEqual(found?.seen && found.value.map(({ A }) => A.kind), ['blind', 'no-such-name'])
})

test('mx hosts: after fifty nobody is asked, and that is said', async () => {
  const many = Array.from({ length: 2000 }, (_, i) => `shop.example MX ${i} mx${i}.example`)
  const { found, world } = await look(many.join('\n'))
  assert.ok(found?.seen)
  assert.equal(found.value.length, 2000)
  const last = found.value.at(-1)
  assert.equal(last?.A.kind === 'blind' && last.A.blind.reason, 'not-attempted')
  assert.equal(world.questions.length, 3 + 2 * 50)
})
