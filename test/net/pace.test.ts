import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dns, DnsHow } from '../../src/core/dns.ts'
import { openPace, paced } from '../../src/net/pace.ts'
import { noSuchName } from '../support/answers.ts'
import { detailOf, reasonOf } from '../support/dns-client.ts'

/** A DNS that takes its time, and what it saw. */
function slowDns(ms: number) {
  const seen = { asked: [] as { name: string; at: number }[], inside: 0, most: 0 }
  const started = performance.now()
  const dns = (async (name: string, type: 'A') => {
    seen.asked.push({ name, at: performance.now() - started })
    seen.most = Math.max(seen.most, ++seen.inside)
    await sleep(ms)
    seen.inside--
    return noSuchName(name, type)
  }) as unknown as Dns
  return { dns, seen }
}

function open(
  t: TestContext,
  { ms = 5, deadlineMs, signal }: { ms?: number; deadlineMs?: number; signal?: AbortSignal } = {},
) {
  const { dns, seen } = slowDns(ms)
  const pace = openPace(signal)
  t.after(pace.close)
  const ask = paced(dns, pace, deadlineMs)
  const many = (count: number, how: DnsHow, type: 'A' | 'TXT' = 'A', from = 0) =>
    Promise.all(Array.from({ length: count }, (_, i) => ask(`${from + i}.bl.example`, type, how)))
  return { many, seen, pace }
}
const how = { operator: 'Example' }
const reasons: DnsHow = { ...how, follows: true }
const after = (seen: ReturnType<typeof slowDns>['seen'], i: number) => seen.asked[i]?.at ?? Number.NaN

test('pace: three zones with their test entries go at once, and so do the reasons behind them', async (t) => {
  const { many, seen } = open(t)
  await many(9, how)
  await many(3, reasons, 'TXT')
  assert.equal(seen.asked.length, 12)
  assert.ok(after(seen, 11) < 150, `${after(seen, 11)} ms`)
})

test('pace: after the first nine, five a second; each operator by itself, and nobody else waits', async (t) => {
  const { many, seen } = open(t)
  await Promise.all([many(12, how), many(9, { operator: 'Other' }, 'A', 100), many(30, {}, 'A', 200)])
  const times = seen.asked.filter(({ name }) => Number(name.split('.')[0]) < 100).map(({ at }) => at)
  assert.ok((times[8] ?? 0) < 150 && (times[9] ?? 0) > 180 && (times[11] ?? 0) > 580, `${times}`)
  assert.ok((times[11] ?? 0) < 1000, `${times}`)
  const others = seen.asked.filter(({ name }) => Number(name.split('.')[0]) >= 100)
  assert.ok(others.every(({ at }) => at < 150))
})

test('pace: what reasons cost is paid by those who come later', async (t) => {
  const { many, seen } = open(t)
  await many(9, how)
  await many(2, reasons, 'TXT')
  await many(1, how, 'A', 20)
  assert.ok(after(seen, 10) < 150 && after(seen, 11) > 500, `${seen.asked.map(({ at }) => at)}`)
})

test('pace: a text that is no reason of a listing waits for its turn like all else', async (t) => {
  const { many, seen } = open(t)
  await many(12, { operator: 'Team Cymru' }, 'TXT')
  assert.ok(after(seen, 8) < 150 && after(seen, 9) > 180 && after(seen, 11) > 580, `${seen.asked.map(({ at }) => at)}`)
})

test('pace: no more than nine in flight to one operator, however slow it is', async (t) => {
  const { many, seen } = open(t, { ms: 700 })
  await many(11, how)
  assert.equal(seen.most, 9)
})

test('pace: what was asked before costs nothing, and is on its way once', async (t) => {
  const { many, seen } = open(t)
  await Promise.all([many(9, how), many(9, how)])
  await many(9, how)
  assert.ok(after(seen, seen.asked.length - 1) < 150)
  await many(1, how, 'A', 50)
  assert.ok(after(seen, seen.asked.length - 1) > 150, 'a new one waits')
})

test('pace: one a second about addresses of other people, beside the rest', async (t) => {
  const { many, seen } = open(t)
  const sample = [0, 1].map((place) => many(1, { ...how, slowly: { size: 2, place } }, 'A', place))
  await Promise.all([...sample, many(9, how, 'A', 20)])
  const slow = seen.asked.filter(({ name }) => Number(name.split('.')[0]) < 20).map(({ at }) => at)
  assert.ok((slow[1] ?? 0) - (slow[0] ?? 0) > 950, `${slow}`)
  assert.ok(seen.asked.filter(({ at }) => at < 150).length >= 10)
})

test('pace: a sample that the time left does not hold is not begun, and the next that does is', async (t) => {
  const { many, seen } = open(t, { deadlineMs: 5000 })
  const begin = async (size: number, from: number) => {
    const [answer] = await many(1, { ...how, slowly: { size, place: 0 } }, 'A', from)
    return answer as never
  }
  const [first, second] = await Promise.all([begin(3, 0), begin(3, 10)])
  assert.equal(reasonOf(first), 'no-such-name')
  assert.equal(reasonOf(second), 'not-attempted')
  assert.match(detailOf(second), /^the 3 questions .* do not fit into what is left of the run's 5 s/)
  assert.equal(reasonOf(await begin(1, 20)), 'no-such-name')
  assert.equal(seen.asked.length, 2)
})

test('pace: what has had no turn when the time is up is blind, and says that limits were kept', async (t) => {
  const { many, seen } = open(t, { deadlineMs: 300 })
  const started = performance.now()
  const answers = await many(12, how)
  assert.ok(performance.now() - started < 450)
  assert.deepEqual(answers.slice(9).map(reasonOf), ['no-such-name', 'timeout', 'timeout'])
  assert.match(detailOf(answers[11] as never), /0\.3 s.*Example.*5 questions a second.*limits/)
  assert.equal(seen.asked.length, 10)
})

test('pace: a run that is interrupted, or over, lets nobody wait', async (t) => {
  const stop = new AbortController()
  const { many } = open(t, { signal: stop.signal })
  const waiting = many(20, how)
  await sleep(50)
  stop.abort()
  assert.equal((await waiting).filter((answer) => reasonOf(answer) === 'interrupted').length, 11)
  const other = open(t)
  const left = other.many(20, how)
  other.pace.close()
  assert.equal((await left).filter((answer) => reasonOf(answer) === 'interrupted').length, 11)
  assert.equal(reasonOf((await other.many(1, how, 'A', 99))[0] as never), 'interrupted')
})
