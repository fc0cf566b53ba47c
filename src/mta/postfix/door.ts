import type { FileSeen, Machine, ProgramSeen } from '../../core/machine.ts'

/** How the files and tables of one configuration directory are asked for. */
export interface Asker {
  machine: Machine
  /** With `logins` its values are logins: the machine gives them away with every password replaced. */
  read(path: string, logins: boolean): Promise<FileSeen>
  /** `postmap -q -`, the keys as lines. */
  ask(table: string, keys: string): Promise<ProgramSeen>
}

/** Opens it for one configuration directory. */
export const openAsker = (machine: Machine, directory: string): Asker => ({
  machine,
  read: (path, logins) => (logins ? machine.readLogins(path) : machine.read(path)),
  ask: (table, keys) => machine.run('postmap', ['-c', directory, '-q', '-', table], keys),
})
