import assert from 'node:assert/strict'
import test from 'node:test'
import { wildcards } from '../../src/facts/wildcards.ts'
import { gatherIn, memoryWorld } from '../support/memory-dns.ts'

const look = async (records: string) => {
  const world = memoryWorld(`shop.example SOA a.b h.b 1\n${records}`)
  const { wildcards: found } = await gatherIn(world, 'shop.example', { wildcards })
  assert.ok(found?.seen)
  return { kinds: Object.fromEntries(found.value.map(({ below, txt }) => [below, txt.kind])), world }
}

test('wildcards: one random label below the domain, _domainkey and _dmarc, all at once', async () => {
  const { kinds, world } = await look('www.shop.example A 192.0.2.1')
  const denied = 'no-such-name'
  assert.deepEqual(kinds, { 'shop.example': denied, '_domainkey.shop.example': denied, '_dmarc.shop.example': denied })
  assert.equal(world.rounds, 1)
  assert.match(world.questions[0] ?? '', /^TXT [a-z]{16}\.shop\.example$/)
})

test('wildcards: a record at _domainkey shuts the wildcard above it out (RFC 4592 section 2.2.1)', async () => {
  const { kinds } = await look('*.shop.example TXT "all"\ns1._domainkey.shop.example TXT "v=DKIM1; p=AA"')
  assert.deepEqual(kinds, {
    'shop.example': 'records',
    '_domainkey.shop.example': 'no-such-name',
    '_dmarc.shop.example': 'records',
  })
})

test('wildcards: one for addresses alone answers no TXT', async () => {
  const { kinds } = await look('*.shop.example A 192.0.2.1')
  assert.equal(kinds['shop.example'], 'no-data')
})

test('wildcards: where nobody answers, the question is told in words, since the name is nobody’s', async () => {
  const question = 'TXT noncenoncenoncaa._dmarc.shop.example'
  const world = memoryWorld('shop.example SOA a.b h.b 1', { blindAt: { [question]: 'timeout' } })
  const { wildcards: found } = await gatherIn(world, 'shop.example', { wildcards })
  const dmarc = found?.seen ? found.value.find(({ below }) => below.startsWith('_dmarc'))?.txt : undefined
  assert.equal(dmarc?.kind === 'blind' && dmarc.blind.question, 'TXT of a random name below _dmarc.shop.example')
})
