import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startProgress } from '../../src/terminal/progress.ts'

/** A stream that keeps what is written, and says of itself what is asked. */
function screen(isTTY: boolean) {
  const written: string[] = []
  const stream = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk))
      done()
    },
  })
  const moves = { cursorTo: () => true, clearLine: () => true, moveCursor: () => true }
  return { stderr: Object.assign(stream, moves, { isTTY, columns: 80 }), written }
}

test('a long run shows that it is alive, and leaves nothing moving', async () => {
  const { stderr, written } = screen(true)
  const progress = startProgress('asking DNS', { stderr, env: {} })
  for (let i = 0; i < 100 && written.length === 0; i++) await sleep(50)
  progress.stop()
  assert.match(written.join(''), /asking DNS/)
  const count = written.length
  await sleep(300)
  assert.equal(written.length, count)
})

test('a short run shows nothing, and neither does a pipe', async () => {
  for (const [isTTY, wait] of [
    [true, 0],
    [false, 400],
  ] as const) {
    const { stderr, written } = screen(isTTY)
    const progress = startProgress('asking DNS', { stderr, env: {} })
    await sleep(wait)
    progress.stop()
    await sleep(300)
    assert.deepEqual(written, [])
  }
})
