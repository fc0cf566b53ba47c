import assert from 'node:assert/strict'
import test from 'node:test'
import { nameServers } from '../../src/facts/name-servers.ts'
import { wildcards } from '../../src/facts/wildcards.ts'
import { zone } from '../../src/facts/zone.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const records = `
  com SOA a.com h.com 1
  shop.com SOA ns1.shop.com host.shop.com 7
  shop.com NS ns2.shop.com
  shop.com NS ns1.shop.com
  shop.com MX 10 mx.shop.com
  ns1.shop.com A 192.0.2.1
  ns1.shop.com AAAA 2001:db8::1
  ns2.shop.com A 192.0.2.2
  sub.shop.com TXT "x"
`
const look = async (options: MemoryOptions = {}, more = '', domain = 'shop.com', authoritative = false) => {
  const world = memoryWorld(`${records}${more}`, options)
  const { nameServers: found } = await gatherIn(world, domain, { zone, nameServers }, { authoritative })
  return { found, world }
}

test('name servers: each address of each is asked itself', async () => {
  const { found, world } = await look()
  assert.ok(found?.seen)
  assert.deepEqual(
    found.value.servers.map(({ host, addresses }) => [host, addresses.map(({ address, soa }) => [address, soa.kind])]),
    [
      [
        'ns1.shop.com',
        [
          ['192.0.2.1', 'records'],
          ['2001:db8::1', 'records'],
        ],
      ],
      ['ns2.shop.com', [['192.0.2.2', 'records']]],
    ],
  )
  assert.equal(world.rounds, 3, 'SOA with NS, then addresses, then the servers')
})

test('name servers: those of the enclosing zone', async () => {
  const { found, world } = await look({}, '', 'sub.shop.com')
  assert.deepEqual(found?.seen && found.value.servers.map(({ host }) => host), ['ns1.shop.com', 'ns2.shop.com'])
  assert.equal(world.rounds, 4)
})

test('name servers: at most 13 of them, at most 4 addresses each, both families in turn', async () => {
  const many = Array.from({ length: 30 }, (_, i) => `shop.com NS many${i + 10}.shop.com`)
  const hosts = Array.from(
    { length: 9 },
    (_, i) => `ns1.shop.com A 198.51.100.${i + 1}\nns1.shop.com AAAA 2001:db8:1::${i + 1}`,
  )
  const { found } = await look({}, [...many, ...hosts].join('\n'))
  assert.ok(found?.seen)
  assert.equal(found.value.servers.length, 13)
  const one = memoryWorld(`${records}${hosts.join('\n')}`)
  const { nameServers: few } = await gatherIn(one, 'shop.com', { zone, nameServers })
  assert.deepEqual(few?.seen && few.value.servers[0]?.addresses.map(({ address }) => address), [
    '192.0.2.1',
    '2001:db8:1::1',
    '198.51.100.1',
    '2001:db8:1::2',
  ])
})

test('name servers: those of a zone file are not asked', async () => {
  const { found, world } = await look({ transport: 'zone-file' })
  assert.deepEqual(found?.seen && found.value.servers, [])
  assert.deepEqual([...world.questions].sort(), ['NS shop.com', 'SOA shop.com'])
})

test('name servers: with --authoritative each is asked for the mail records too, at once', async () => {
  const { found, world } = await look({}, '_dmarc.shop.com CNAME dmarc.elsewhere.net\n', 'shop.com', true)
  assert.ok(found?.seen)
  assert.equal(world.rounds, 3)
  for (const { addresses, mailRecords } of found.value.servers) {
    assert.deepEqual(
      mailRecords.map(({ address }) => address),
      addresses.map(({ address }) => address),
    )
    for (const { answers } of mailRecords)
      assert.deepEqual(Object.keys(answers), ['MX shop.com', 'TXT shop.com', 'A shop.com', 'CNAME _dmarc.shop.com'])
  }
})

test('name servers: nobody is asked about a domain that does not exist, and a zone not seen blinds', async () => {
  const gone = await look({}, '', 'gone.com')
  assert.equal(gone.found?.seen === false && gone.found.blind.reason, 'not-attempted')
  assert.ok(!gone.world.questions.some((question) => question.includes('@')))
  const { found } = await look({ blindAt: { 'NS shop.com': 'timeout' } })
  assert.equal(found?.seen === false && found.blind.reason, 'timeout')
})

test('name servers: where no resolver gets an answer of the zone, those that the zone above names are asked', async () => {
  const above = `com SOA a.com h.com 1
    com NS a.com
    a.com A 198.51.100.1`
  const delegation = 'shop.com NS ns9.shop.com'
  const world = memoryWorld(`${above}\n ns9.shop.com A 192.0.2.9`, {
    blindAt: { 'SOA shop.com': 'server-failure', 'NS shop.com': 'server-failure' },
    servers: { '198.51.100.1': `${above}\n${delegation}`, '192.0.2.9': { blind: 'refused' } },
  })
  const { nameServers: found } = await gatherIn(world, 'shop.com', { zone, nameServers })
  assert.ok(found?.seen)
  assert.equal(found.value.zone, 'shop.com')
  assert.equal(found.value.unresolved?.reason, 'server-failure')
  assert.deepEqual(
    found.value.servers.map(({ host, addresses }) => [
      host,
      addresses.map(({ soa }) => soa.kind === 'blind' && soa.blind.reason),
    ]),
    [['ns9.shop.com', ['refused']]],
  )
})

test('name servers: a resolver that is dead is not asked about the names above: it would cost the same wait again', async () => {
  const blindAt = { 'SOA shop.com': 'timeout', 'NS shop.com': 'timeout' } as const
  const { found, world } = await look({ blindAt })
  assert.equal(found?.seen === false && found.blind.reason, 'timeout')
  assert.deepEqual(world.questions, ['SOA shop.com', 'NS shop.com'])
  assert.equal(world.rounds, 1)
})

test('name servers: with --authoritative it was the name servers that were silent, and the zone above is asked', async () => {
  const above = 'com SOA a.com h.com 1\ncom NS a.com\na.com A 198.51.100.1'
  const silent = { reason: 'timeout', detail: 'ns9.shop.com did not answer within 5 s', ownServers: true } as const
  const world = memoryWorld(`${above}\nns9.shop.com A 192.0.2.9`, {
    blindAt: { 'SOA shop.com': silent, 'NS shop.com': silent },
    servers: { '198.51.100.1': `${above}\nshop.com NS ns9.shop.com`, '192.0.2.9': { blind: 'timeout' } },
  })
  const { nameServers: found } = await gatherIn(world, 'shop.com', { zone, nameServers }, { authoritative: true })
  assert.deepEqual(found?.seen && found.value.servers.map(({ host }) => host), ['ns9.shop.com'])
  assert.equal(found?.seen && found.value.unresolved?.reason, 'timeout')
})

test('name servers: with --authoritative the resolver is asked whether it has what the name servers themselves do not give', async () => {
  const above = 'com SOA a.com h.com 1\ncom NS a.com\na.com A 198.51.100.1'
  const refused = { reason: 'refused', detail: '192.0.2.9 refused to answer (REFUSED)', ownServers: true } as const
  const world = memoryWorld(`${above}\nshop.com SOA ns9.shop.com h.shop.com 7\nns9.shop.com A 192.0.2.9`, {
    blindAt: { 'SOA shop.com': refused, 'NS shop.com': refused },
    servers: { '198.51.100.1': `${above}\nshop.com NS ns9.shop.com`, '192.0.2.9': { blind: 'refused' } },
  })
  const { nameServers: found } = await gatherIn(world, 'shop.com', { zone, nameServers }, { authoritative: true })
  assert.deepEqual(found?.seen && found.value.servers.map(({ host }) => host), ['ns9.shop.com'])
  assert.equal(found?.seen && 'unresolved' in found.value, false)
  const [asked] = found?.seen ? found.value.servers.flatMap(({ mailRecords }) => mailRecords) : []
  assert.ok(asked && 'MX shop.com' in asked.answers, 'what mail depends on is compared there too')
})

test('name servers: where none of them is heard, a name that nobody remembers shows whether the resolver hears them', async () => {
  const closed = { '192.0.2.1': { blind: 'unreachable' }, '2001:db8::1': { blind: 'timeout' } } as const
  const random = 'TXT noncenoncenoncaa.shop.com'
  const cases: [MemoryOptions, why: string | undefined][] = [
    [{ servers: { ...closed, '192.0.2.2': { blind: 'timeout' } } }, undefined],
    [
      { servers: { ...closed, '192.0.2.2': { blind: 'timeout' } }, blindAt: { [random]: 'server-failure' } },
      'server-failure',
    ],
    [{ servers: { ...closed, '192.0.2.2': { blind: 'timeout' } }, blindAt: { [random]: 'timeout' } }, 'timeout'],
    [{ servers: { ...closed, '192.0.2.2': { blind: 'timeout' } }, blindAt: { [random]: 'refused' } }, undefined],
    [{ servers: { ...closed, '192.0.2.2': { blind: 'refused' } }, blindAt: { [random]: 'server-failure' } }, undefined],
    [{ servers: closed, blindAt: { [random]: 'server-failure' } }, undefined],
  ]
  for (const [options, why] of cases) {
    const found = await gatherIn(memoryWorld(records, options), 'shop.com', { zone, nameServers, wildcards })
    assert.ok(found.nameServers?.seen)
    assert.equal(found.nameServers.value.unresolved?.reason, why)
  }
})
