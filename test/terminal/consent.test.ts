import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import test from 'node:test'
import { consent } from '../../src/terminal/consent.ts'
import type { Stream } from '../../src/terminal/streams.ts'

function terminal({ isInput = true, isOutput = true, signal = new AbortController().signal } = {}) {
  const input: PassThrough & Stream = new PassThrough()
  const stderr: PassThrough & Stream = new PassThrough()
  input.isTTY = isInput
  stderr.isTTY = isOutput
  const shown: string[] = []
  stderr.on('data', (chunk) => shown.push(String(chunk)))
  return { input, io: { stdin: () => input, stderr, signal }, shown }
}

/** What somebody types, and what that is. */
const answers: Record<string, 'yes' | 'no'> = {
  y: 'yes',
  ' Yes ': 'yes',
  YES: 'yes',
  n: 'no',
  '': 'no',
  yup: 'no',
  'y n': 'no',
}
for (const [typed, is] of Object.entries(answers))
  test(`"${typed}" is ${is}`, async () => {
    const { input, io, shown } = terminal()
    const said = consent('Send it?', io)
    input.write(`${typed}\n`)
    assert.equal(await said, is)
    assert.equal(shown.join(''), 'Send it? [y/N] ')
  })

test('an answer that is only begun is none', async () => {
  const { input, io } = terminal()
  const said = consent('Send it?', io)
  input.end()
  assert.equal(await said, 'no')
})

test('whoever breaks off has not agreed', async () => {
  const stop = new AbortController()
  const { input, io, shown } = terminal({ signal: stop.signal })
  const said = consent('Send it?', io)
  stop.abort()
  assert.equal(await said, 'interrupted')
  assert.equal(shown.join(''), 'Send it? [y/N] \n')
  assert.equal(input.listenerCount('data'), 0)
})

test('without a terminal on both ends nobody is asked', async () => {
  for (const half of [{ isInput: false }, { isOutput: false }]) {
    const { input, io, shown } = terminal(half)
    input.write('y\n')
    assert.equal(await consent('Send it?', io), 'nobody')
    assert.deepEqual(shown, [])
  }
})

/** A terminal as Node has it: in raw mode it hands on what is not ended yet. */
function realTerminal() {
  const { input, ...rest } = terminal()
  const modes: boolean[] = []
  input.setRawMode = (on: boolean) => modes.push(on)
  return { input, modes, ...rest }
}

test('what was typed before the question is no answer to it', async () => {
  for (const early of ['y\n', 'y\ny\n', 'y']) {
    const { input, io, shown, modes } = realTerminal()
    input.write(early)
    const said = consent('Send it?', io)
    while (shown.length === 0) await new Promise((done) => setTimeout(done, 5))
    assert.deepEqual(modes, [true, false])
    input.write('\n')
    assert.equal(await said, 'no', early)
  }
  const { input, io, shown } = realTerminal()
  const said = consent('Send it?', io)
  while (shown.length === 0) await new Promise((done) => setTimeout(done, 5))
  input.write('y\n')
  assert.equal(await said, 'yes')
})

test('Ctrl-C before the question breaks off', async () => {
  const { input, io, shown } = realTerminal()
  const said = consent('Send it?', io)
  input.write('\x03')
  assert.equal(await said, 'interrupted')
  assert.deepEqual(shown, [])
})
