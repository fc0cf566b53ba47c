import type {
  EntrySeen,
  FileSeen,
  KeySeen,
  Machine,
  Program,
  ProgramSeen,
  QueueLayout,
  ReadersSeen,
  Self,
} from '../../core/machine.ts'
import type { Blind } from '../../core/observation.ts'

/** What a run saw of a machine: by the path or the words that were asked for. */
export interface MachineTape {
  root?: string
  self?: Self
  files: Readonly<Record<string, FileSeen>>
  entries: Readonly<Record<string, EntrySeen>>
  keys: Readonly<Record<string, KeySeen>>
  readers: Readonly<Record<string, ReadersSeen>>
  /** By layout and folder: `postfix /var/spool/postfix`. */
  queues: Readonly<Record<string, ProgramSeen>>
  programs: Readonly<Record<string, ProgramSeen>>
}

export const queueKey = (folder: string, layout: QueueLayout): string => `${layout} ${folder}`

/** The words that a program is run by: `postconf -n`; what it is given to read stands behind `<`. */
export function programKey(program: Program, args: readonly string[], input?: string): string {
  const words = args.map((arg) => (/^[\w/:.@[\]+,-]+$/.test(arg) ? arg : JSON.stringify(arg)))
  return [program, ...words, ...(input === undefined ? [] : ['<', JSON.stringify(input)])].join(' ')
}

/** The same machine, with an ear: `heard()` is what it has shown so far; nothing where nothing was there, and who it is only where that was asked. */
export function recordingMachine(machine: Machine): { machine: Machine; heard(): MachineTape | undefined } {
  const files = new Map<string, FileSeen>()
  const entries = new Map<string, EntrySeen>()
  const keys = new Map<string, KeySeen>()
  const readers = new Map<string, ReadersSeen>()
  const queues = new Map<string, ProgramSeen>()
  const programs = new Map<string, ProgramSeen>()
  /** What shows something of this machine: nothing stands where nothing was found. */
  let isShown = false
  let isSelfAsked = false
  const keep = async <V extends { kind: string }>(in_: Map<string, V>, key: string, seen: Promise<V>): Promise<V> => {
    const value = await seen
    isShown ||= value.kind !== 'absent'
    in_.set(key, value)
    return value
  }
  const { root, self } = machine
  // What is known to hold logins is kept as such, whoever read it before.
  const logins = new Set<string>()
  return {
    machine: {
      ...(root !== undefined && { root }),
      get self() {
        isSelfAsked = true
        return self
      },
      owns(address) {
        const isOurs = machine.owns(address)
        isSelfAsked ||= isOurs
        return isOurs
      },
      read: (path) => (logins.has(path) ? machine.read(path) : keep(files, path, machine.read(path))),
      readLogins(path) {
        logins.add(path)
        return keep(files, path, machine.readLogins(path))
      },
      look: (path) => keep(entries, path, machine.look(path)),
      publicKeyOf: (path) => keep(keys, path, machine.publicKeyOf(path)),
      queued: (folder, layout) => keep(queues, queueKey(folder, layout), machine.queued(folder, layout)),
      readersOf: (path) => keep(readers, path, machine.readersOf(path)),
      run: (program, args, input) =>
        keep(programs, programKey(program, args, input), machine.run(program, args, input)),
    },
    heard: () =>
      isShown || isSelfAsked
        ? {
            ...(root !== undefined && { root }),
            ...(self && isSelfAsked && { self }),
            files: Object.fromEntries(files),
            entries: Object.fromEntries(entries),
            keys: Object.fromEntries(keys),
            readers: Object.fromEntries(readers),
            queues: Object.fromEntries(queues),
            programs: Object.fromEntries(programs),
          }
        : undefined,
  }
}

/** A machine of which a tape alone is known: what nobody looked at then cannot be told. */
export function replayingMachine(tape: MachineTape | undefined): Machine {
  const of = <V>(seen: Readonly<Record<string, V>> = {}) => new Map(Object.entries(seen))
  const [files, entries, keys, programs] = [of(tape?.files), of(tape?.entries), of(tape?.keys), of(tape?.programs)]
  const [readers, queues] = [of(tape?.readers), of(tape?.queues)]
  const read = async (path: string): Promise<FileSeen> => files.get(path) ?? unheard(path)
  return {
    ...(tape?.root !== undefined && { root: tape.root }),
    ...(tape?.self && { self: tape.self }),
    owns: (address) => tape?.self?.addresses.includes(address) ?? false,
    read,
    readLogins: read,
    look: async (path) => entries.get(path) ?? unheard(path),
    publicKeyOf: async (path) => keys.get(path) ?? unheard(path),
    readersOf: async (path) => readers.get(path) ?? unheard(path),
    queued: async (folder, layout) => queues.get(queueKey(folder, layout)) ?? unheard(queueKey(folder, layout)),
    run: async (program, args, input) =>
      programs.get(programKey(program, args, input)) ?? unheard(programKey(program, args)),
  }
}

function unheard(question: string): { kind: 'blind'; blind: Blind } {
  const detail = 'the recording does not have it'
  return { kind: 'blind', blind: { reason: 'not-recorded', detail, question } }
}

/** The tape with every text cleaned, the names of what was asked too. */
export function cleanedMachine(tape: MachineTape, clean: (text: string) => string): MachineTape {
  const of = <V extends object>(seen: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(Object.entries(seen).map(([key, value]) => [clean(key), deeply(value, clean)]))
  const { files, entries, keys, readers, queues, programs } = tape
  return {
    ...tape,
    files: of(files),
    entries: of(entries),
    keys,
    readers: of(readers),
    queues: of(queues),
    programs: of(programs),
  }
}

function deeply<V>(value: V, clean: (text: string) => string): V {
  if (typeof value === 'string') return clean(value) as V
  if (Array.isArray(value)) return value.map((one) => deeply(one, clean)) as V
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deeply(inner, clean)])) as V
}
