import assert from 'node:assert/strict'
import test from 'node:test'
import type { SessionAsked } from '../../src/core/target.ts'
import { relayHost } from '../../src/facts/relay-host.ts'
import { gatherRelay, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const both = `mail.relay.example A 192.0.2.1
  mail.relay.example A 192.0.2.2
  mail.relay.example AAAA 2001:db8::1`

async function look(
  zone: string,
  host = 'mail.relay.example',
  asked: Partial<SessionAsked> = {},
  options: MemoryOptions = {},
) {
  const world = memoryWorld(zone, options)
  const { relayHost: fact } = await gatherRelay(world, { host, port: 587 }, { relayHost }, asked)
  assert.ok(fact)
  return { fact, world, addresses: fact.seen ? fact.value.addresses : undefined }
}

test('relayHost: both families at once, IPv4 first', async () => {
  const { addresses, world } = await look(both)
  assert.deepEqual(addresses, ['192.0.2.1', '192.0.2.2', '2001:db8::1'])
  assert.deepEqual([world.questions, world.rounds], [['A mail.relay.example', 'AAAA mail.relay.example'], 1])
})

test('relayHost: one family alone is asked where one is wanted, or where an address of it is to be connected from', async () => {
  for (const asked of [{ family: 6 }, { source: '2001:db8::7' }] as const) {
    const { addresses, world } = await look(both, undefined, asked)
    assert.deepEqual([addresses, world.questions], [['2001:db8::1'], ['AAAA mail.relay.example']])
  }
  assert.deepEqual((await look(both, undefined, { family: 4 })).world.questions, ['A mail.relay.example'])
})

test('relayHost: an address and localhost are asked of nobody', async () => {
  for (const [host, expected] of [
    ['192.0.2.9', ['192.0.2.9']],
    ['2001:db8::9', ['2001:db8::9']],
    ['localhost', ['127.0.0.1', '::1']],
  ] as const) {
    const { addresses, world } = await look('', host)
    assert.deepEqual([addresses, world.questions], [expected, []])
  }
  assert.deepEqual((await look('', 'localhost', { family: 6 })).addresses, ['::1'])
})

test('relayHost: eight addresses at most, and how many more; each once', async () => {
  const many = Array.from({ length: 11 }, (_, i) => `mail.relay.example A 192.0.2.${i + 1}`).join('\n')
  const { fact } = await look(`${many}\nmail.relay.example A 192.0.2.1`)
  assert.ok(fact.seen)
  assert.equal(fact.value.addresses.length, 8)
  assert.equal(new Set(fact.value.addresses).size, 8)
  assert.equal(fact.value.more, 3)
})

test('relayHost: one family unseen hides nothing of the other; both unseen are unseen', async () => {
  const AAAA = { 'AAAA mail.relay.example': 'timeout' } as const
  const { addresses } = await look(both, undefined, {}, { blindAt: AAAA })
  assert.deepEqual(addresses, ['192.0.2.1', '192.0.2.2'])
  const none = await look(both, undefined, {}, { blindAt: { ...AAAA, 'A mail.relay.example': 'server-failure' } })
  assert.ok(!none.fact.seen && none.fact.blind.reason === 'server-failure')
})

test('relayHost: a name without addresses is seen to have none', async () => {
  const { fact } = await look('relay.example SOA ns.relay.example h.relay.example 1 2 3 4 5')
  assert.ok(fact.seen)
  assert.deepEqual(
    [fact.value.addresses, fact.value.answers.map(({ kind }) => kind)],
    [[], ['no-such-name', 'no-such-name']],
  )
})

test('relayHost: of many addresses neither family is left out for the other', async () => {
  const many = (type: string, count: number, start: string) =>
    Array.from({ length: count }, (_, i) => `mail.relay.example ${type} ${start}${i + 1}`)
  const shares = async (four: number, six: number) => {
    const zone = [...many('A', four, '192.0.2.'), ...many('AAAA', six, '2001:db8::')].join('\n')
    const { addresses = [], fact } = await look(zone)
    return [addresses.filter((one) => !one.includes(':')).length, addresses.length, fact.seen && fact.value.more]
  }
  assert.deepEqual(await shares(9, 2), [6, 8, 3])
  assert.deepEqual(await shares(9, 9), [4, 8, 10])
  assert.deepEqual(await shares(1, 9), [1, 8, 2])
  assert.deepEqual(await shares(9, 0), [8, 8, 1])
})
