import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  fstatSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { Socket } from 'node:net'
import { dirname } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { type Usage, usage } from '../core/request.ts'

const noName = 'The name of the file is empty: name a file.'
const largestFile = 64 * 1024 * 1024
/** Of a pipe with a name: how long nothing may come out of it. */
const longestSilence = 30_000

/**
 * A file that the command line names (a pipe too: `<(…)`), its octets one a character (latin1); or a sentence that says
 * why it cannot be read.
 */
export function readFile(path: string, { silenceMs = longestSilence } = {}): string | Usage {
  let file: number | undefined
  if (path === '') return usage(noName)
  try {
    file = openAtOnce(path)
    const there = fstatSync(file)
    if (there.isDirectory()) return usage(`"${path}" is a folder: name a file.`)
    const isNamedPipe = there.isFIFO() && !isOwnDescriptor(path)
    if (!there.isFile() && !isNamedPipe) {
      closeSync(file)
      file = openSync(path, 'r')
    }
    const text = isNamedPipe ? readPipe(file, silenceMs) : readSome(file, largestFile + 1)
    if (text === undefined)
      return usage(
        `"${path}" cannot be read: it is a pipe, and nothing came out of it for ${silenceMs / 1000} seconds.`,
      )
    return text.length > largestFile ? usage(`"${path}" is larger than 64 MB, which no zone or recording is.`) : text
  } catch (error) {
    return usage(`"${path}" cannot be read: ${fileTrouble(error)}.`)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

const largestSmall = 64 * 1024

/**
 * A short file's text (latin1), or why it cannot be read, as a clause. Only a regular file is read: to open or read a pipe
 * or a device may wait for ever.
 */
export function readSmallFile(path: string, most = largestSmall): { text: string } | { trouble: string } {
  let file: number | undefined
  try {
    file = openAtOnce(path)
    const there = fstatSync(file)
    if (there.isDirectory()) return { trouble: 'it is a folder' }
    if (!there.isFile()) return { trouble: 'it is no regular file, but a pipe or a device' }
    return there.size > most ? { trouble: 'it is far too large' } : { text: readSome(file, most) }
  } catch (error) {
    return { trouble: fileTrouble(error) }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** To open a pipe that nobody writes into waits for ever otherwise, and nothing else is heard meanwhile. */
const openAtOnce = (path: string): number => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))

/** What the shell has opened for us (`<(…)`): somebody writes into it, or it is at its end. */
const isOwnDescriptor = (path: string): boolean => /^\/(?:dev|proc)\//.test(path)

/** A pipe that was opened at once; nothing where nothing comes out of it for too long. Before a writer is there it seems to be at its end. */
function readPipe(file: number, silenceMs: number): string | undefined {
  const parts: string[] = []
  const chunk = Buffer.allocUnsafe(64 * 1024)
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let read = 0, last = performance.now(); read <= largestFile; ) {
    const octets = readNow(file, chunk)
    if (octets === 0 && read > 0) break
    if (octets) {
      parts.push(chunk.toString('latin1', 0, octets))
      read += octets
      last = performance.now()
    } else if (performance.now() - last > silenceMs) return undefined
    else Atomics.wait(clock, 0, 0, 10)
  }
  return parts.join('')
}

/** How many octets there are now; nothing where there are none yet. */
function readNow(file: number, chunk: Buffer): number | undefined {
  try {
    return readSync(file, chunk)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
    throw error
  }
}

/** Reads to the end, but not much more than `most` octets: some files have none. */
function readSome(file: number, most: number): string {
  const parts: string[] = []
  const chunk = Buffer.allocUnsafe(1024 * 1024)
  for (let read = 0; read < most; ) {
    const octets = readSync(file, chunk)
    if (octets === 0) break
    parts.push(chunk.toString('latin1', 0, octets))
    read += octets
  }
  return parts.join('')
}

/** A file (a pipe too, which may have no writer yet) to be read bit by bit; what fails on the way is the stream's error. */
export function openFile(path: string): Readable | Usage {
  if (path === '') return usage(noName)
  try {
    const fd = openAtOnce(path)
    const there = fstatSync(fd)
    if (there.isFile()) return createReadStream(path, { fd })
    if (there.isFIFO()) return new Socket({ fd, readable: true, writable: false })
    closeSync(fd)
    return there.isDirectory()
      ? usage(`"${path}" is a folder: name a file.`)
      : createReadStream(path, { fd: openSync(path, 'r') })
  } catch (error) {
    return usage(`"${path}" cannot be read: ${fileTrouble(error)}.`)
  }
}

/** A file to be written bit by bit, begun anew; what fails on the way is the stream's error. */
export function createFile(path: string): Writable | Usage {
  try {
    return createWriteStream(path, { fd: openSync(path, 'w') })
  } catch (error) {
    return usage(`"${path}" cannot be written: ${fileTrouble(error)}.`)
  }
}

/** Whether a file could be written, asked before a run so that its work is not lost. Nothing is created. */
export function cannotWrite(path: string): Usage | undefined {
  try {
    const there = statSync(path, { throwIfNoEntry: false })
    if (there?.isDirectory()) return usage(`"${path}" cannot be written: it is a folder.`)
    accessSync(there ? path : dirname(path), constants.W_OK)
    if (!there && !statSync(dirname(path)).isDirectory())
      return usage(`"${path}" cannot be written: "${dirname(path)}" is not a folder.`)
    return undefined
  } catch (error) {
    return usage(`"${path}" cannot be written: ${fileTrouble(error)}.`)
  }
}

/** Writes a text, in UTF-8. */
export function writeFile(path: string, text: string): Usage | undefined {
  try {
    writeFileSync(path, text)
    return undefined
  } catch (error) {
    return usage(`"${path}" cannot be written: ${fileTrouble(error)}.`)
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  ENXIO: 'there is nothing behind it',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
}
/** Why a file or an output cannot be used, as a clause. */
export const fileTrouble = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return reasons[code] ?? (code || String(error))
}
