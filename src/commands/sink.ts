import { once } from 'node:events'
import { type Usage, usage } from '../core/request.ts'
import { createFile, fileTrouble } from '../net/files.ts'
import type { Io } from '../terminal/io.ts'

/** Where lines go. */
export interface Sink {
  /** Resolves when the next line may come: a slow reader slows the run down. */
  write(line: Uint8Array): Promise<void>
  /** Aborted when nobody takes lines any more. */
  gone: AbortSignal
  /** Resolves when all is written, with what went wrong with the file. */
  end(): Promise<Usage | undefined>
}

/** The file, or standard output where none is named; what goes wrong with that one is said by its owner. */
export function openSink(file: string | undefined, { stdout }: Pick<Io, 'stdout'>): Sink | Usage {
  const stream = file === undefined ? stdout : createFile(file)
  if ('usage' in stream) return stream
  const left = new AbortController()
  const { signal: gone } = left
  let lost: Usage | undefined
  const failed = (error: Error) => {
    if (file !== undefined) lost = usage(`"${file}" cannot be written: ${fileTrouble(error)}.`)
    left.abort()
  }
  const closed = () => left.abort()
  stream.on('error', failed).on('close', closed)
  let drained: Promise<unknown> | undefined
  return {
    gone,
    async write(line) {
      if (gone.aborted || stream.write(line)) return
      drained ??= once(stream, 'drain', { signal: gone })
        .catch(() => {})
        .finally(() => {
          drained = undefined
        })
      await drained
    },
    async end() {
      if (file === undefined) stream.off('error', failed).off('close', closed)
      else if (!gone.aborted) await new Promise<void>((done) => stream.once('close', done).end())
      return lost
    },
  }
}
