import { Buffer } from 'node:buffer'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, opendir, readlink } from 'node:fs/promises'
import type { EntrySeen, FileInfo, NoFile, Unseen } from '../../core/machine.ts'
import type { Blind } from '../../core/observation.ts'
import type { Step } from '../../records/file-access.ts'
import { visible } from '../../records/visible.ts'
import { fileTrouble } from '../files.ts'

/** A file as it is, its octets whole. */
export type RawFile = { kind: 'file'; octets: Buffer; info: FileInfo } | { kind: 'other'; what: NoFile } | Unseen

export interface Files {
  read(path: string): Promise<RawFile>
  look(path: string): Promise<EntrySeen>
  /** The folders that are entered on the way to where a path leads, from the root on, and what stands there. */
  way(path: string): Promise<{ kind: 'way'; steps: readonly Step[] } | { kind: 'other'; what: NoFile } | Unseen>
  /** Of a file of any size the first octets, whatever they are. */
  head(path: string, most: number): Promise<RawFile>
  /** Of a file of any size the last octets, from the beginning of a line on; NUL in it too, as a crash leaves it in a log. */
  tail(path: string, most: number): Promise<RawFile>
}

const largest = 1024 * 1024
const longestPath = 4096
const mostLinks = 40
const mostNames = 10_000

const noFollow = constants.O_NOFOLLOW ?? 0
/** A FIFO whose other end nobody opens never blocks, and no terminal becomes ours. */
const asFile = constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)
const asFolder = asFile | (constants.O_DIRECTORY ?? 0)

/** The files below a folder that stands for the root, its path real; `/` for this machine. No path leads out of it. */
export function openFiles(root: string): Files {
  const below = root === '/' ? '' : root
  const owners = new Map<number, string>()
  const read = async (path: string): Promise<RawFile> => {
    const place = await placeOf(below, path)
    if (!('stats' in place)) return denied(place, below, owners)
    const what = noFile(place.stats)
    if (what) return { kind: 'other', what }
    return denied(await readPlace(below, place), below, owners)
  }
  const look = async (path: string): Promise<EntrySeen> => {
    const place = await placeOf(below, path)
    if (!('stats' in place)) return denied(place, below, owners)
    if (place.stats.isFile()) return { kind: 'file', info: infoOf(place.stats) }
    if (place.stats.isDirectory()) return denied(await namesAt(below, place), below, owners)
    return { kind: 'other', what: noFile(place.stats) as 'fifo' | 'device' | 'socket' }
  }
  const tail = async (path: string, most: number): Promise<RawFile> => {
    const place = await placeOf(below, path)
    if (!('stats' in place)) return denied(place, below, owners)
    const what = noFile(place.stats)
    if (what && what !== 'too-large') return { kind: 'other', what }
    return denied(await endOf(below, place, most), below, owners)
  }
  const way: Files['way'] = async (path) => {
    const place = await placeOf(below, path)
    if (!('stats' in place)) return denied(place, below, owners)
    const what = noFile(place.stats)
    if (what && what !== 'too-large') return { kind: 'other', what }
    return denied(await stepsTo(below, place), below, owners)
  }
  const head = async (path: string, most: number): Promise<RawFile> => {
    const place = await placeOf(below, path)
    if (!('stats' in place)) return denied(place, below, owners)
    const what = noFile(place.stats)
    if (what && what !== 'too-large') return { kind: 'other', what }
    return denied(await beginningOf(below, place, most), below, owners)
  }
  return { read, look, way, head, tail }
}

/** Where a path leads, links followed; `path` is inside the root. */
interface Place {
  path: string
  stats: Stats
}
interface Loop {
  kind: 'other'
  what: 'link-loop'
}
/** What may not be entered or opened: `at` inside the root. */
interface Denied {
  kind: 'denied'
  at: string
}

/** Component by component, as the kernel does below a changed root: `..` stops there, and absolute links begin there. */
async function placeOf(below: string, path: string): Promise<Place | Loop | Denied | Unseen> {
  if (!path.startsWith('/')) {
    const detail = `"${visible(path).slice(0, 200)}" is no absolute path`
    return { kind: 'blind', blind: { reason: 'not-attempted', detail } }
  }
  if (path.includes('\0')) return { kind: 'absent' }
  let left = path.split('/')
  let at = ''
  try {
    let stats = await lstat(`${below}/`)
    for (let links = 0; left.length > 0; ) {
      const name = left.shift() ?? ''
      if (name === '' || name === '.') continue
      if (!stats.isDirectory()) return { kind: 'absent' }
      const next = name === '..' ? at.slice(0, Math.max(0, at.lastIndexOf('/'))) : `${at}/${name}`
      if (next.length > longestPath) return { kind: 'absent' }
      const found = await lstat(`${below}${next || '/'}`)
      if (!found.isSymbolicLink()) {
        ;[at, stats] = [next, found]
        continue
      }
      if (++links > mostLinks) return { kind: 'other', what: 'link-loop' }
      const target = await readlink(`${below}${next}`)
      left = [...target.split('/'), ...left]
      if (target.startsWith('/')) [at, stats] = ['', await lstat(`${below}/`)]
    }
    return { path: at || '/', stats }
  } catch (error) {
    return unseen(error, at || '/')
  }
}

async function stepsTo(below: string, { path, stats }: Place) {
  const names = path.split('/').slice(1, -1)
  const folders = ['/', ...names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`)]
  try {
    const found = await Promise.all(folders.map((folder) => lstat(`${below}${folder}`)))
    const all = [...found.map((one, i) => [folders[i] ?? '/', one] as const), [path, stats] as const]
    return {
      kind: 'way',
      steps: all.map(([at, { mode, uid, gid }]) => ({ path: at, mode: mode & 0o7777, uid, gid })),
    } as const
  } catch (error) {
    return unseen(error, path)
  }
}

/** Opened first, then judged by what was opened: what stood there before may be another by now. */
async function readPlace(below: string, { path }: Place): Promise<RawFile | Denied> {
  return withOpen(below, path, asFile, async (file) => {
    const stats = await file.stat()
    const what = noFile(stats)
    if (what) return { kind: 'other', what }
    // One more shows that it is too large.
    const octets = await readSome(file, largest + 1)
    if (octets.length > largest) return { kind: 'other', what: 'too-large' }
    if (octets.includes(0)) return { kind: 'other', what: 'binary' }
    return { kind: 'file', octets, info: infoOf(stats) }
  })
}

async function beginningOf(below: string, { path }: Place, most: number): Promise<RawFile | Denied> {
  return withOpen(below, path, asFile, async (file) => {
    const stats = await file.stat()
    const what = noFile(stats)
    if (what && what !== 'too-large') return { kind: 'other', what }
    return { kind: 'file', octets: await readSome(file, Math.min(most, stats.size)), info: infoOf(stats) }
  })
}

async function endOf(below: string, { path }: Place, most: number): Promise<RawFile | Denied> {
  return withOpen(below, path, asFile, async (file) => {
    const stats = await file.stat()
    const what = noFile(stats)
    if (what && what !== 'too-large') return { kind: 'other', what }
    const from = Math.max(0, stats.size - most)
    const octets = await readSome(file, most, from)
    return { kind: 'file', octets: from === 0 ? octets : octets.subarray(octets.indexOf(10) + 1), info: infoOf(stats) }
  })
}

async function namesAt(below: string, { path }: Place): Promise<EntrySeen | Denied> {
  return withOpen(below, path, asFolder, async (file) => {
    const names: string[] = []
    const folder = await opendir((await realOf(file)) === undefined ? `${below}${path}` : `/proc/self/fd/${file.fd}`)
    for await (const { name } of folder) if (names.push(name) >= mostNames) break
    return { kind: 'folder', info: infoOf(await file.stat()), names: names.sort() }
  })
}

async function withOpen<V>(
  below: string,
  path: string,
  flags: number,
  use: (file: FileHandle) => Promise<V>,
): Promise<V | { kind: 'other'; what: 'link-outside' } | Denied | Unseen> {
  let file: FileHandle | undefined
  try {
    file = await open(`${below}${path}`, flags)
    const real = await realOf(file)
    // A folder on the way may have become a link between our look and the opening.
    if (real !== undefined && below !== '' && !real.startsWith(`${below}/`) && real !== below)
      return { kind: 'other', what: 'link-outside' }
    return await use(file)
  } catch (error) {
    return unseen(error, path, path)
  } finally {
    await file?.close()
  }
}

/** Where an open file stands by the kernel's own word, on systems that say it. */
const realOf = (file: FileHandle): Promise<string | undefined> =>
  readlink(`/proc/self/fd/${file.fd}`).catch(() => undefined)

/** To the end, but no more than so many octets, from a place on. */
async function readSome(file: FileHandle, most: number, from = 0): Promise<Buffer> {
  const octets = Buffer.allocUnsafe(most)
  let length = 0
  while (length < most) {
    const { bytesRead } = await file.read(octets, length, most - length, from === 0 ? null : from + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return octets.subarray(0, length)
}

function noFile(stats: Stats): NoFile | undefined {
  if (stats.isFile()) return stats.size > largest ? 'too-large' : undefined
  if (stats.isDirectory()) return 'folder'
  if (stats.isFIFO()) return 'fifo'
  return stats.isSocket() ? 'socket' : 'device'
}

/** A time that no calendar has, which some file systems hold, is the first of all. */
const infoOf = ({ mode, uid, gid, size, mtime }: Stats): FileInfo => ({
  mode: mode & 0o7777,
  uid,
  gid,
  size,
  modified: (Number.isNaN(mtime.getTime()) ? new Date(0) : mtime).toISOString(),
})

const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'])

function unseen(error: unknown, parent: string, path = parent): Denied | Unseen {
  const { code = '' } = error as NodeJS.ErrnoException
  if (absent.has(code)) return { kind: 'absent' }
  if (code === 'EACCES' || code === 'EPERM') return { kind: 'denied', at: path }
  const detail = `${visible(path)} cannot be read: ${code === 'ELOOP' ? 'it became a link' : fileTrouble(error)}`
  return { kind: 'blind', blind: { reason: 'unreachable', detail } }
}

/** The same, with whose it is and who looked. */
async function denied<V extends { kind: string }>(
  seen: V | Denied,
  below: string,
  owners: Map<number, string>,
): Promise<V | Unseen> {
  if (!isDenied(seen)) return seen
  const uid = process.getuid?.() ?? 0
  const who = `relaycheck runs as uid ${uid}`
  const stats = await lstat(`${below}${seen.at}`).catch(() => undefined)
  const owner = stats && (await ownerOf(stats.uid, below, owners))
  const mode = stats && `mode ${(stats.mode & 0o7777).toString(8).padStart(4, '0')}`
  const path = visible(seen.at)
  const detail = stats ? `${path} belongs to ${owner} (${mode}), and ${who}` : `${path} may not be opened, and ${who}`
  return { kind: 'blind', blind: { reason: 'no-permission', detail } satisfies Blind }
}

const isDenied = (seen: { kind: string }): seen is Denied => seen.kind === 'denied'

/** The name by the root's own list of users, else the number. */
async function ownerOf(uid: number, below: string, owners: Map<number, string>): Promise<string> {
  if (owners.size === 0) {
    owners.set(0, 'root')
    const place = await placeOf(below, '/etc/passwd')
    const file = 'stats' in place && place.stats.isFile() ? await readPlace(below, place) : undefined
    const lines = file?.kind === 'file' ? file.octets.toString('latin1').split('\n') : []
    for (const line of lines) {
      const [name = '', , id = ''] = line.split(':')
      if (/^[a-z_][a-z0-9_-]{0,31}$/.test(name) && /^\d{1,10}$/.test(id) && !owners.has(Number(id)))
        owners.set(Number(id), name)
    }
  }
  return owners.get(uid) ?? `uid ${uid}`
}
