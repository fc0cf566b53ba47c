import assert from 'node:assert/strict'
import test from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { remembering } from '../../src/records/remember.ts'

/** A reader that says how often it has read. */
function reader() {
  let times = 0
  const read = remembering((text) => {
    times++
    return { text }
  })
  return { read, times: () => times }
}

test('what was read of a text is given again', () => {
  const { read, times } = reader()
  assert.equal(read('v=spf1 -all'), read('v=spf1 -all'))
  assert.equal(times(), 1)
  assert.deepEqual(read('v=spf1 ~all'), { text: 'v=spf1 ~all' })
})

test('a long text is read each time', () => {
  const { read, times } = reader()
  const long = 'x'.repeat(1501)
  assert.deepEqual([read(long), read(long)], [{ text: long }, { text: long }])
  assert.equal(times(), 2)
})

test('the latest texts are remembered, those before them are not', () => {
  const { read, times } = reader()
  for (let i = 0; i < 1000; i++) read(`text ${i}`)
  read('text 999')
  read('text 801')
  assert.equal(times(), 1000)
  read('text 500')
  assert.equal(times(), 1001)
})

test('a short text that was cut from a long one does not keep that in memory', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const { read } = reader()
  const held = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = held()
  for (let i = 0; i < 200; i++) read(`${i}`.padEnd(100_000, 'x').slice(0, 100))
  assert.ok(held() - before < 5_000_000)
  assert.deepEqual(read('7'.padEnd(100, 'x')), { text: '7'.padEnd(100, 'x') })
})
