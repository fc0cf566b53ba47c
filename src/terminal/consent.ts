import { Buffer } from 'node:buffer'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Io } from './io.ts'
import type { Stream } from './streams.ts'

/** What came of a question; `nobody`: there is no terminal to ask on. */
export type Consent = 'yes' | 'no' | 'interrupted' | 'nobody'

/** Asks on the terminal, in one line; all but a plain yes is no, and what was typed before the question answers something else. */
export async function consent(question: string, io: Pick<Io, 'stdin' | 'stderr' | 'signal'>): Promise<Consent> {
  const input = io.stdin()
  if (!input.isTTY || !io.stderr.isTTY) return 'nobody'
  if (await isBrokenOff(input)) return 'interrupted'
  io.stderr.write(`${question} [y/N] `)
  const answer = await line(input, io.signal)
  if (answer === undefined) io.stderr.write('\n')
  if (io.signal.aborted) return 'interrupted'
  return /^\s*y(?:es)?\s*$/i.test(answer ?? '') ? 'yes' : 'no'
}

/** How long it takes until what is there has been read. */
const drainMs = 50
const ctrlC = 3

/** Throws away what was typed already, lines that are not ended too: for these the terminal must not wait for their end. Whether there was a Ctrl-C. */
async function isBrokenOff(input: Readable & Stream): Promise<boolean> {
  if (!input.setRawMode) return false
  let broken = false
  const hear = (typed: Buffer | string) => {
    broken ||= Buffer.from(typed).includes(ctrlC)
  }
  input.setRawMode(true)
  input.on('data', hear)
  await new Promise((done) => setTimeout(done, drainMs))
  input.off('data', hear).pause()
  input.setRawMode(false)
  return broken
}

/** The next line; nothing where the input ends, or the wait is broken off. */
function line(input: Readable, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((done) => {
    // Not as a terminal, which would keep Ctrl-C to itself.
    const lines = createInterface({ input, terminal: false })
    const stop = () => lines.close()
    lines
      .once('line', (text) => {
        done(text)
        stop()
      })
      .once('close', () => {
        signal.removeEventListener('abort', stop)
        done(undefined)
      })
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })
}
