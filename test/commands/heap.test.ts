import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { newSpace } from '../../src/commands/heap.ts'

/** A process in which thousands of objects are always in use, and always others; it prints the room for what is new, in MiB. */
const script = (before: string) => `
import { getHeapSpaceStatistics } from 'node:v8'
import { setTimeout as sleep } from 'node:timers/promises'
import { leanHeap } from '${new URL('../../src/commands/heap.ts', import.meta.url)}'
${before}
const used = []
for (let round = 0; round < 1000; round++) {
  for (let i = 0; i < 2000; i++) used.push({ i, list: [i] })
  if (used.length > 100_000) used.splice(0, 50_000)
  await sleep(1)
}
const { space_used_size, space_available_size } = getHeapSpaceStatistics().find((s) => s.space_name === 'new_space')
console.log((space_used_size + space_available_size) / 2 ** 20)
`
function roomAfter(before: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script(before)])
  const room = Number(String(stdout))
  assert.ok(room > 0, String(stderr))
  return room
}

test('the room for what is new grows to what is enough, and no further', () => {
  const bounded = roomAfter('leanHeap()')
  assert.ok(bounded > newSpace / 2 && bounded <= newSpace, `${bounded} MiB`)
  const unbounded = roomAfter('')
  assert.ok(unbounded > newSpace, `V8 itself stops at ${unbounded} MiB: nothing is left to be bounded`)
})
