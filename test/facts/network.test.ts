import assert from 'node:assert/strict'
import test from 'node:test'
import { addressReach } from '../../src/facts/address-reach.ts'
import { network } from '../../src/facts/network.ts'
import { gatherAbout, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const origin = '7.0.60.32.origin.asn.cymru.com'
async function look(zone: string, options: MemoryOptions = {}, about = '32.60.0.7') {
  const world = memoryWorld(zone, options)
  const gathered = await gatherAbout(world, about, { addressReach, network })
  assert.ok(gathered.network?.seen)
  return { fact: gathered.network.value, world }
}
const linode = `${origin} TXT "63949 | 32.60.0.0/16 | US | arin | 2015-01-01"
  as63949.asn.cymru.com TXT "63949 | SG | apnic | 2015-01-01 | AKAMAI-LINODE-AP Akamai Connected Cloud, SG"`

test('network: prefix, AS and operator in two round trips, with the hosting company', async () => {
  const { fact, world } = await look(linode)
  assert.ok('known' in fact)
  const { prefix, asn, operator, country, hosting, answers } = fact.known
  assert.deepEqual(
    { prefix, asn, operator, country, hosting: hosting?.id },
    {
      prefix: '32.60.0.0/16',
      asn: 63949,
      operator: 'AKAMAI-LINODE-AP Akamai Connected Cloud',
      country: 'US',
      hosting: 'linode',
    },
  )
  assert.equal(answers.length, 2)
  assert.equal(world.rounds, 2)
})

test('network: of several prefixes the narrowest', async () => {
  const { fact } = await look(`${origin} TXT "64500 | 32.0.0.0/8 | US | arin | 2000-01-01"
    ${origin} TXT "64501 64502 | 32.60.0.0/24 | DE | ripe | 2000-01-01"`)
  assert.ok('known' in fact)
  assert.deepEqual([fact.known.prefix, fact.known.asn, fact.known.operator], ['32.60.0.0/24', 64501, undefined])
})

test('network: IPv6 at a zone of its own', async () => {
  const { world } = await look('', {}, '2a01:7e00::7')
  assert.ok(
    world.questions.includes(
      'TXT 7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.e.7.1.0.a.2.origin6.asn.cymru.com',
    ),
  )
})

test('network: what nobody says is unknown, never a guess, and the reason is kept', async () => {
  const none = await look('')
  assert.ok('unknown' in none.fact && !none.fact.blind && none.fact.unknown.includes('no network'))
  const silent = await look(linode, { blindAt: { [`TXT ${origin}`]: 'timeout' } })
  assert.ok('unknown' in silent.fact && silent.fact.blind?.reason === 'timeout')
  const odd = await look(`${origin} TXT "<script>"`)
  assert.ok('unknown' in odd.fact && odd.fact.unknown.includes('cannot be read'))
})

test('network: without an operator it is still known, and another AS names nobody', async () => {
  for (const records of [
    linode.split('\n')[0] ?? '',
    linode.replace('"63949 | SG', '"64500 | SG'),
    linode.replace('AKAMAI-LINODE-AP Akamai Connected Cloud, SG', ''),
  ]) {
    const { fact } = await look(records)
    assert.ok('known' in fact && fact.known.operator === undefined && fact.known.asn === 63949)
  }
})

test('network: where the network is not known, a host’s own name tells the host', async () => {
  const { fact } = await look('7.0.60.32.in-addr.arpa PTR li1234-7.members.linode.com')
  assert.ok('unknown' in fact)
  assert.equal(fact.hosting?.id, 'linode')
})
