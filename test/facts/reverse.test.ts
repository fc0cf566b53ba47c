import assert from 'node:assert/strict'
import test from 'node:test'
import { addressReach } from '../../src/facts/address-reach.ts'
import { reverse } from '../../src/facts/reverse.ts'
import { gatherAbout, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const address = '32.60.0.7'
const at = '7.0.60.32.in-addr.arpa'
async function look(zone: string, options: MemoryOptions = {}, about = address) {
  const world = memoryWorld(zone, options)
  const { reverse: found } = await gatherAbout(world, about, { addressReach, reverse })
  assert.ok(found?.seen)
  return { ...found.value, world }
}

test('reverse: every name, and whether it leads back, all at once', async () => {
  const { name, answer, names, more, world } = await look(
    `
    ${at} PTR mail.shop.example
    ${at} PTR other.shop.example
    ${at} PTR gone.shop.example
    ${at} PTR silent.shop.example
    ${at} PTR localhost
    mail.shop.example A 203.0.113.1
    mail.shop.example A ${address}
    other.shop.example A 203.0.113.1
    shop.example SOA a.b h.b 1`,
    { blindAt: { 'A silent.shop.example': 'timeout' } },
  )
  assert.equal(name, at)
  assert.equal(answer.kind, 'records')
  assert.deepEqual(
    names.map((one) => [one.name, one.confirmed]),
    [
      ['mail.shop.example', true],
      ['other.shop.example', false],
      ['gone.shop.example', false],
      ['silent.shop.example', undefined],
      ['localhost', false],
    ],
  )
  assert.equal(more, 0)
  assert.equal(world.rounds, 2)
})

test('reverse: no name, and no answer, are two things', async () => {
  const { answer, names } = await look('')
  assert.deepEqual([answer.kind, names], ['no-such-name', []])
  const silent = await look('', { blindAt: { [`PTR ${at}`]: 'timeout' } })
  assert.deepEqual([silent.answer.kind, silent.names], ['blind', []])
})

test('reverse: IPv6 by nibbles, forward by AAAA however it is written', async () => {
  const { names, world } = await look(
    `7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.e.7.1.0.a.2.ip6.arpa PTR xn--bcher-kva.example
    xn--bcher-kva.example A ${address}
    xn--bcher-kva.example AAAA 2A01:7E00:0:0::7`,
    {},
    '2a01:7e00::7',
  )
  assert.deepEqual([names[0]?.confirmed, names[0]?.display], [true, 'bücher.example'])
  assert.deepEqual(world.questions.slice(1), ['AAAA xn--bcher-kva.example'])
})

test('reverse: ten names at most are looked at, each once', async () => {
  const many = Array.from({ length: 40 }, (_, i) => `${at} PTR h${i % 20}.shop.example`).join('\n')
  const { names, more, world } = await look(many)
  assert.deepEqual([names.length, more], [10, 10])
  assert.equal(world.questions.length, 11)
})

test('reverse: nobody is asked about a private address', async () => {
  const world = memoryWorld('')
  const { reverse: found } = await gatherAbout(world, '192.168.0.1', { addressReach, reverse })
  assert.ok(found && !found.seen && found.blind.reason === 'not-attempted')
  assert.match(found.blind.detail, /192\.168\.0\.1 is a private address/)
  assert.deepEqual(world.questions, [])
})
