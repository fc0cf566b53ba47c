import assert from 'node:assert/strict'
import test from 'node:test'
import type { ListChoice } from '../../src/core/lists.ts'
import type { Asked } from '../../src/core/target.ts'
import { addressReach } from '../../src/facts/address-reach.ts'
import { domainListingsFrom, senderListingsFrom } from '../../src/facts/name-listings.ts'
import { aList, type Holds, listZone, onlyThese } from '../support/list-world.ts'
import { gatherAbout, gatherIn, memoryWorld } from '../support/memory-dns.ts'

const probes = { domain: { listed: 'test', clear: 'invalid' } }
const hosts = aList('hosts.example', { kinds: ['domain'], scope: 'domain', probes, hostNames: true })
const registered = aList('reg.example', { kinds: ['domain'], scope: 'domain', probes })
const addresses = aList('zen.example')
const lists: ListChoice = { tier: 'core', zones: [], dead: false }
const known = onlyThese(addresses, hosts, registered)
const sound: Holds = { test: ['127.0.0.2'] }
const zones = (holds: Holds = sound) => `${listZone(hosts, holds)}\n${listZone(registered, holds)}`

async function ofDomain(asked: Partial<Asked>, domain = 'www.shop.co.uk', holds?: Holds) {
  const world = memoryWorld(zones(holds))
  const { nameListings } = await gatherIn(
    world,
    domain,
    { nameListings: domainListingsFrom(known) },
    { lists, ...asked },
  )
  assert.ok(nameListings?.seen)
  return { ...nameListings.value, world }
}
async function ofAddress(asked: Partial<Asked>, records = '') {
  const world = memoryWorld(`${zones()}\n${records}`)
  const gatherers = { addressReach, nameListings: senderListingsFrom(known) }
  const { nameListings } = await gatherAbout(world, '32.60.0.7', gatherers, { lists, ...asked })
  assert.ok(nameListings?.seen)
  return { ...nameListings.value, world }
}
const subjects = ({ listings }: Awaited<ReturnType<typeof ofDomain>>) =>
  listings.map(({ list, subject, state }) => [list.zone, subject, state])

test('names: the host where a list takes hosts, else the registered domain', async () => {
  assert.deepEqual(subjects(await ofDomain({})), [
    ['hosts.example', 'www.shop.co.uk', 'not-listed'],
    ['reg.example', 'shop.co.uk', 'not-listed'],
  ])
})

test('names: the domain, its sender and its HELO, each once, and no address ever', async () => {
  const { names } = await ofDomain({ sender: 'a@mail.shop.co.uk', helo: 'www.shop.co.uk' })
  assert.deepEqual(
    names.map(({ name, role }) => [name, role]),
    [
      ['www.shop.co.uk', 'domain'],
      ['mail.shop.co.uk', 'sender'],
    ],
  )
  const found = await ofDomain({ sender: 'a@mail.shop.co.uk', helo: '[32.60.0.7]' })
  assert.deepEqual(subjects(found), [
    ['hosts.example', 'www.shop.co.uk', 'not-listed'],
    ['hosts.example', 'mail.shop.co.uk', 'not-listed'],
    ['reg.example', 'shop.co.uk', 'not-listed'],
  ])
  for (const sender of ['', 'a@[32.60.0.7]', 'a@32.60.0.7'])
    assert.equal((await ofDomain({ sender, helo: '32.60.0.7' })).names.length, 1, sender)
})

test('names: one listed among sound ones, with the name that it stands for and the reason', async () => {
  const { listings } = await ofDomain({}, 'www.shop.co.uk', { ...sound, 'shop.co.uk': ['127.0.0.2'] })
  assert.deepEqual(
    listings.map(({ state, of, reasons }) => [state, of.name, reasons]),
    [
      ['not-listed', 'www.shop.co.uk', []],
      ['listed', 'www.shop.co.uk', ['why: shop.co.uk']],
    ],
  )
})

test('names: an internationalised domain is asked about in A-labels', async () => {
  const { world } = await ofDomain({}, 'xn--bcher-kva.example')
  assert.ok(world.questions.includes('A xn--bcher-kva.example.hosts.example'))
})

test('names: a wildcard lists nobody, silence clears nobody', async () => {
  for (const { state } of (await ofDomain({}, 'shop.example', { '*': ['127.0.0.2'] })).listings)
    assert.equal(state, 'broken')
  for (const { state } of (await ofDomain({}, 'shop.example', {})).listings) assert.equal(state, 'unreachable')
})

test('names: without lists chosen nobody is asked', async () => {
  const world = memoryWorld('')
  const { nameListings } = await gatherIn(world, 'shop.example', { nameListings: domainListingsFrom(known) })
  assert.ok(nameListings?.seen && nameListings.value.names.length === 1)
  assert.deepEqual(nameListings.value.listings, [])
  assert.deepEqual(world.questions, [])
})

test('names of an address: HELO and PTR, five at most, in three round trips with the reason', async () => {
  const at = '7.0.60.32.in-addr.arpa'
  const { names, world } = await ofAddress(
    { helo: 'mail.shop.example' },
    `${at} PTR mail.shop.example\n${at} PTR localhost\n${at} PTR 32.60.0.7\n${at} PTR a\\.b.shop.example
    ${Array.from({ length: 9 }, (_, i) => `${at} PTR h${i}.shop.example`).join('\n')}`,
  )
  assert.deepEqual(
    names.map(({ name, role }) => `${role} ${name}`),
    [
      'helo mail.shop.example',
      'ptr h0.shop.example',
      'ptr h1.shop.example',
      'ptr h2.shop.example',
      'ptr h3.shop.example',
    ],
  )
  assert.equal(world.rounds, 2)
  const listed = await ofAddress({}, `${at} PTR h.bad.example\nbad.example.reg.example A 127.0.0.2`)
  assert.deepEqual(
    listed.listings.map(({ state }) => state),
    ['not-listed', 'listed'],
  )
  assert.equal(listed.world.rounds, 3)
})

test('names of an address: none known, nobody asked; reverse DNS that is silent hides no HELO', async () => {
  const { names, world } = await ofAddress({})
  assert.deepEqual([names, world.questions], [[], ['PTR 7.0.60.32.in-addr.arpa']])
  const helo = await ofAddress({ helo: 'mail.shop.example' })
  assert.equal(helo.listings.length, 2)
})

test('names: one that the network gave to the address by default is marked, be it in HELO too', async () => {
  const given = 'static.7.0.60.32.clients.your-server.de'
  const { names } = await ofAddress({ helo: 'mail.shop.co.uk' }, `7.0.60.32.in-addr.arpa PTR ${given}.`)
  assert.deepEqual(
    names.map(({ name, byDefault }) => [name, byDefault]),
    [
      ['mail.shop.co.uk', undefined],
      [given, true],
    ],
  )
  const both = await ofAddress({ helo: given }, `7.0.60.32.in-addr.arpa PTR ${given}.`)
  assert.deepEqual(
    both.names.map(({ role, byDefault }) => [role, byDefault]),
    [['helo', true]],
  )
})
