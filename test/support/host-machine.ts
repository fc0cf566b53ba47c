import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileSeen, Machine } from '../../src/core/machine.ts'
import { makeFolder } from './real-server.ts'

/** What Postfix's programs are run with. */
export const quietEnv = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' }
/** Runs one of them to its end. */
export const run = (program: string, args: readonly string[], input?: string, env: NodeJS.ProcessEnv = quietEnv) =>
  spawnSync(program, args, { env, encoding: 'utf8', ...(input !== undefined && { input }) })

/** A folder of configuration files; they are made to look old, since Postfix waits two seconds for new ones. */
export function configuration(files: Readonly<Record<string, string>>): string {
  const folder = makeFolder()
  for (const [name, text] of Object.entries({ 'master.cf': '', ...files })) {
    writeFileSync(join(folder, name), text)
    utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000)
  }
  return folder
}

/** This machine itself, with or without its programs. */
export const hostMachine = (programs: boolean): Machine => {
  const info = (path: string) => {
    const { mode, uid, gid, size, mtime } = statSync(path)
    return { mode: mode & 0o7777, uid, gid, size, modified: mtime.toISOString() }
  }
  const read = async (path: string): Promise<FileSeen> =>
    existsSync(path) ? { kind: 'file', text: readFileSync(path, 'utf8'), info: info(path) } : { kind: 'absent' }
  return {
    read,
    readLogins: read,
    look: async (path) => (existsSync(path) ? { kind: 'file', info: info(path) } : { kind: 'absent' }),
    owns: () => false,
    publicKeyOf: async () => ({ kind: 'absent' }),
    queued: async () => ({ kind: 'absent' }),
    readersOf: async () => ({ kind: 'absent' }),
    run: async (program, args, input) => {
      if (!programs) return { kind: 'absent' }
      const { status, stdout, stderr } = run(program, args, input)
      return { kind: 'ran', code: status ?? 1, out: stdout, err: stderr }
    },
  }
}
