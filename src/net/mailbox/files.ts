import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import type { Blind } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import { fileTrouble } from '../files.ts'

/** Only regular files are opened, and no link is followed: who may write into a mailbox is not to lead anybody elsewhere. */
const reading =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

/** Octets of a file, from one place on, at most so many. */
export async function readPiece(path: string, from: number, most: number): Promise<Buffer> {
  const file = await open(path, reading)
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw Object.assign(new Error('no regular file'), { code: 'ENOENT' })
    return await pieceOf(file, from, Math.min(most, Math.max(stats.size - from, 0)))
  } finally {
    await file.close()
  }
}

async function pieceOf(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const octets = Buffer.allocUnsafe(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await file.read(octets, read, length - read, from + read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  return octets.subarray(0, read)
}

/** What is there; nothing where nothing is. */
export const look = (path: string): Promise<Stats | undefined> =>
  lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })

/** A mailbox that cannot be looked into. */
export const unreadable = (path: string, error: unknown): Blind => ({
  reason: 'no-permission',
  detail: `${visible(path)} cannot be read: ${fileTrouble(error)}`,
  wayOut: 'Run as a user who may read it.',
})
