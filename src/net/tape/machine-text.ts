import {
  type EntrySeen,
  type FileInfo,
  type FileSeen,
  type KeySeen,
  type NoFile,
  noFiles,
  type ProgramSeen,
  programs,
  queueLayouts,
  type ReadersLimit,
  type ReadersSeen,
  readersLimits,
  type Self,
} from '../../core/machine.ts'
import type { Blind } from '../../core/observation.ts'
import { canonicalAddress } from '../../records/address.ts'
import { grouped } from '../../records/number.ts'
import { type Fields, fields, flag, list, Misshapen, number, oneOf, string, strings } from './fields.ts'
import type { MachineTape } from './machine.ts'
import { sorted } from './shape.ts'

/** More than a machine can show: a label is longer than the password that it stands for. */
const most = { path: 5000, entries: 10_000, names: 10_000, lines: 1_100_000, text: 16 * 1024 * 1024, words: 600_000 }
const lines = { items: most.lines, text: most.text }

/** What was seen of a machine as JSON to be read: a text is its lines, a mode is octal. */
export function writeMachine({ root, self, ...seen }: MachineTape): object {
  const parts = {
    files: sorted(seen.files, writeFile),
    entries: sorted(seen.entries, writeSeen),
    keys: sorted(seen.keys, writeSeen),
    readers: sorted(seen.readers, writeSeen),
    queues: sorted(seen.queues, writeProgram),
    programs: sorted(seen.programs, writeProgram),
  }
  const full = Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0)
  return { ...(root !== undefined && { root }), ...(self && { self }), ...Object.fromEntries(full) }
}

function writeSeen(seen: FileSeen | EntrySeen | KeySeen | ReadersSeen | ProgramSeen): object {
  if (seen.kind === 'blind') {
    const { reason, detail, question } = seen.blind
    return { kind: seen.kind, reason, detail, ...(question !== undefined && { question }) }
  }
  if (!('info' in seen)) return seen
  const { kind, info, ...rest } = seen
  return { kind, ...info, mode: info.mode.toString(8).padStart(4, '0'), ...rest }
}

function writeFile(seen: FileSeen): object {
  return seen.kind === 'file' ? { ...writeSeen(seen), text: seen.text.split('\n') } : writeSeen(seen)
}

function writeProgram(seen: ProgramSeen): object {
  if (seen.kind !== 'ran') return writeSeen(seen)
  const { kind, code, out, err, cut } = seen
  return {
    kind,
    code,
    ...(cut && { cut }),
    ...(out !== '' && { out: out.split('\n') }),
    ...(err !== '' && { err: err.split('\n') }),
  }
}

type ReadBlind = (value: Fields, where: string) => Blind

/** The machine of a tape; a fault is thrown. */
export function readMachine(value: unknown, readBlind: ReadBlind): MachineTape {
  const machine = fields(value, 'machine')
  const part = <V>(name: string, isKey: (key: string) => boolean, read: (value: Fields, where: string) => V) =>
    readPart(machine[name], `machine, ${name}`, isKey, read)
  const seen =
    <V>(read: (value: Fields, where: string) => V) =>
    (value: Fields, where: string) =>
      value.kind === 'blind'
        ? ({ kind: 'blind', blind: readBlind(value, where) } as const)
        : value.kind === 'absent'
          ? ({ kind: 'absent' } as const)
          : read(value, where)
  const root = machine.root === undefined ? undefined : string(machine, 'root', 'machine', most.path)
  if (root !== undefined && !isPath(root)) throw new Misshapen('machine: root is no absolute path')
  return {
    ...(root !== undefined && { root }),
    ...(machine.self !== undefined && { self: readSelf(fields(machine.self, 'machine, self')) }),
    files: part('files', isPath, seen(readFile)),
    entries: part('entries', isPath, seen(readEntry)),
    keys: part('keys', isPath, seen(readKey)),
    readers: part('readers', isPath, seen(readReaders)),
    queues: part('queues', isQueue, seen(readProgram)),
    programs: part('programs', isProgram, seen(readProgram)),
  }
}

function readPart<V>(
  value: unknown,
  where: string,
  isKey: (key: string) => boolean,
  read: (value: Fields, where: string) => V,
): Record<string, V> {
  if (value === undefined) return {}
  const entries = Object.entries(fields(value, where))
  if (entries.length > most.entries) throw new Misshapen(`${where}: more than ${grouped(most.entries)}`)
  return Object.fromEntries(
    entries.map(([key, one]) => {
      if (!isKey(key)) throw new Misshapen(`${where}, ${key}: this is nothing that is asked`)
      return [key, read(fields(one, `${where}, ${key}`), `${where}, ${key}`)] as const
    }),
  )
}

const isPath = (key: string): boolean => key.startsWith('/') && key.length <= most.path && !key.includes('\0')
const isQueue = (key: string): boolean =>
  queueLayouts.some((layout) => key.startsWith(`${layout} /`)) && isPath(key.slice(key.indexOf('/')))
const isProgram = (key: string): boolean =>
  key.length <= most.words && programs.some((name) => key === name || key.startsWith(`${name} `))

function readSelf(value: Fields): Self {
  const where = 'machine, self'
  const addresses = list(value, 'addresses', where, 1000).map((one) => {
    const address = typeof one === 'string' ? canonicalAddress(one) : undefined
    if (address === undefined) throw new Misshapen(`${where}: addresses are not all addresses`)
    return address
  })
  return { uid: number(value, 'uid', where), hostname: string(value, 'hostname', where, 300), addresses }
}

function readInfo(value: Fields, where: string): FileInfo {
  const mode = string(value, 'mode', where, 4)
  if (!/^[0-7]{4}$/.test(mode)) throw new Misshapen(`${where}: mode is not four octal digits`)
  const modified = new Date(string(value, 'modified', where, 40))
  if (Number.isNaN(modified.getTime())) throw new Misshapen(`${where}: modified is not a time`)
  return {
    mode: Number.parseInt(mode, 8),
    uid: number(value, 'uid', where),
    gid: number(value, 'gid', where),
    size: number(value, 'size', where),
    modified: modified.toISOString(),
  }
}

const others = Object.fromEntries(noFiles.map((what) => [what, true])) as Record<NoFile, true>
const { folder: _, 'too-large': __, binary: ___, ...otherEntries } = others

function readFile(value: Fields, where: string): FileSeen {
  const kind = oneOf(value, 'kind', { file: true, other: true }, where)
  if (kind === 'other') return { kind, what: oneOf(value, 'what', others, where) }
  return { kind, text: strings(value, 'text', where, lines).join('\n'), info: readInfo(value, where) }
}

function readEntry(value: Fields, where: string): EntrySeen {
  const kind = oneOf(value, 'kind', { file: true, folder: true, other: true }, where)
  if (kind === 'other') return { kind, what: oneOf(value, 'what', otherEntries, where) }
  const info = readInfo(value, where)
  if (kind === 'file') return { kind, info }
  return { kind, info, names: strings(value, 'names', where, { items: most.names, text: most.path }) }
}

function readKey(value: Fields, where: string): KeySeen {
  const kind = oneOf(value, 'kind', { key: true, 'no-key': true, other: true }, where)
  if (kind === 'other') return { kind, what: oneOf(value, 'what', others, where) }
  const info = readInfo(value, where)
  if (kind === 'no-key') return { kind, says: string(value, 'says', where, 200), info }
  const spki = string(value, 'spki', where, 20_000)
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(spki)) throw new Misshapen(`${where}: spki is not base64`)
  return { kind, type: string(value, 'type', where, 40), spki, info }
}

const limits = Object.fromEntries(readersLimits.map((limit) => [limit, true])) as Record<ReadersLimit, true>

function readReaders(value: Fields, where: string): ReadersSeen {
  const kind = oneOf(value, 'kind', { readers: true, other: true }, where)
  if (kind === 'other') return { kind, what: oneOf(value, 'what', others, where) }
  const users = list(value, 'users', where, 100).map((one, i) => {
    const user = fields(one, `${where}, user ${i + 1}`)
    return { name: string(user, 'name', where, 100), by: string(user, 'by', where, most.path) }
  })
  return {
    kind,
    everybody: flag(value, 'everybody', where) === true,
    users,
    moreUsers: number(value, 'moreUsers', where),
    ...(value.unknown !== undefined && { unknown: string(value, 'unknown', where, 300) }),
    limits: list(value, 'limits', where, 10).map((limit) => oneOf({ limit }, 'limit', limits, where)),
  }
}

function readProgram(value: Fields, where: string): ProgramSeen {
  const said = (key: string) => (value[key] === undefined ? '' : strings(value, key, where, lines).join('\n'))
  return {
    kind: oneOf(value, 'kind', { ran: true }, where),
    code: number(value, 'code', where),
    out: said('out'),
    err: said('err'),
    ...(flag(value, 'cut', where) && { cut: true }),
  }
}
