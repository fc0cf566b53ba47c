import type { Readable } from 'node:stream'
import type { ExitCode } from '../core/report.ts'
import type { Usage } from '../core/request.ts'
import type { Stream } from './streams.ts'

/** The edges of the process: the input, the two outputs, the environment, and the wish to stop. */
export interface Io {
  /** Standard input, opened by the call. */
  stdin(): Readable & Stream
  stdout: NodeJS.WritableStream & Stream
  stderr: NodeJS.WritableStream & Stream
  env: Readonly<Record<string, string | undefined>>
  /** Aborted by Ctrl-C, or as the terminal goes away: what is known by then is still printed. */
  signal: AbortSignal
}

/**
 * The real process. A reader that went away (`| head`) is no error; any other output that cannot be written is said, and
 * is exit code 2. A second Ctrl-C ends at once.
 */
export function processIo(): Io {
  const { stdout, stderr, env } = process
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  // A terminal that goes away says so more than once: by the kernel, and by the shell.
  process.on('SIGHUP', () => stop.abort())
  stderr.on('error', () => {})
  stdout.once('error', ({ code }: NodeJS.ErrnoException) => {
    stdout.on('error', () => {})
    if (code === 'EPIPE') return
    stderr.write(`relaycheck: standard output cannot be written (${code}): the report is not whole.\n`)
    process.once('exit', () => {
      process.exitCode = 2
    })
  })
  return { stdin: () => process.stdin, stdout, stderr, env, signal: stop.signal }
}

/** Says what was asked wrongly. */
export function complain({ usage, exitCode }: Usage, io: Io): ExitCode {
  io.stderr.write(usage)
  return exitCode
}
