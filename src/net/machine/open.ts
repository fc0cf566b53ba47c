import type {
  EntrySeen,
  FileSeen,
  KeySeen,
  Machine,
  PasswordRef,
  Program,
  ProgramSeen,
  QueueLayout,
} from '../../core/machine.ts'
import { openFiles } from './files.ts'
import { openKeeper } from './keeper.ts'
import { publicKeyIn } from './keys.ts'
import { runProgram } from './programs.ts'
import { readQueueFiles } from './queue-files.ts'
import { withoutPeople } from './queue-people.ts'
import { openReaders } from './readers.ts'
import { withoutPeers } from './socket-tables.ts'
import { textOf } from './text.ts'

export interface MachineOptions {
  /** The folder that stands for the root, its path real. */
  root?: string | undefined
  signal?: AbortSignal | undefined
  /** Passwords and keys that are at hand otherwise. */
  held?: readonly string[]
  /** Where programs are looked for, and how long one may take. */
  programs?: { from?: readonly string[]; withinMs?: number }
}
export interface OpenMachine extends Omit<Machine, 'root' | 'self' | 'owns'> {
  /** A text without any password that is known by now. */
  clean(text: string): string
  passwordFor(ref: PasswordRef): string | undefined
}

/** What Postfix calls its maps of passwords stands here; all is read before anything is shown. */
const configurations = ['/etc/postfix/main.cf', '/etc/postfix/master.cf']

const mostMaps = 20

/** Opens the files and the programs of a machine. Nothing is looked at twice. */
export function openInside({ root, signal, held = [], programs = {} }: MachineOptions): OpenMachine {
  const files = openFiles(root ?? '/')
  const keeper = openKeeper(held)
  const raw = once((path) => files.read(path))
  const learn = once(async (path) => {
    const file = await raw(path)
    if (file.kind === 'file') keeper.file(path, textOf(file.octets), false)
  })
  const learnMaps = async () => {
    for (const path of keeper.files().slice(0, mostMaps)) await learn(path)
  }
  const primed = once(async () => {
    for (const path of configurations) await learn(path)
    await learnMaps()
  })
  const seen = async (path: string, logins: boolean): Promise<FileSeen> => {
    await primed('')
    const file = await raw(path)
    if (file.kind !== 'file') return file
    const text = keeper.file(path, withoutPeers(path, textOf(file.octets)), logins)
    await learnMaps()
    return { kind: 'file', text: keeper.clean(text), info: file.info }
  }
  const publicKeyOf = async (path: string): Promise<KeySeen> => {
    const file = await raw(path)
    if (file.kind !== 'file') return file
    const half = publicKeyIn(textOf(file.octets))
    return 'says' in half ? { kind: 'no-key', ...half, info: file.info } : { kind: 'key', ...half, info: file.info }
  }
  const listed = once(async (key) => {
    const [layout = '', folder = ''] = key.split('\0')
    const told = await readQueueFiles(files, folder, layout as QueueLayout)
    return told.kind === 'ran' ? { ...told, out: keeper.clean(withoutPeople('postqueue', ['-j'], told.out)) } : told
  })
  const queued = (folder: string, layout: QueueLayout): Promise<ProgramSeen> => listed(`${layout}\0${folder}`)
  const asked = new Map<string, Promise<ProgramSeen>>()
  const told = async (program: Program, args: readonly string[], input?: string): Promise<ProgramSeen> => {
    await primed('')
    const said = await runProgram(program, args, input, { ...programs, ...(signal && { signal }) })
    if (said.kind !== 'ran') return said
    return {
      ...said,
      out: keeper.program(program, args, withoutPeople(program, args, said.out), input),
      err: keeper.program(program, args, said.err, input),
    }
  }
  const run = (program: Program, args: readonly string[], input?: string): Promise<ProgramSeen> => {
    if (root !== undefined) return Promise.resolve({ kind: 'absent' })
    const key = JSON.stringify([program, args, input])
    const pending = asked.get(key) ?? told(program, args, input)
    asked.set(key, pending)
    return pending
  }
  return {
    read: once((path) => seen(path, false)),
    readLogins: once((path) => seen(path, true)),
    look: once((path): Promise<EntrySeen> => files.look(path)),
    publicKeyOf: once(publicKeyOf),
    queued,
    readersOf: once(openReaders(files, { isRoot: root !== undefined, run })),
    run,
    clean: keeper.clean,
    passwordFor: keeper.passwordFor,
  }
}

function once<V>(look: (path: string) => Promise<V>): (path: string) => Promise<V> {
  const looked = new Map<string, Promise<V>>()
  return (path) => {
    const pending = looked.get(path) ?? look(path)
    looked.set(path, pending)
    return pending
  }
}
