import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { openFile, readFile } from '../../src/net/files.ts'
import { openMessage } from '../../src/net/message.ts'

const folder = mkdtempSync(join(tmpdir(), 'relaycheck-files-'))
after(() => rmSync(folder, { recursive: true }))

const posix = { skip: process.platform === 'win32' }
let pipes = 0
function namedPipe(): string {
  const path = join(folder, `pipe${pipes++}`)
  execFileSync('mkfifo', [path])
  return path
}
const writes = (path: string, command: string) =>
  spawn('sh', ['-c', `{ ${command}; } > "$0"`, path], { stdio: 'ignore' })

function opened(path: string): Readable {
  const stream = openFile(path)
  assert.ok(!('usage' in stream), 'it could not be opened')
  return stream
}

test('a pipe that nobody writes into is opened at once, and is left when the time is over', posix, async () => {
  const signal = AbortSignal.timeout(50)
  const begun = await openMessage(opened(namedPipe()), { called: 'a pipe', signal })
  assert.ok('usage' in begun)
  assert.match(begun.usage, /a pipe cannot be read: it did not come in time\./)
})

test('a pipe is read to its end, once somebody writes', posix, async () => {
  const path = namedPipe()
  const stream = opened(path)
  writes(path, 'sleep 0.1; echo From: a; sleep 0.1; echo To: b')
  let text = ''
  for await (const chunk of stream) text += chunk
  assert.equal(text, 'From: a\nTo: b\n')
})

test('a pipe that is read at once waits for whoever writes, and for what comes later', posix, () => {
  const path = namedPipe()
  writes(path, 'sleep 0.1; echo one; sleep 0.1; echo two')
  assert.equal(readFile(path), 'one\ntwo\n')
})

test('a pipe out of which nothing comes is not waited for for ever', posix, () => {
  const silent = readFile(namedPipe(), { silenceMs: 30 })
  assert.ok(typeof silent !== 'string')
  assert.match(silent.usage, /it is a pipe, and nothing came out of it/)
})

test('an empty name is said to be one', () => {
  for (const read of [openFile(''), readFile('')]) {
    assert.ok(typeof read !== 'string' && 'usage' in read)
    assert.match(read.usage, /The name of the file is empty/)
  }
})

test('what the shell has opened is read to its end, be that at once', posix, () => {
  assert.equal(readFile('/dev/null'), '')
})
