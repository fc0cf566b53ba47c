import assert from 'node:assert/strict'
import test from 'node:test'
import type { Blocklist, KeyName, ListChoice, ListKind } from '../../../src/core/lists.ts'
import { chooseLists, type KnownLists } from '../../../src/facts/lists/choose.ts'
import { knownLists } from '../../../src/facts/lists/known.ts'
import { aList } from '../../support/list-world.ts'

const context = { tier: 'context' } as const
const blocklists: Blocklist[] = [
  aList('zen.dq.example', { key: 'spamhaus', includes: ['zen.example', 'sbl.example'], kinds: ['ip4', 'ip6'] }),
  aList('zen.example', { kinds: ['ip4', 'ip6'], includes: ['sbl.example'] }),
  aList('sbl.example', { tier: 'named-only' }),
  aList('context.example', context),
  aList('unproven.example', { ...context, probes: {} }),
  aList('extended.example', { tier: 'extended' }),
  aList('never.example', { tier: 'never-by-default' }),
  aList('dbl.example', { kinds: ['domain'], probes: { domain: { listed: 'test', clear: 'invalid' } } }),
]
const known: KnownLists = {
  blocklists,
  deadLists: [
    { zone: 'dead.example', below: true, does: 'lists everybody', since: '2015' },
    { zone: 'gone.example', does: 'lists nobody' },
  ],
}
function zones(choice: Partial<ListChoice>, kind: ListKind = 'ip4', keys: KeyName[] = []) {
  const chosen = chooseLists({ zones: [], dead: false, ...choice }, kind, new Set(keys), known)
  return chosen.map(({ list, skip }) => (skip === undefined ? list.zone : `${list.zone}: ${skip}`))
}

test('lists chosen: tier by tier, and a context list by default only where it can prove itself', () => {
  assert.deepEqual(zones({ tier: 'core' }), ['zen.example', 'context.example'])
  assert.deepEqual(zones({ tier: 'extended' }), [
    'zen.example',
    'context.example',
    'unproven.example',
    'extended.example',
  ])
  assert.deepEqual(zones({ tier: 'all' }), [
    'zen.example',
    'context.example',
    'unproven.example',
    'extended.example',
    'never.example',
  ])
})

test('lists chosen: only what holds the kind of subject', () => {
  assert.deepEqual(zones({ tier: 'core' }, 'ip6'), ['zen.example'])
  assert.deepEqual(zones({ tier: 'core' }, 'domain'), ['dbl.example'])
  assert.deepEqual(zones({ zones: ['dbl.example', 'zen.example'] }), ['zen.example'])
})

test('lists chosen: with the key its own zone, and not what that holds', () => {
  assert.deepEqual(zones({ tier: 'core' }, 'ip4', ['spamhaus']), ['zen.dq.example', 'context.example'])
  assert.deepEqual(zones({ tier: 'core' }, 'ip4', ['abusix']), ['zen.example', 'context.example'])
})

test('lists chosen: what is named is asked, beside a tier too, each once', () => {
  assert.deepEqual(zones({ zones: ['sbl.example', 'never.example'] }), ['sbl.example', 'never.example'])
  assert.deepEqual(zones({ tier: 'core', zones: ['zen.example', 'sbl.example'] }, 'ip4', ['spamhaus']), [
    'zen.dq.example',
    'context.example',
    'zen.example',
    'sbl.example',
  ])
})

test('lists chosen: what somebody named is marked, in a tier too', () => {
  const choice: ListChoice = { tier: 'core', zones: ['zen.example', 'own.example'], dead: false }
  const chosen = chooseLists(choice, 'ip4', new Set(), known)
  assert.deepEqual(
    chosen.map(({ list, named }) => [list.zone, named]),
    [
      ['zen.example', true],
      ['context.example', undefined],
      ['own.example', true],
    ],
  )
})

test('lists chosen: a keyed zone that is named without its key is skipped, with the reason', () => {
  const [one] = zones({ zones: ['zen.dq.example'] })
  assert.match(one ?? '', /^zen\.dq\.example: .*key.*RELAYCHECK_SPAMHAUS_DQS_KEY/)
})

test('lists chosen: a zone that nobody knows is believed only after both of the test entries of RFC 5782', () => {
  const [{ list } = assert.fail()] = chooseLists({ zones: ['own.example'], dead: false }, 'ip4', new Set(), known)
  assert.equal(list.own, true)
  assert.deepEqual(list.probes, {
    ip4: { listed: '127.0.0.2', clear: '127.0.0.1' },
    ip6: { listed: '::ffff:127.0.0.2', clear: '::ffff:127.0.0.1' },
    domain: { listed: 'test', clear: 'invalid' },
  })
})

test('lists chosen: a dead list is asked only where that is forced', () => {
  assert.deepEqual(zones({ zones: ['bl.dead.example', 'gone.example', 'not.gone.example'] }), [
    'bl.dead.example: this list has ended (2015) and lists everybody',
    'gone.example: this list has ended and lists nobody',
    'not.gone.example',
  ])
  assert.deepEqual(zones({ zones: ['bl.dead.example'], dead: true }), ['bl.dead.example'])
})

test('lists chosen: of those of this world, every one by default can prove itself, and no operator has more than three', async () => {
  const lists = await knownLists()
  for (const kind of ['ip4', 'ip6', 'domain'] as const)
    for (const keys of [new Set<KeyName>(), new Set(['spamhaus', 'abusix'] as const)]) {
      const chosen = chooseLists({ tier: 'core', zones: [], dead: false }, kind, keys, lists)
      assert.ok(chosen.length > 0)
      for (const { list, skip } of chosen) {
        assert.ok(list.probes[kind], list.zone)
        assert.equal(skip, undefined)
        assert.ok(!list.key || keys.has(list.key))
      }
      const decisive = chosen.filter(({ list }) => list.decides).map(({ list }) => list.zone)
      assert.deepEqual(decisive, kind === 'domain' ? [] : [keys.size > 0 ? 'zen.dq.spamhaus.net' : 'zen.spamhaus.org'])
      for (const [operator, theirs] of Map.groupBy(chosen, ({ list }) => list.operator))
        assert.ok(theirs.length <= 3, operator)
    }
})
