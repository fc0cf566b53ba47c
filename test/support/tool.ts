import { PassThrough, Readable } from 'node:stream'
import type { Where } from '../../src/commands/domain.ts'
import { main } from '../../src/main.ts'
import type { Stream } from '../../src/terminal/streams.ts'

export interface Ran {
  code: number
  out: string
  err: string
}

/** Runs the whole tool in this process, as on a pipe in a UTF-8 locale, and keeps what it writes. */
export async function relaycheck(
  argv: readonly string[],
  {
    outside,
    signal,
    env = {},
    input = [],
    terminal = false,
  }: {
    outside?: Where
    signal?: AbortSignal
    env?: Record<string, string>
    input?: Iterable<string | Buffer> | AsyncIterable<string | Buffer>
    /** Somebody sits at standard input and standard error. */
    terminal?: boolean
  } = {},
): Promise<Ran> {
  const [out, err] = [listen(), listen()]
  err.stream.isTTY = terminal
  const io = {
    stdin: () => Object.assign(Readable.from(input, { objectMode: false }), { isTTY: terminal }),
    stdout: out.stream,
    stderr: err.stream,
    env: { LANG: 'C.UTF-8', ...env },
    signal: signal ?? new AbortController().signal,
  }
  const code = await main(argv, io, outside)
  return { code, out: out.text(), err: err.text() }
}

function listen() {
  const stream: PassThrough & Stream = new PassThrough()
  const chunks: Buffer[] = []
  stream.on('data', (chunk) => chunks.push(chunk))
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}
