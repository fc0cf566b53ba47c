import assert from 'node:assert/strict'
import test from 'node:test'
import type { Blocklist, ListCode } from '../../src/core/lists.ts'
import { type CodesRead, isEntry, readCodes } from '../../src/records/list-codes.ts'
import { blocklistOf } from '../support/blocklist-of.ts'

const listOf = (zone: string): Blocklist => {
  const list = blocklistOf(zone)
  assert.ok(list, zone)
  return list
}

// The table of BLOCKLISTS section 3, its five traps, and the fixtures of section 13.
const answers: [zone: string, addresses: string, state: CodesRead<unknown>['state'], told?: string[], why?: RegExp][] =
  [
    ['zen.spamhaus.org', '127.0.0.2 127.0.0.9', 'listed', ['SBL', 'DROP']],
    ['zen.spamhaus.org', '127.0.0.4', 'listed', ['XBL']],
    ['zen.spamhaus.org', '127.0.0.10', 'listed', ['PBL']],
    ['zen.spamhaus.org', '', 'not-listed', []],
    [
      'zen.spamhaus.org',
      '127.255.255.254',
      'refused',
      ['Spamhaus answers no public resolver'],
      /^127\.255\.255\.254: /,
    ],
    ['zen.spamhaus.org', '127.255.255.255', 'refused', ['this resolver asks more'], /^127\.255\.255\.255: /],
    ['zen.spamhaus.org', '127.255.255.250', 'refused', ['Spamhaus refuses']],
    ['zen.spamhaus.org', '127.255.255.252', 'broken', ['Spamhaus has no zone'], /^127\.255\.255\.252: /],
    ['zen.spamhaus.org', '127.0.0.2 127.255.255.254', 'refused', ['SBL', 'Spamhaus answers no']],
    ['zen.spamhaus.org', '127.0.0.77', 'unknown-code', [], /^127\.0\.0\.77: /],
    ['zen.spamhaus.org', '127.0.0.77 127.0.0.3', 'listed', ['CSS']],
    ['zen.spamhaus.org', '127.0.0.1', 'unknown-code', [], /^127\.0\.0\.1: /],
    ['zen.spamhaus.org', '91.195.240.117', 'broken', [], /^91\.195\.240\.117: .*127\.0\.0\.0\/8/],
    ['zen.spamhaus.org', '127.0.0.2 91.195.240.117', 'broken', ['SBL'], /^91\.195\.240\.117/],
    ['zen.spamhaus.org', '128.0.0.2', 'broken', []],
    ['zen.spamhaus.org', 'no address', 'broken', []],
    ['zen.dq.spamhaus.net', '127.255.255.252', 'refused', ['Spamhaus refuses']],
    ['hostkarma.junkemailfilter.com', '127.0.0.1', 'allowed', ['white']],
    ['hostkarma.junkemailfilter.com', '127.0.0.2', 'listed', ['black']],
    ['hostkarma.junkemailfilter.com', '127.0.0.3', 'not-listed', ['yellow']],
    ['hostkarma.junkemailfilter.com', '127.0.0.5', 'not-listed', ['not to be looked up']],
    ['multi.uribl.com', '127.0.0.1', 'refused', ['the list refuses']],
    ['multi.uribl.com', '127.0.0.2', 'listed', ['black']],
    ['multi.uribl.com', '127.0.0.14', 'listed', ['black', 'grey', 'red']],
    ['multi.uribl.com', '127.0.0.255', 'refused', ['black', 'grey', 'red', 'the list refuses']],
    ['multi.uribl.com', '127.255.255.254', 'refused', ['the list refuses']],
    ['multi.surbl.org', '127.0.0.72', 'listed', ['PH', 'ABUSE']],
    ['multi.surbl.org', '127.0.0.1', 'refused', ['the list refuses']],
    ['multi.surbl.org', '127.0.0.73', 'refused', ['PH', 'ABUSE', 'the list refuses']],
    ['multi.surbl.org', '127.0.0.0', 'unknown-code', []],
    // A bit that SURBL does not document beside one that it does.
    ['multi.surbl.org', '127.0.0.10', 'listed', ['PH']],
    ['multi.surbl.org', '127.0.0.2', 'unknown-code', []],
    // ICANN's answer for names that collide is no bit field.
    ['bl.score.senderscore.com', '127.0.53.53', 'unknown-code', []],
    ['bl.score.senderscore.com', '127.0.0.1', 'listed', ['it behaves as a botnet']],
    ['bl.score.senderscore.com', '127.255.255.255', 'refused', ['Validity']],
    ['score.senderscore.com', '127.0.4.0', 'listed', ['a Sender Score below 64']],
    ['score.senderscore.com', '127.0.4.79', 'listed', ['a Sender Score from 64']],
    ['score.senderscore.com', '127.0.4.80', 'not-listed', ['a Sender Score from 80']],
    ['score.senderscore.com', '127.0.4.100', 'not-listed', ['a Sender Score of 100']],
    ['score.senderscore.com', '127.0.4.101', 'unknown-code', []],
    ['score.senderscore.com', '127.255.255.255', 'refused', ['Validity']],
    ['rep.mailspike.net', '127.0.0.10', 'listed', ['the worst']],
    ['rep.mailspike.net', '127.0.0.13', 'not-listed', ['somewhat suspicious']],
    ['rep.mailspike.net', '127.0.0.16', 'not-listed', ['neutral, leaning to good']],
    ['rep.mailspike.net', '127.0.0.18', 'allowed', ['good']],
    ['dnsbl.dronebl.org', '127.0.0.255', 'listed', ['a threat']],
    ['bl.blocklist.de', '127.0.0.15', 'listed', ['reported for attacks: the w00tw00t']],
    ['list.dnswl.org', '127.0.10.0', 'allowed', ['listed without trust']],
    ['list.dnswl.org', '127.0.10.3', 'refused', ['this resolver asks more']],
    ['list.dnswl.org', '127.0.10.1', 'refused', ['this resolver asks more']],
    ['list.dnswl.org', '127.0.0.255', 'refused', ['this resolver asks more']],
    ['list.dnswl.org', '127.0.5.1', 'allowed', ['low trust']],
    ['list.dnswl.org', '127.0.15.3', 'allowed', ['high trust']],
    ['list.dnswl.org', '127.0.5.9', 'unknown-code', []],
    ['dbl.spamhaus.org', '127.0.1.255', 'broken', ['this list holds domains'], /^127\.0\.1\.255: /],
    ['dbl.spamhaus.org', '127.0.1.102', 'listed', ['a legitimate domain that others abuse for spam']],
    ['zrd.dq.spamhaus.net', '127.0.2.9', 'listed', ['first seen less than a day']],
    ['zrd.dq.spamhaus.net', '127.0.2.2', 'listed', ['first seen less than two hours']],
    ['zrd.dq.spamhaus.net', '127.0.2.255', 'broken', ['this list holds domains']],
    ['lookup.dkimwl.org', '127.0.2.0', 'listed', ['on its blocklist']],
    ['lookup.dkimwl.org', '127.0.3.5', 'allowed', ['high trust']],
    ['lookup.dkimwl.org', '127.255.255.255', 'refused', ['this resolver']],
    ['lookup.dkimwl.org', '127.255.255.5', 'refused', ['the list refuses']],
    ['iadb.isipp.com', '127.0.0.1 127.2.255.1 127.3.100.7', 'allowed', ['listed', 'it publishes SPF', 'how it asks']],
    ['iadb.isipp.com', '127.2.255.1', 'not-listed', ['it publishes SPF']],
    ['psbl.surriel.com', '127.255.255.254', 'refused', ['the list refuses']],
  ]
for (const [zone, addresses, state, means, why] of answers)
  test(`${zone} answers ${addresses || 'nothing'}: ${state}`, () => {
    const read = readCodes(listOf(zone), addresses === '' ? [] : (addresses.match(/[\d.]+|no address/g) ?? []))
    assert.equal(read.state, state)
    assert.equal(read.told.length, means?.length)
    for (const [i, start] of (means ?? []).entries())
      assert.ok(read.told[i]?.means.startsWith(start), read.told[i]?.means)
    if (why) assert.match(read.why ?? '', why)
    const isAnswer = state === 'listed' || state === 'allowed' || state === 'not-listed'
    assert.equal(read.why === undefined, isAnswer)
  })

test('PBL, dynamic and no-PTR entries are policy, the rest of ZEN accuses', () => {
  const senses = (zone: string, address: string) => readCodes(listOf(zone), [address]).told.map(({ sense }) => sense)
  for (const last of [10, 11]) assert.deepEqual(senses('zen.spamhaus.org', `127.0.0.${last}`), ['policy'])
  for (const last of [2, 3, 4, 9, 30]) assert.deepEqual(senses('zen.spamhaus.org', `127.0.0.${last}`), ['accuses'])
  for (const last of [36, 37]) assert.deepEqual(senses('all.spamrats.com', `127.0.0.${last}`), ['policy'])
  for (const last of [11, 12]) assert.deepEqual(senses('combined.mail.abusix.zone', `127.0.0.${last}`), ['policy'])
})

test('grey, red and abused domains weigh less than their list', () => {
  const impacts = (zone: string, address: string) => {
    const told: readonly ListCode[] = readCodes(listOf(zone), [address]).told
    return told.map(({ impact }) => impact)
  }
  assert.deepEqual(impacts('multi.uribl.com', '127.0.0.14'), [undefined, 'low', 'negligible'])
  for (let last = 102; last <= 106; last++) assert.deepEqual(impacts('dbl.spamhaus.org', `127.0.1.${last}`), ['low'])
  assert.deepEqual(impacts('dbl.spamhaus.org', '127.0.1.2'), [undefined])
})

test('a zone that nobody knows: any code lists, the range for errors refuses all the same', () => {
  const own = { codes: [{ code: '127.0.0.0/8', means: 'listed', sense: 'accuses' as const }] }
  for (const address of ['127.0.0.2', '127.9.9.9', '127.255.254.1', '127.255.0.255'])
    assert.equal(readCodes(own, [address]).state, 'listed', address)
  for (const address of ['127.255.255.0', '127.255.255.254']) assert.equal(readCodes(own, [address]).state, 'refused')
  assert.equal(readCodes(own, ['192.0.2.1']).state, 'broken')
  assert.equal(readCodes({ codes: [] }, ['127.0.0.2']).state, 'unknown-code')
})

test('what a test entry has to answer', () => {
  assert.equal(isEntry(listOf('bl.blocklist.de'), ['127.0.0.15']), true)
  assert.equal(isEntry(listOf('dnsbl.dronebl.org'), ['127.0.0.2']), true)
  // SpamRATS documents no code for its test entry.
  assert.equal(isEntry(listOf('all.spamrats.com'), ['127.0.0.2']), true)
  assert.equal(isEntry(listOf('list.dnswl.org'), ['127.0.10.0']), true)
  assert.equal(isEntry(listOf('list.dnswl.org'), ['127.0.10.3']), false)
  assert.equal(isEntry(listOf('zen.spamhaus.org'), ['127.255.255.254']), false)
  assert.equal(isEntry(listOf('zen.spamhaus.org'), ['91.195.240.117']), false)
  assert.equal(isEntry(listOf('multi.surbl.org'), ['127.0.0.1']), false)
  assert.equal(isEntry(listOf('zen.spamhaus.org'), []), false)
})

test('no answer of error codes alone is ever a listing, at any list', async () => {
  const { blocklists } = await import('../../src/knowledge/blocklists.ts')
  for (const list of blocklists)
    for (let last = 0; last < 256; last++) {
      const { state } = readCodes(list, [`127.255.255.${last}`])
      assert.ok(state === 'refused' || state === 'broken', `${list.zone} ${last}: ${state}`)
    }
})

test('thousands of records are read quickly, each meaning once', () => {
  const many = Array.from({ length: 4000 }, (_, i) => `127.0.${i >> 8}.${i & 255}`)
  const before = performance.now()
  const { told } = readCodes(listOf('zen.spamhaus.org'), [...many, ...many])
  assert.ok(performance.now() - before < 500)
  assert.equal(new Set(told).size, told.length)
})
