import assert from 'node:assert/strict'
import test from 'node:test'
import type { Dns } from '../src/core/dns.ts'
import { gatherersFor } from '../src/facts/index.ts'
import { gather } from '../src/gather.ts'
import { memoryWorld } from './support/memory-dns.ts'

test('a question that fails by a bug of ours is blind, and neither ends the run nor takes others with it', async () => {
  const world = memoryWorld(`
shop.example. MX 10 mail.shop.example.
shop.example. A 192.0.2.1
`)
  const dns: Dns = async (name, type, how) => {
    if (type === 'AAAA') throw new Error('odd')
    await new Promise((wake) => setTimeout(wake, 20))
    return world.dns(name, type, how)
  }
  const target = { kind: 'domain', name: 'shop.example', display: 'shop.example' } as const
  const asked = { addresses: [], selectors: [], mostGuesses: 200, parked: false, authoritative: false }
  const { mx } = await gather(new Set(['mx'] as const), await gatherersFor.domain(), {
    target,
    asked,
    world: { ...world, dns },
  })
  assert.ok(mx?.seen)
  assert.equal(mx.value.answer.kind, 'records')
})
