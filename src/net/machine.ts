import { realpathSync, statSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import type { Machine, PasswordRef, Self } from '../core/machine.ts'
import { type Usage, usage } from '../core/request.ts'
import { canonicalAddress } from '../records/address.ts'
import { fileTrouble } from './files.ts'
import type { MachineOptions, OpenMachine } from './machine/open.ts'

export interface MachineDoor {
  machine: Machine
  /** A text without any password that was read so far; nothing was, where nothing was looked at. */
  clean(text: string): string
  /** A password that was read, for a login; it goes to nobody else. */
  passwordFor(ref: PasswordRef): string | undefined
}

/** Opens this machine, or the root of another; what looks is loaded by who looks. */
export function openMachine(options: MachineOptions): MachineDoor | Usage {
  const root = options.root === undefined ? undefined : realRoot(options.root)
  if (typeof root === 'object') return root
  let opened: OpenMachine | undefined
  const open = async (): Promise<OpenMachine> => {
    const { openInside } = await import('./machine/open.ts')
    opened ??= openInside({ ...options, root })
    return opened
  }
  return {
    machine: {
      ...(root === undefined ? { self: self() } : { root }),
      owns: (address) => root === undefined && self().addresses.includes(address),
      read: async (path) => (await open()).read(path),
      readLogins: async (path) => (await open()).readLogins(path),
      look: async (path) => (await open()).look(path),
      publicKeyOf: async (path) => (await open()).publicKeyOf(path),
      queued: async (folder, layout) => (await open()).queued(folder, layout),
      readersOf: async (path) => (await open()).readersOf(path),
      run: async (program, args, input) => (await open()).run(program, args, input),
    },
    clean: (text) => opened?.clean(text) ?? text,
    passwordFor: (ref) => opened?.passwordFor(ref),
  }
}

function realRoot(root: string): string | Usage {
  try {
    const real = realpathSync(root)
    return statSync(real).isDirectory() ? real : usage(`"${root}" is not a folder: give the folder that stands for /.`)
  } catch (error) {
    return usage(`"${root}" cannot be read: ${fileTrouble(error)}.`)
  }
}

function self(): Self {
  const given = Object.values(interfaces()).flatMap((one) => (one ?? []).map(({ address }) => address))
  const addresses = given.flatMap((one) => canonicalAddress(one.replace(/%.*$/, '')) ?? [])
  return { uid: process.getuid?.() ?? 0, hostname: hostname(), addresses: [...new Set(addresses)] }
}

/** Some sandboxes forbid the question. */
function interfaces(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces()
  } catch {
    return {}
  }
}
