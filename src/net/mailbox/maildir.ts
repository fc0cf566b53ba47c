import { readdir, realpath, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Blind } from '../../core/observation.ts'
import type { Mailbox } from '../../core/probe.ts'
import { type Usage, usage } from '../../core/request.ts'
import { fromModifiedUtf7 } from '../../records/mail/modified-utf7.ts'
import type { Marks } from '../../records/mail/probe-marks.ts'
import { visible } from '../../records/visible.ts'
import { fileTrouble } from '../files.ts'
import { largestMessage } from '../message.ts'
import { pause } from '../pause.ts'
import { type Before, movedFrom, printed, printOf } from './before.ts'
import { look, readPiece, unreadable } from './files.ts'
import { calledBy, isOfSender, kindOf, rankOf } from './folders.ts'
import { openMbox } from './mbox.ts'
import { headerOctets, marksIn, type Sighting, watching } from './watch.ts'

const mostFolders = 50
const mostFiles = 500
const mostBefore = { folders: 1000, files: 100_000, ms: 15_000 }
const kinds = ['new', 'cur'] as const

/** One folder of a Maildir: its place, and its name as people see it. */
interface Folder {
  place: string
  name: string
  path: string
  /** Files that were looked at, or were there before; names without what follows the colon, which changes. */
  known: Set<string>
}

/**
 * Watches a Maildir with its folders (Maildir++, or folders in one another), or an mbox file. Nothing is changed: what lies
 * in new/ stays there. `given`: what is waited for, where it may have been there before.
 */
export async function openMaildir({ path: named, given }: { path: string; given?: Marks }): Promise<Mailbox | Usage> {
  try {
    const path = await realpath(named)
    const there = await stat(path)
    if (!there.isDirectory()) return await openMbox(path, there, given)
    const folders = watchedOf(await foldersIn(path, new Map()))
    if (folders[0]?.place !== path) return usage(noMaildir(path, folders))
    for (const folder of folders) for (const { base } of await filesIn(folder)) folder.known.add(base)
    return watched(path, folders, given && (await beforeIn(path)))
  } catch (error) {
    return usage(`--maildir "${named}" cannot be read: ${fileTrouble(error)}.`)
  }
}

function noMaildir(path: string, [below]: readonly Folder[]): string {
  const there = below === undefined ? '' : `: --maildir ${visible(below.place)}`
  return `--maildir ${visible(path)} is no Maildir: it has no folders new and cur in it. Name the one that has${there}.`
}

function watched(path: string, first: readonly Folder[], before: Before | undefined): Mailbox {
  const known = new Map(first.map((folder) => [folder.place, folder]))
  const look = async (): Promise<readonly Sighting[] | Blind> => {
    try {
      const came: Sighting[] = []
      for (const folder of watchedOf(await foldersIn(path, known))) {
        known.set(folder.place, folder)
        came.push(...(await newIn(folder)))
      }
      return came
    } catch (error) {
      return unreadable(path, error)
    }
  }
  const called = calledBy(
    visible(path),
    first.map(({ path }) => path),
  )
  const rest = (ms: number, signal: AbortSignal) => pause(Math.min(ms, mostRest), signal)
  return watching({ kind: 'maildir', called, look, rest, close: async () => {} }, before)
}

/** What its user sent has not arrived. */
const watchedOf = (folders: readonly Folder[]): Folder[] =>
  folders
    .filter(({ path, name }) => path === 'INBOX' || !isOfSender(name))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, mostFolders)
const rank = ({ path, name }: Folder): number => rankOf(kindOf(path, name))

/** Looks through all folders, those of what was sent too. */
async function beforeIn(root: string): Promise<Before> {
  const before: Before = { prints: new Set(), whole: true }
  const until = performance.now() + mostBefore.ms
  const folders = await foldersIn(root, new Map())
  let count = 0
  for (const folder of folders)
    for (const { kind, file } of await filesIn(folder)) {
      if (++count > mostBefore.files || performance.now() >= until) return { ...before, whole: false }
      const head = await readOr(join(folder.place, kind, file), printed).catch(() => undefined)
      if (head) before.prints.add(printOf(head.toString('latin1')))
    }
  return { ...before, whole: folders.length < mostBefore.folders }
}

/** To look into a folder costs nobody anything. */
const mostRest = 1000

/** INBOX first, then what is in it. */
async function foldersIn(root: string, known: ReadonlyMap<string, Folder>): Promise<Folder[]> {
  const found: Folder[] = []
  const add = async (place: string, path: string, name: string) => {
    const parts = await Promise.all(kinds.map((kind) => look(join(place, kind)).catch(ofOthers)))
    if (found.length < mostBefore.folders && parts.every((part) => part?.isDirectory()))
      found.push(known.get(place) ?? { place, path, name, known: new Set() })
  }
  await add(root, 'INBOX', 'INBOX')
  const entries = await readdir(root, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  for (const name of names.slice(0, mostBefore.folders).sort()) {
    if (name === 'new' || name === 'cur' || name === 'tmp') continue
    const parts = fromModifiedUtf7(name.replace(/^\./, '')).split('.')
    await add(join(root, name), visible(parts.join('/')), parts.at(-1) ?? name)
  }
  return found
}

/** A folder that may not be entered is none of ours; the first one is asked for its names, and tells. */
function ofOthers(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EACCES') throw error
}

interface File {
  kind: (typeof kinds)[number]
  file: string
  base: string
}

async function filesIn({ place }: Folder): Promise<File[]> {
  const lists = await Promise.all(
    kinds.map(async (kind) =>
      (await readdir(join(place, kind)).catch(ofNone))
        .filter((file) => !file.startsWith('.'))
        .map((file) => ({ kind, file, base: baseOf(file) })),
    ),
  )
  return lists.flat()
}

function ofNone(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT') throw error
  return []
}

const baseOf = (file: string): string => file.replace(/:.*$/s, '')

async function newIn(folder: Folder): Promise<Sighting[]> {
  const came: Sighting[] = []
  for (const { kind, file, base } of await filesIn(folder)) {
    if (folder.known.has(base) || came.length >= mostFiles) continue
    const place = join(folder.place, kind, file)
    const stats = await look(place)
    // Somebody has moved it meanwhile: it is found where it is next time.
    const head = stats?.isFile() ? await readOr(place, headerOctets) : undefined
    if (stats && head) came.push(sighting(folder, base, { size: stats.size, head }))
    if (stats) folder.known.add(base)
  }
  return came
}

/** Nothing where nothing is there any more. */
async function readOr(place: string, most: number): Promise<Buffer | undefined> {
  try {
    return await readPiece(place, 0, most)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function sighting(folder: Folder, base: string, { size, head }: { size: number; head: Buffer }): Sighting {
  const current = async () => {
    const file = (await filesIn(folder)).find((one) => one.base === base)
    return file && join(folder.place, file.kind, file.file)
  }
  return {
    folder: folder.path,
    kind: kindOf(folder.path, folder.name),
    at: new Date(),
    size,
    print: printOf(head.toString('latin1')),
    marked: marksIn(head.toString('latin1')),
    async octets() {
      try {
        const place = await current()
        return place === undefined ? 'gone' : ((await readOr(place, largestMessage)) ?? 'gone')
      } catch (error) {
        return unreadable(folder.place, error)
      }
    },
    async remove() {
      try {
        const place = await current()
        if (place === undefined) return movedFrom(folder.path)
        await unlink(place)
        return undefined
      } catch (error) {
        return {
          reason: 'no-permission',
          detail: `the message in ${visible(folder.place)} cannot be removed: ${fileTrouble(error)}`,
        }
      }
    },
  }
}
