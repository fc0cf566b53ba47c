import {
  type EntrySeen,
  type FileInfo,
  type FileSeen,
  type KeySeen,
  type Machine,
  type NoFile,
  type Program,
  type ProgramSeen,
  privateKeyLabel,
  type ReadersSeen,
  type Self,
} from '../../src/core/machine.ts'
import type { Blind } from '../../src/core/observation.ts'
import { parseAccounts, readersOf } from '../../src/records/file-access.ts'

/** A file, a link, something else, or why it cannot be looked at. Folders are there where something is in them. */
export type Node =
  | string
  | ({ text: string; spki?: string } & Partial<FileInfo>)
  | ({ folder: true } & Partial<FileInfo>)
  | { link: string }
  | { what: NoFile }
  | { blind: Blind; mode?: number }
/** What a program says: its output, or all of it. */
export type MemoryProgram = (args: readonly string[], input?: string) => string | ProgramSeen

/** A machine in memory. Passwords are to be written as it would show them: `[password]`. */
export function memoryMachine(
  tree: Readonly<Record<string, Node>>,
  given: {
    programs?: Partial<Record<Program, MemoryProgram>>
    /** What lies in the folders of queues, by folder, as `postqueue -j` would say it. */
    queues?: Readonly<Record<string, string>>
    self?: Self
    root?: string
  } = {},
): Machine {
  const resolve = (path: string) => resolved(tree, path)
  const read = async (path: string): Promise<FileSeen> => {
    const node = resolve(path)
    if (node === undefined) return { kind: 'absent' }
    if (typeof node === 'object' && 'blind' in node) return { kind: 'blind', blind: node.blind }
    if (typeof node === 'object' && 'what' in node) return { kind: 'other', what: node.what }
    if (typeof node === 'object' && 'folder' in node) return { kind: 'other', what: 'folder' }
    const text = typeof node === 'string' ? node : 'text' in node ? node.text : ''
    return { kind: 'file', text, info: infoOf(node, text.length) }
  }
  const look = async (path: string): Promise<EntrySeen> => {
    const node = resolve(path)
    if (node === undefined) return { kind: 'absent' }
    if (typeof node === 'object' && 'what' in node && node.what !== 'too-large' && node.what !== 'binary')
      return node.what === 'folder'
        ? { kind: 'folder', info: infoOf({}, 0, 0o755), names: [] }
        : { kind: 'other', what: node.what }
    if (typeof node === 'object' && 'folder' in node)
      return { kind: 'folder', info: infoOf(node, 0, 0o755), names: namesIn(tree, path) }
    return { kind: 'file', info: infoOf(node, typeof node === 'string' ? node.length : 0) }
  }
  const publicKeyOf = async (path: string): Promise<KeySeen> => {
    const file = await read(path)
    if (file.kind !== 'file') return file
    const node = resolve(path)
    if (typeof node === 'object' && 'spki' in node && node.spki !== undefined)
      return { kind: 'key', type: 'rsa', spki: node.spki, info: file.info }
    const says = file.text.includes(privateKeyLabel) ? 'its private key is damaged' : 'it holds no private key'
    return { kind: 'no-key', says, info: file.info }
  }
  const readersAt = async (path: string): Promise<ReadersSeen> => {
    if (resolve(path) === undefined) return { kind: 'absent' }
    const real = realOf(tree, path)
    const names = real.split('/').slice(1)
    const places = ['/', ...names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`)]
    const steps = places.map((place, i) => {
      const isFile = i === places.length - 1
      return { path: place, ...infoOf(tree[place] ?? {}, 0, isFile ? 0o644 : 0o755) }
    })
    const text = (path: string) => (typeof tree[path] === 'string' ? tree[path] : '')
    const accounts = parseAccounts(text('/etc/passwd'), text('/etc/group'))
    return { kind: 'readers', ...readersOf(steps, accounts), limits: [] }
  }
  const queued = async (folder: string): Promise<ProgramSeen> => {
    const out = given.queues?.[folder]
    return out === undefined ? { kind: 'absent' } : { kind: 'ran', code: 0, out, err: '' }
  }
  const run = async (program: Program, args: readonly string[], input?: string): Promise<ProgramSeen> => {
    const said = given.programs?.[program]?.(args, input)
    if (said === undefined) return { kind: 'absent' }
    return typeof said === 'string' ? { kind: 'ran', code: 0, out: said, err: '' } : said
  }
  const { root, self = { uid: 0, hostname: 'box.example.com', addresses: ['127.0.0.1', '192.0.2.10'] } } = given
  const owns = (address: string) => root === undefined && self.addresses.includes(address)
  return {
    owns,
    read,
    readLogins: read,
    look,
    publicKeyOf,
    readersOf: readersAt,
    queued,
    run,
    ...(root === undefined ? { self } : { root }),
  }
}

function infoOf(given: object | string, size: number, mode = 0o644): FileInfo {
  const base: FileInfo = { mode, uid: 0, gid: 0, size, modified: '2026-01-01T00:00:00.000Z' }
  if (typeof given === 'string') return base
  const known = Object.entries(given).filter(([key]) => key in base)
  return { ...base, ...Object.fromEntries(known) }
}

/** What stands at a path once every link on the way is followed. */
function resolved(tree: Readonly<Record<string, Node>>, path: string): Node | undefined {
  const at = realOf(tree, path)
  if (at === '') return { what: 'link-loop' }
  const node = tree[at]
  if (node !== undefined) return node
  return Object.keys(tree).some((one) => one.startsWith(`${at}/`)) ? { folder: true } : undefined
}

/** The path with every link on the way followed; nothing of a loop. */
function realOf(tree: Readonly<Record<string, Node>>, path: string): string {
  let left = path.split('/')
  let at = ''
  for (let links = 0; left.length > 0; ) {
    const [name = '', ...rest] = left
    left = rest
    if (name === '' || name === '.') continue
    if (name === '..') {
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')))
      continue
    }
    const node = tree[`${at}/${name}`]
    if (typeof node === 'object' && 'link' in node) {
      if (++links > 40) return ''
      if (node.link.startsWith('/')) at = ''
      left = [...node.link.split('/'), ...left]
      continue
    }
    at = `${at}/${name}`
  }
  return at
}

function namesIn(tree: Readonly<Record<string, Node>>, path: string): string[] {
  const folder = `${path.replace(/\/+$/, '')}/`
  const inside = Object.keys(tree).filter((one) => one.startsWith(folder))
  return [...new Set(inside.map((one) => one.slice(folder.length).split('/')[0] ?? ''))].filter(Boolean).sort()
}
