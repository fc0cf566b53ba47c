import assert from 'node:assert/strict'
import test from 'node:test'
import { openDoor, visit } from '../../../src/net/dns/door.ts'
import type { End } from '../../../src/net/dns/exchange.ts'

const answer = { reading: { kind: 'none' } } as unknown as End
const silence: End = { failures: [{ who: '192.0.2.53', reason: 'timeout', says: '{who} did not answer' }] }
const refusal: End = { failures: [{ who: '192.0.2.53', reason: 'refused', says: '{who} refused' }] }
const stopped: End = { stopped: { reason: 'interrupted', detail: 'cut short' } }

/** A door and those who went in; `end` tells one of them, in the order of entry, what came of it. */
function open(most: number, shutsMs = 0) {
  const door = openDoor([], most, shutsMs)
  const inside: ((end: End) => void)[] = []
  const told: [name: number, end: End][] = []
  const come = (count: number) => {
    for (let i = 0; i < count; i++)
      visit(
        door,
        (then) => inside.push(then),
        (end) => told.push([i, end]),
      )
  }
  const end = async (how: End) => {
    await new Promise((wake) => setTimeout(wake, 2))
    inside.shift()?.(how)
  }
  return { door, inside, told, come, end }
}

test('so many are inside at once, and whoever waits comes in turn', async () => {
  const { inside, told, come, end } = open(3)
  come(5)
  assert.equal(inside.length, 3)
  await end(answer)
  assert.equal(inside.length, 3)
  for (let i = 0; i < 4; i++) await end(answer)
  assert.deepEqual(
    told.map(([name]) => name),
    [0, 1, 2, 3, 4],
  )
  come(1)
  assert.equal(inside.length, 1)
})

test('where nobody answers, those who wait are told at once, and those inside wait for themselves', async () => {
  const { inside, told, come, end } = open(2)
  come(10)
  await end(silence)
  assert.equal(told.length, 9)
  assert.equal(inside.length, 1)
})

test('a server that lets one question pass but answered others meanwhile is not dead', async () => {
  const { inside, told, come, end } = open(2)
  come(4)
  await end(answer)
  await end(silence)
  assert.deepEqual([told.length, inside.length], [2, 2])
})

test('who refuses has answered', async () => {
  const { told, come, end } = open(1, 10_000)
  come(3)
  await end(refusal)
  assert.equal(told.length, 1)
})

test('a dead server is not asked again for a while, where that is wanted', async () => {
  const { inside, told, come, end } = open(2, 100)
  come(1)
  await end(silence)
  come(2)
  assert.deepEqual([told.length, inside.length], [3, 0])
  await new Promise((wake) => setTimeout(wake, 120))
  come(1)
  assert.equal(inside.length, 1)
})

test('when the run is stopped nobody waits any longer, and that says nothing about the server', async () => {
  const { door, told, come, end } = open(1, 10_000)
  come(1000)
  await end(stopped)
  assert.equal(told.length, 1000)
  assert.equal(door.shut, undefined)
})
