import assert from 'node:assert/strict'
import test from 'node:test'
import type { Asked } from '../../src/core/target.ts'
import { dkimKeys } from '../../src/facts/dkim-keys.ts'
import { commonSelectors } from '../../src/knowledge/selectors.ts'
import { records } from '../support/answers.ts'
import { at, atAll, deaf, dkimGatherers, keyText, publicKeys } from '../support/dkim-facts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

async function look(lines: string, asked: Partial<Asked> = {}, options: MemoryOptions = {}) {
  const world = memoryWorld(`shop.example SOA a.b c.d\n${lines}`, options)
  const { dkimKeys } = await gatherIn(world, 'shop.example', dkimGatherers, asked)
  assert.ok(dkimKeys)
  return dkimKeys
}
async function keys(...args: Parameters<typeof look>) {
  const found = await look(...args)
  assert.ok(found.seen)
  return found.value
}
const deafToAll = deaf(...commonSelectors.map(({ selector }) => selector))

test('keys: the one record that counts, with the key read', async () => {
  const [key, another] = await keys(at('s1'), { selectors: ['s1'] })
  assert.equal(another, undefined)
  assert.equal(key?.live?.key.type === 'rsa' && key.live.key.bits, 2048)
  assert.equal(key?.records.length, 1)
  assert.deepEqual(key?.weak, [])
})

const dead: Record<string, string> = {
  'a record that was withdrawn': at('s1', 'v=DKIM1; p='),
  'a record that cannot be read': at('s1', 'v=DKIM1; p=AAAA'),
  'another kind of record': at('s1', 'v=spf1 -all'),
  'two records': [at('s1'), at('s1', keyText('other2048'))].join('\n'),
  nothing: 'mail.shop.example A 192.0.2.1',
}
for (const [name, lines] of Object.entries(dead))
  test(`keys: ${name} counts for nothing`, async () => {
    const [key] = await keys(lines, { selectors: ['s1'] })
    assert.equal(key?.live, undefined)
    assert.deepEqual(key?.weak, [])
  })

test('keys: a fault that verifiers put up with leaves the key in use', async () => {
  const [key] = await keys(at('s1', `k=rsa; v=DKIM1; p=${publicKeys.rsa2048}`), { selectors: ['s1'] })
  assert.ok(key?.live)
  assert.ok(key.live.faults.length > 0)
})

test('keys: several records are in one order, whichever DNS names first', async () => {
  const lines = [at('s1', keyText('other2048')), at('s1', keyText('rsa2048')), at('s1', 'v=spf1 -all')]
  const texts = async (order: string[]) =>
    (await keys(order.join('\n'), { selectors: ['s1'] })).flatMap(({ records }) => records.map(({ text }) => text))
  assert.deepEqual(await texts(lines), await texts(lines.toReversed()))
})

const crowds: Record<string, (name: string) => string[][]> = {
  'a text of 64 KB with tags in capitals': (name) => [[`n=${name};${'P=;'.repeat(21_700)}`]],
  'a text of 64 KB that is all tags': (name) => [[`p=${name};${'a;'.repeat(32_600)}`]],
  'eight texts of 8 KB': (name) =>
    Array.from({ length: 8 }, (_, i) => [`n=${name}${i};${'P=;'.repeat(33)}${'&quot;'.repeat(1300)}`]),
  '1500 short texts': (name) => Array.from({ length: 1500 }, (_, i) => [`P=${i}${name.slice(0, 2)}`]),
}
for (const [name, texts] of Object.entries(crowds))
  test(`keys: ${name} at every selector, each another, stop nobody`, async () => {
    const chosen = commonSelectors.map(({ selector }) => selector)
    const world = memoryWorld('shop.example SOA a.b c.d')
    const dns = async (at: string) => records(at, 'TXT', texts(at))
    const { dkimSelectors } = await gatherIn(
      { ...world, dns: dns as typeof world.dns },
      'shop.example',
      dkimGatherers,
      {
        selectors: chosen,
      },
    )
    const start = process.cpuUsage()
    const found = await dkimKeys({
      look: async () => dkimSelectors,
      target: { name: 'shop.example' },
    } as unknown as Parameters<typeof dkimKeys>[0])
    const time = process.cpuUsage(start).user / 1000
    assert.ok(found.seen && found.value.length === chosen.length && found.value.every(({ live }) => !live))
    assert.ok(time < 2000, `${time} ms of CPU for ${chosen.length} selectors`)
  })

test('keys: what is weak about a key in use is told', async () => {
  const [key] = await keys(at('s1', keyText('exponent1')), { selectors: ['s1'] })
  assert.deepEqual(
    key?.weak.map(({ kind }) => kind),
    ['exponent'],
  )
})

test('keys: nothing is known where every guess timed out', async () => {
  const found = await look(at('google'), {}, deafToAll)
  assert.ok(!found.seen)
  assert.equal(found.blind.reason, 'timeout')
})

test('keys: nor where one guess timed out and the others are not there', async () => {
  assert.equal((await look(at('s4711'), {}, deaf('google'))).seen, false)
})

test('keys: one that was found is known, whatever was not seen', async () => {
  assert.equal((await keys(at('mail'), {}, deaf('google'))).filter(({ live }) => live).length, 1)
})

test('keys: where _domainkey is denied, a guess that was not answered may be one: some servers deny what has children', async () => {
  const servfail = { blindAt: { 'TXT google._domainkey.shop.example': 'server-failure' } } as const
  const found = await look('www.shop.example A 192.0.2.1', {}, servfail)
  assert.equal(!found.seen && found.blind.reason, 'server-failure')
})

test('keys: where _domainkey is denied and every guess with it, there is none', async () =>
  assert.deepEqual(await keys('www.shop.example A 192.0.2.1'), []))

test('keys: what a wildcard gives to every selector is one, where anybody can sign with it', async () => {
  const brief = async (...args: Parameters<typeof look>) =>
    (await keys(...args)).map(({ selector, source, wildcard, live }) => [selector, source, wildcard, live?.key.type])
  const all = ['*', 'wildcard', true, 'rsa']
  assert.deepEqual(await brief(atAll()), [all])
  assert.deepEqual(await brief(`*.shop.example TXT "${keyText()}"`), [all])
  assert.deepEqual(await brief(atAll(), { mostGuesses: 25 }), [all])
  assert.deepEqual(await brief([atAll(), at('google', keyText('other2048'))].join('\n')), [
    ['google', 'guess', undefined, 'rsa'],
    all,
  ])
  assert.deepEqual(await brief(atAll(), { selectors: ['s1'] }), [['s1', 'option', true, 'rsa']])
  for (const text of ['v=DKIM1; p=', 'v=spf1 -all', 'v=DKIM1; p=AAAA']) assert.deepEqual(await brief(atAll(text)), [])
})

test('keys: in bulk, nothing is known where it was not seen whether guesses are of use', async () => {
  const options = { blindAt: { 'TXT _domainkey.shop.example': 'server-failure' } } as const
  const found = await look(at('google'), { mostGuesses: 25 }, options)
  assert.ok(!found.seen)
  assert.equal(found.blind.reason, 'server-failure')
})

test('keys: a given selector that was not seen is one of them, not the end of all', async () => {
  const found = await keys(at('s2'), { selectors: ['s1', 's2'] }, deaf('s1'))
  assert.deepEqual(
    found.map(({ answer }) => answer.kind),
    ['blind', 'records'],
  )
})
