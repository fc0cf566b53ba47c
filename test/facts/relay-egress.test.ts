import assert from 'node:assert/strict'
import test from 'node:test'
import { relayEgress } from '../../src/facts/relay-egress.ts'
import { relayHost } from '../../src/facts/relay-host.ts'
import { gatherRelay, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const host = 'mail.relay.example'
const zone = `${host} A 192.0.2.1
  ${host} AAAA 2001:db8::1
  7.0.60.32.origin.asn.cymru.com TXT "63949 | 32.60.0.0/16 | US | arin | 2015-01-01"
  as63949.asn.cymru.com TXT "63949 | SG | apnic | 2015-01-01 | AKAMAI-LINODE-AP Akamai Connected Cloud, SG"
  8.0.60.32.in-addr.arpa PTR li32-8.members.linode.com`

async function look(source: MemoryOptions['source'], asked = {}, options: MemoryOptions = {}) {
  const world = memoryWorld(zone, { ...(source !== undefined && { source }), ...options })
  const { relayEgress: fact } = await gatherRelay(world, { host, port: 587 }, { relayHost, relayEgress }, asked)
  return { fact, world, value: fact?.seen ? fact.value : undefined }
}

test('relayEgress: the address that packets leave from, and in whose house that is', async () => {
  const { value } = await look('32.60.0.7')
  assert.deepEqual([value?.source, value?.hosting?.id], ['32.60.0.7', 'linode'])
  assert.ok(value?.network && 'known' in value.network)
})

test('relayEgress: the house is known by names too', async () => {
  const { value } = await look('32.60.0.8')
  assert.ok(value?.network && 'unknown' in value.network)
  assert.equal(value.hosting?.id, 'linode')
})

test('relayEgress: nobody is asked about an address that the Internet does not reach', async () => {
  for (const source of ['10.0.0.7', '127.0.0.1', '100.64.0.9', '2001:db8::7']) {
    const { value, world } = await look(source)
    assert.deepEqual([value, world.questions.length], [{ source }, 2])
  }
})

test('relayEgress: the family that has a route, or the address that was asked for', async () => {
  assert.equal((await look((to) => (to.includes(':') ? '2001:db8::7' : undefined))).value?.source, '2001:db8::7')
  assert.equal((await look('10.0.0.7', { source: '10.0.0.8' })).value?.source, '10.0.0.8')
  assert.deepEqual((await look(undefined)).value, {})
})

test('relayEgress: where the relay was not seen, neither is the way to it', async () => {
  const blindAt = { [`A ${host}`]: 'timeout', [`AAAA ${host}`]: 'timeout' } as const
  assert.ok((await look('10.0.0.7', {}, { blindAt })).fact?.seen === false)
})
