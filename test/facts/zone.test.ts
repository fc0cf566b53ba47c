import assert from 'node:assert/strict'
import test from 'node:test'
import { zone } from '../../src/facts/zone.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const com = `
  com SOA a.gtld.com nstld.com 1
  shop.com SOA ns1.shop.com host.shop.com 7
  shop.com NS ns1.shop.com
  shop.com TXT "v=spf1 -all"
`
const look = async (domain: string, records: string, options: MemoryOptions = {}) => {
  const world = memoryWorld(records, options)
  const { zone: found } = await gatherIn(world, domain, { zone })
  return { found, world }
}

const table: Record<string, [domain: string, records: string, status: string, apex: string]> = {
  'a zone of its own': ['shop.com', com, 'exists', 'shop.com'],
  'a name inside a zone: the denial says which (RFC 2308)': [
    'news.shop.com',
    `${com} news.shop.com MX 10 a.b`,
    'exists',
    'shop.com',
  ],
  'a name that only has children exists': ['a.shop.com', `${com} x.a.shop.com A 192.0.2.1`, 'exists', 'shop.com'],
  'an alias stands in the zone of its own name, not of its target': [
    'www.shop.com',
    `${com} www.shop.com CNAME cdn.net
     net SOA a.net h.net 1
     cdn.net SOA a.net h.net 1`,
    'exists',
    'shop.com',
  ],
  'an alias to nothing is a name all the same': [
    'www.shop.com',
    `${com} www.shop.com CNAME gone.shop.com`,
    'exists',
    'shop.com',
  ],
  'a name below a DNAME': [
    'a.old.com',
    `${com} old.com SOA a.b h.b 1
     old.com DNAME shop.com
     a.shop.com A 192.0.2.1`,
    'exists',
    'old.com',
  ],
  'nobody registered it': ['gone.com', com, 'no-such-domain', 'com'],
  'nobody published it in its zone': ['gone.shop.com', com, 'no-such-domain', 'shop.com'],
  'a registry knows it, for a host below it, but delegates it to nobody': [
    'held.com',
    `${com} ns1.held.com A 192.0.2.1`,
    'not-delegated',
    'com',
  ],
  'a top-level zone may have records of its own': ['brand.com', `${com} brand.com MX 10 mx.shop.com`, 'exists', 'com'],
}
for (const [name, [domain, records, status, apex]] of Object.entries(table))
  test(`zone: ${name}`, async () => {
    const { found } = await look(domain, records)
    assert.ok(found?.seen)
    assert.deepEqual({ status: found.value.status, apex: found.value.apex }, { status, apex })
  })

test('zone: one question is enough for a zone of its own', async () => {
  const { world } = await look('shop.com', com)
  assert.deepEqual(world.questions, ['SOA shop.com'])
})

test('zone: above an alias, everything is asked at once', async () => {
  const { world } = await look('a.b.c.shop.com', `${com}\n a.b.c.shop.com CNAME x.com`)
  assert.equal(world.rounds, 2)
  assert.deepEqual(world.questions, [
    'SOA a.b.c.shop.com',
    'SOA b.c.shop.com',
    'SOA c.shop.com',
    'SOA shop.com',
    'SOA com',
  ])
})

test('zone: a server that denies a name with children does not make the domain missing', async () => {
  const records = `${com}\n sub.shop.com TXT "v=spf1 -all"`
  const world = memoryWorld(records)
  const soa = await world.dns('none.shop.com', 'SOA')
  assert.equal(soa.kind, 'no-such-name')
  const liar: typeof world.dns = (name, type, how) =>
    type === 'SOA' ? world.dns('none.shop.com', type, how) : world.dns(name, type, how)
  const { zone: found } = await gatherIn({ ...world, dns: liar }, 'sub.shop.com', { zone })
  assert.equal(found?.seen && found.value.status, 'exists')
})

const blindness: Record<string, [domain: string, options: MemoryOptions, reason: string]> = {
  'a timeout is not a missing domain': ['shop.com', { blindAt: { 'SOA shop.com': 'timeout' } }, 'timeout'],
  'SERVFAIL is not a missing domain': ['gone.com', { blindAt: { 'SOA gone.com': 'server-failure' } }, 'server-failure'],
  'the nearest name above was not seen': ['www.shop.com', { blindAt: { 'SOA shop.com': 'refused' } }, 'refused'],
  'a registry holds nothing, but a question went unanswered': [
    'held.com',
    { blindAt: { 'MX held.com': 'timeout' } },
    'timeout',
  ],
}
for (const [name, [domain, options, reason]] of Object.entries(blindness))
  test(`zone: blind where ${name}`, async () => {
    const { found } = await look(domain, `${com}\n www.shop.com CNAME x.com\n ns1.held.com A 192.0.2.1`, options)
    assert.equal(found?.seen === false && found.blind.reason, reason)
  })

test('zone: a forwarder that strips the SOA from its denials costs one more round', async () => {
  const world = memoryWorld(`${com}\n a.b.shop.com MX 10 mx.shop.com`)
  const stripping: typeof world.dns = async (name, type, how) => {
    const answer = await world.dns(name, type, how)
    if (answer.kind !== 'no-data' && answer.kind !== 'no-such-name') return answer
    const { soa: _, ...rest } = answer
    return rest
  }
  const { zone: found } = await gatherIn({ ...world, dns: stripping }, 'a.b.shop.com', { zone })
  assert.equal(found?.seen && found.value.apex, 'shop.com')
  assert.equal(world.rounds, 2)
})

const halves = `${com}
  shop.com NS ns2.shop.com
  ns1.shop.com A 192.0.2.1
  ns2.shop.com A 192.0.2.2`
const atSecond = { '192.0.2.2': `${halves}\n foo.shop.com A 192.0.2.9` }

test('zone: with --authoritative a name that one of the servers has is there, whoever was heard first', async () => {
  const world = memoryWorld(halves, { servers: atSecond })
  const { zone: found } = await gatherIn(world, 'foo.shop.com', { zone }, { authoritative: true })
  assert.ok(found?.seen)
  assert.equal(found.value.status, 'exists')
  assert.equal(found.value.answer.server, '192.0.2.2')
})

test('zone: without it, or where all of them deny the name, it does not exist', async () => {
  const plain = await gatherIn(memoryWorld(halves, { servers: atSecond }), 'foo.shop.com', { zone })
  assert.equal(plain.zone?.seen && plain.zone.value.status, 'no-such-domain')
  const denied = await gatherIn(memoryWorld(halves), 'foo.shop.com', { zone }, { authoritative: true })
  assert.equal(denied.zone?.seen && denied.zone.value.status, 'no-such-domain')
})
