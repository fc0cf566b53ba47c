import assert from 'node:assert/strict'
import test from 'node:test'
import type { Asked } from '../../src/core/target.ts'
import { alias, at, atAll, deaf, dkimGatherers } from '../support/dkim-facts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const spf = (record: string) => `shop.example TXT "v=spf1 ${record}"`
const noSpf: MemoryOptions = { blindAt: { 'TXT shop.example': 'timeout' } }
const closed = spf('-all')

async function look(lines: string[], asked: Partial<Asked> = {}, options: MemoryOptions = {}) {
  const world = memoryWorld(['shop.example SOA a.b c.d', ...lines].join('\n'), options)
  const { sending } = await gatherIn(world, 'shop.example', dkimGatherers, asked)
  return sending?.seen ? sending.value : sending?.blind.reason
}

const rows: Record<string, [lines: string[], says: string, asked?: Partial<Asked>, options?: MemoryOptions]> = {
  'an SPF record that names somebody': [[spf('mx -all')], 'sends'],
  'no SPF record': [['shop.example A 192.0.2.80'], 'sends'],
  'an SPF record that lets nobody pass, and no key': [[closed], 'closed'],
  'the same by a redirect': [[spf('redirect=none.example'), 'none.example TXT "v=spf1 -all"'], 'closed'],
  'an SPF record that only doubts': [[spf('~all')], 'sends'],
  'a key beside an SPF record that lets nobody pass: a relay is judged at a name of its own': [
    [closed, at('google')],
    'sends',
  ],
  'a key that cannot be used was meant to sign': [[closed, at('google', 'v=DKIM1; p=AAAA')], 'sends'],
  'a key that was withdrawn signs nothing': [[closed, at('google', 'v=DKIM1; p=')], 'closed'],
  'another kind of record signs nothing': [[closed, at('google', 'v=spf1 -all')], 'closed'],
  'an alias that leads nowhere signs nothing': [[closed, alias('s1', 'gone.example')], 'closed'],
  'a wildcard that withdraws every key': [[closed, '*._domainkey.shop.example TXT "v=DKIM1; p="'], 'closed'],
  'a wildcard that is a key: whoever has its other half can sign': [[closed, atAll()], 'sends'],
  'the same in bulk': [[closed, atAll()], 'sends', { mostGuesses: 25 }],
  'a wildcard that is no usable key': [[closed, atAll('v=DKIM1; p=AAAA')], 'closed'],
  'a wildcard that withdraws every key, in bulk': [
    [closed, '*._domainkey.shop.example TXT "v=DKIM1; p="'],
    'closed',
    { mostGuesses: 25 },
  ],
  'a selector was given, and nothing is there': [[closed], 'sends', { selectors: ['s1'] }],
  'said to be parked, whatever is published': [[spf('mx -all'), at('google')], 'parked', { parked: true }],
  'SPF was not seen': [['shop.example A 192.0.2.80'], 'timeout', {}, noSpf],
  'SPF was not seen, and a key was': [[at('google')], 'sends', {}, noSpf],
  'SPF names somebody, and no key was seen': [
    [spf('mx -all'), at('google')],
    'sends',
    {},
    { blindAt: { 'TXT google._domainkey.shop.example': 'refused' } },
  ],
  'SPF lets nobody pass, and the key may be where nobody answered': [
    [closed, at('s4711')],
    'timeout',
    {},
    deaf('google'),
  ],
  'the same beside a key that was withdrawn': [[closed, at('mail', 'v=DKIM1; p=')], 'timeout', {}, deaf('google')],
  'what it redirects to was not seen': [
    [spf('redirect=none.example')],
    'refused',
    {},
    { blindAt: { 'TXT none.example': 'refused' } },
  ],
}
for (const [name, [lines, says, asked, options]] of Object.entries(rows))
  test(`sending: ${name}`, async () => assert.equal(await look(lines, asked, options), says))
