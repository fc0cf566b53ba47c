import assert from 'node:assert/strict'
import test from 'node:test'
import type { Asked } from '../../src/core/target.ts'
import { keyText } from '../support/dkim-facts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'
import { judgeRelays, lookAtRelays, named, relayGatherers, relayWorld, smtp2go } from '../support/relay-facts.ts'

async function look(lines: string, asked: Partial<Asked> = {}, options: MemoryOptions = {}) {
  const { gathered, world } = await lookAtRelays(lines, asked, options)
  assert.ok(gathered.relayRecords?.seen)
  const [records, ...others] = gathered.relayRecords.value
  assert.ok(records)
  const place = (record: { name: string; known: string } | undefined) => record && `${record.name} ${record.known}`
  return { world, records, others, path: place(records.returnPath), keys: records.dkim.map(place) }
}

const places: Record<string, [asked: Partial<Asked>, path: string | undefined, keys: string[], lines?: string]> = {
  'nothing is known of SMTP2GO alone': [named(), undefined, []],
  'a given selector tells the default return path': [
    named('smtp2go', { selectors: ['s4711', 'mail'] }),
    'em4711.shop.example digits',
    ['s4711._domainkey.shop.example option'],
  ],
  'a given return path tells the default selector': [
    named('smtp2go', { returnPath: 'em4711' }),
    'em4711.shop.example option',
    ['s4711._domainkey.shop.example digits'],
  ],
  'a whole name, beside the domain': [
    named('smtp2go', { returnPath: 'bounces.shop.test' }),
    'bounces.shop.test option',
    [],
  ],
  'the domain itself is no other name': [named('smtp2go', { returnPath: 'shop.example' }), undefined, []],
  'what both have was given: nothing is made up': [
    named('smtp2go', { returnPath: 'news', selectors: ['s4711'] }),
    'news.shop.example option',
    ['s4711._domainkey.shop.example option'],
  ],
  'a key that leads to the relay is found, whatever its name': [
    named('smtp2go'),
    undefined,
    ['google._domainkey.shop.example found'],
    'google._domainkey.shop.example CNAME dkim.smtp2go.net',
  ],
  'a selector that leads to another relay is none of this one': [
    named('smtp2go', { selectors: ['s1'] }),
    undefined,
    [],
    's1._domainkey.shop.example CNAME s1.domainkey.u1.wl1.sendgrid.net',
  ],
  'fixed selectors, and those of former years': [
    named('brevo'),
    undefined,
    [
      'brevo1._domainkey.shop.example fixed',
      'brevo2._domainkey.shop.example fixed',
      'mail._domainkey.shop.example older',
    ],
  ],
  'a usual label': [named('resend'), 'send.shop.example usual', ['resend._domainkey.shop.example fixed']],
}
for (const [name, [asked, path, keys, lines = '']] of Object.entries(places))
  test(`relay records: ${name}`, async () => {
    const found = await look(lines, asked)
    assert.deepEqual([found.path, found.keys], [path, keys])
  })

test('relay records: all that is right is known after two rounds, that of the keys and that of the label they tell', async () => {
  const { world } = await look(Object.values(smtp2go).join('\n'), named('smtp2go', { selectors: ['s4711'] }))
  assert.equal(world.rounds, 2)
  assert.equal(new Set(world.questions).size, world.questions.length)
  assert.ok(!world.questions.some((question) => question.includes('*')), 'no wildcard is looked for')
})

test('relay records: only where a name is not as it should be, the wildcard is looked for', async () => {
  const wild = await look('*.shop.example A 192.0.2.1', named('smtp2go', { returnPath: 'em4711' }))
  assert.equal(wild.records.returnPath?.wildcard, 'yes')
  const own = await look(
    'em4711.shop.example A 192.0.2.1\n*.shop.example A 192.0.2.2',
    named('smtp2go', { returnPath: 'em4711' }),
  )
  assert.equal(own.records.returnPath?.wildcard, undefined)
  const unseen = await look('em4711.shop.example A 192.0.2.1', named('smtp2go', { returnPath: 'em4711' }), {
    blindAt: { 'A *.shop.example': 'timeout' },
  })
  assert.equal(unseen.records.returnPath?.wildcard, 'unseen')
})

const includes: Record<string, [spf: string, listed: string, lookups: number, perhaps: boolean]> = {
  'not there': ['v=spf1 mx -all', 'no', 1, false],
  'in the own record, with what it costs': ['v=spf1 include:spf.smtp2go.com -all', 'own', 2, false],
  'never reached': ['v=spf1 -all include:spf.smtp2go.com', 'no', 1, false],
  'in a record below': ['v=spf1 include:below.shop.example -all', 'below', 1, false],
  'a large network may be its own': ['v=spf1 ip4:203.0.113.0/24 -all', 'no', 1, true],
  'one address is a server': ['v=spf1 ip4:203.0.113.7 -all', 'no', 1, false],
  'what depends on the message': ['v=spf1 exists:%{i}.shop.example -all', 'no', 1, true],
}
for (const [name, [spf, listed, lookups, perhaps]] of Object.entries(includes))
  test(`relay records: the include is ${name}`, async () => {
    const lines = `shop.example TXT "${spf}"\nbelow.shop.example TXT "v=spf1 include:spf.smtp2go.com -all"`
    const { records } = await look(lines, named('smtp2go', { selectors: ['s4711'] }))
    assert.ok(records.spf.seen)
    const { value } = records.spf
    assert.deepEqual(
      [value.listed, value.lookups, value.perhaps],
      [listed, listed === 'own' ? lookups : value.lookups, perhaps],
    )
  })

test('relay records: an SPF record that was not seen stays so', async () => {
  const { records } = await look('', named('smtp2go', { selectors: ['s4711'] }), {
    blindAt: { 'TXT shop.example': 'timeout' },
  })
  assert.equal(records.spf.seen, false)
})

test('relay records: keys of others are known apart from those of the relay', async () => {
  const lines = `${smtp2go.key}\nmail._domainkey.shop.example TXT "${keyText()}"\ns1._domainkey.shop.example CNAME s1.domainkey.u1.wl1.sendgrid.net`
  const { records } = await look(lines, named('smtp2go', { selectors: ['s4711', 'mail', 's1'] }))
  assert.deepEqual(records.otherKeys, ['mail._domainkey.shop.example'])
})

test('relay records: of several relays nobody said whose the given return path is', async () => {
  const lines = `shop.example TXT "v=spf1 include:spf.smtp2go.com include:sendgrid.net -all"`
  const { records, others } = await look(lines, { returnPath: 'em4711' })
  assert.deepEqual([records.returnPath?.known, others[0]?.returnPath?.known], ['usual', 'usual'])
})

test('relay records: of one of many domains nothing is looked at without a relay', async () => {
  const { gathered } = await lookAtRelays('', { mostGuesses: 25 })
  assert.deepEqual(gathered.relayRecords, { seen: true, value: [] })
})

test('relay records: what the relay has for the domain above serves the names below it, where both are aligned', async () => {
  const lines = `${Object.values(smtp2go).join('\n')}\nnews.shop.example TXT "v=spf1 mx ~all"\nnews.shop.example MX 10 mx.shop.example`
  const asked = named('smtp2go', { returnPath: 'em4711.shop.example', selectors: ['s4711'] })
  const find = async (more: string) => {
    const world = memoryWorld(relayWorld(`${lines}\n${more}`))
    return judgeRelays(await gatherIn(world, 'news.shop.example', relayGatherers, asked))
  }
  const outcomes = (await find('')).map(({ outcome }) => outcome)
  assert.deepEqual(outcomes, [
    'points-to-relay',
    'points-to-relay',
    'missing',
    'covered-by-return-path',
    'spf-and-dkim',
  ])
  const strict = await find('_dmarc.news.shop.example TXT "v=DMARC1; p=reject; adkim=s"')
  assert.equal(strict.at(-1)?.id, 'relay-alignment/spf-only')
  assert.match(strict.at(-1)?.says ?? '', /under adkim=s the key s4711\._domainkey\.shop\.example is not aligned/)
})

test('relay records: a domain whose SPF lets nobody pass sends nothing, unless the relay has a key there', async () => {
  const closed = 'shop.example TXT "v=spf1 -all"'
  assert.equal((await look(closed, named())).records.silent, 'closed')
  const asked = named('smtp2go', { returnPath: 'em4711' })
  assert.equal((await look(`${closed}\n${smtp2go.key}`, asked)).records.silent, undefined)
  assert.equal((await look('', { parked: true, ...named() })).records.silent, 'parked')
})
