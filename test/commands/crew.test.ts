import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCrew } from '../../src/commands/crew.ts'

const limits = { mostBusy: 2, mostWaiting: 3, waitsAfterMs: 1000 }

/** Works that go on until they are told, and how many could be started so far. */
function start(hasTime: () => boolean) {
  const crew = openCrew(limits, hasTime)
  const ends: (() => void)[] = []
  let started = 0
  void (async () => {
    for (;;) {
      await crew.room()
      started++
      crew.start(new Promise<void>((end) => ends.push(end)))
    }
  })()
  return { started: () => started, end: () => ends.shift()?.() }
}
const settled = () => new Promise((wake) => setImmediate(wake))

test('who waits for long makes room for others, up to a limit', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { started, end } = start(() => true)
  await settled()
  assert.equal(started(), 2)
  t.mock.timers.tick(1000)
  await settled()
  assert.equal(started(), 4)
  t.mock.timers.tick(1000)
  await settled()
  assert.equal(started(), 4)
  end()
  end()
  await settled()
  assert.equal(started(), 6)
})

test('nobody is let in beside those who wait only because this thread has no time', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let hasTime = false
  const { started } = start(() => hasTime)
  await settled()
  t.mock.timers.tick(3000)
  await settled()
  assert.equal(started(), 2)
  hasTime = true
  t.mock.timers.tick(1000)
  await settled()
  assert.equal(started(), 4)
})
