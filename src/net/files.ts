import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Usage, usage } from '../core/request.ts'

const largestFile = 64 * 1024 * 1024

/** A file that the command line names, its octets one a character (latin1); or a sentence that says why it cannot be read. */
export function readFile(path: string): string | Usage {
  try {
    const file = statSync(path)
    if (!file.isFile())
      return usage(`${path} is ${file.isDirectory() ? 'a folder' : 'not a regular file'}: name a file.`)
    if (file.size > largestFile) return usage(`${path} is larger than 64 MB, which no zone or recording is.`)
    return readFileSync(path, 'latin1')
  } catch (error) {
    return usage(`${path} cannot be read: ${reason(error)}.`)
  }
}

/** Whether a file could be written, asked before a run so that its work is not lost. Nothing is created. */
export function cannotWrite(path: string): Usage | undefined {
  try {
    const there = statSync(path, { throwIfNoEntry: false })
    if (there?.isDirectory()) return usage(`${path} cannot be written: it is a folder.`)
    accessSync(there ? path : dirname(path), constants.W_OK)
    if (!there && !statSync(dirname(path)).isDirectory())
      return usage(`${path} cannot be written: ${dirname(path)} is no folder.`)
    return undefined
  } catch (error) {
    return usage(`${path} cannot be written: ${reason(error)}.`)
  }
}

/** Writes a text, in UTF-8. */
export function writeFile(path: string, text: string): Usage | undefined {
  try {
    writeFileSync(path, text)
    return undefined
  } catch (error) {
    return usage(`${path} cannot be written: ${reason(error)}.`)
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
}
const reason = (error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return reasons[code] ?? (code || String(error))
}
