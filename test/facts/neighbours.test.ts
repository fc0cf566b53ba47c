import assert from 'node:assert/strict'
import test from 'node:test'
import type { Asked } from '../../src/core/target.ts'
import type { World } from '../../src/core/world.ts'
import { addressReach } from '../../src/facts/address-reach.ts'
import { neighboursFrom, sampleBeside } from '../../src/facts/neighbours.ts'
import { aList, type Holds, listZone, onlyThese, spam } from '../support/list-world.ts'
import { gatherAbout, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const own = '32.60.0.4'
const errors = aList('').codes.slice(1)
const zen = aList('zen.dq.spamhaus.net', {
  key: 'spamhaus',
  decides: true,
  codes: [spam, { code: '127.0.0.10', means: 'PBL', sense: 'policy' }, ...errors],
})
const keys = new Set(['spamhaus'] as const)
const sound: Holds = { '127.0.0.2': ['127.0.0.2'] }

async function look(
  holds: Holds,
  options: MemoryOptions = { keys },
  asked: Partial<Asked> = { neighbours: true },
  about = own,
) {
  const world = memoryWorld(listZone(zen, holds), options)
  const hows: Parameters<World['dns']>[2][] = []
  const heard: World = {
    ...world,
    dns(name, type, how) {
      hows.push(how)
      return world.dns(name, type, how)
    },
  }
  const neighbours = neighboursFrom(onlyThese(zen, aList('bl.example')))
  const { neighbours: found } = await gatherAbout(heard, about, { addressReach, neighbours }, asked)
  assert.ok(found?.seen)
  return { ...found.value, questions: world.questions, hows }
}

test('neighbours: nobody is asked about them unless somebody wants it, with a key, for IPv4', async () => {
  const cases: [MemoryOptions, Partial<Asked>, string, RegExp][] = [
    [{ keys }, {}, own, /only with --neighbours/],
    [{}, { neighbours: true }, own, /set RELAYCHECK_SPAMHAUS_DQS_KEY/],
    [{ keys: new Set(['abusix']) }, { neighbours: true }, own, /set RELAYCHECK_SPAMHAUS_DQS_KEY/],
    [{ keys }, { neighbours: true }, '2a01:7e00::7', /IPv4 alone/],
  ]
  for (const [options, asked, about, why] of cases) {
    const { skipped, sampled, questions } = await look(sound, options, asked, about)
    assert.match(skipped ?? '', why)
    assert.deepEqual([sampled, questions], [0, []])
  }
})

test('neighbours: 32 of the /24, spread, never the address itself, at the keyed ZEN alone, slowly', async () => {
  for (const last of [0, 4, 5, 252, 255]) {
    const sample = sampleBeside(`32.60.0.${last}`)
    assert.equal(new Set(sample).size, 32)
    assert.ok(!sample.includes(`32.60.0.${last}`))
    assert.ok(sample.every((one) => /^32\.60\.0\.\d+$/.test(one) && Number(one.split('.')[3]) <= 255))
  }
  const { questions, hows } = await look(sound)
  assert.equal(questions.length, 3 + 32)
  assert.ok(
    questions.every((question) =>
      /^A \d+\.\d+\.\d+\.\d+\.relaycheck-spamhaus-key\.zen\.dq\.spamhaus\.net$/.test(question),
    ),
  )
  assert.equal(hows.filter((how) => how?.slowly && how.operator === zen.operator).length, 32)
})

test('neighbours: they are counted, policy apart, and what was not seen is said', async () => {
  const found = await look(
    {
      ...sound,
      '32.60.0.12': ['127.0.0.2'],
      '32.60.0.20': ['127.0.0.10', '127.0.0.2'],
      '32.60.0.28': ['127.0.0.10'],
      '32.60.0.36': ['127.0.0.99'],
    },
    { keys, blindAt: { 'A 44.0.60.32.relaycheck-spamhaus-key.zen.dq.spamhaus.net': 'timeout' } },
  )
  const { sampled, accused, policy, unseen, skipped, why } = found
  assert.deepEqual(
    { sampled, accused, policy, unseen, skipped },
    { sampled: 32, accused: 2, policy: 1, unseen: 2, skipped: undefined },
  )
  assert.match(why ?? '', /127\.0\.0\.99/)
})

test('neighbours: a refusal ends it', async () => {
  const { unseen, why, questions } = await look({ ...sound, '32.60.0.20': ['127.255.255.255'] })
  assert.equal(unseen, 30)
  assert.match(why ?? '', /answered 127\.255\.255\.255/)
  assert.equal(questions.length, 3 + 3)
})

test('neighbours: a sample that there is no time for is not begun', async () => {
  const first = 'A 4.0.60.32.relaycheck-spamhaus-key.zen.dq.spamhaus.net'
  const { unseen, questions } = await look(
    sound,
    { keys, blindAt: { [first]: 'not-attempted' } },
    { neighbours: true },
    '32.60.0.7',
  )
  assert.equal(unseen, 32)
  assert.equal(questions.length, 3 + 1)
})

test('neighbours: a list that cannot be believed is asked nothing more', async () => {
  for (const holds of [{}, { '*': ['127.0.0.2'] }, { '*': ['127.255.255.254'] }]) {
    const { skipped, sampled, questions } = await look(holds)
    assert.match(skipped ?? '', /cannot be believed/)
    assert.equal(sampled, 0)
    assert.ok(questions.length <= 5)
  }
})
