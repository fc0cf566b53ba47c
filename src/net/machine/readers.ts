import type { Program, ProgramSeen, ReadersLimit, ReadersSeen } from '../../core/machine.ts'
import { type Accounts, parseAccounts, parseAcl, readersOf, type Step } from '../../records/file-access.ts'
import type { Files } from './files.ts'
import { textOf } from './text.ts'

export interface ReadersOptions {
  /** The files are those of another root: no program is asked of them, and what stands above them is not theirs. */
  isRoot: boolean
  run(program: Program, args: readonly string[]): Promise<ProgramSeen>
}

/** Who can read a file, by every folder on the way to where it really stands. */
export function openReaders(files: Files, { isRoot, run }: ReadersOptions): (path: string) => Promise<ReadersSeen> {
  let known: Promise<Accounts> | undefined
  const accounts = () => {
    known ??= accountsIn(files)
    return known
  }
  return async (path) => {
    const found = await files.way(path)
    if (found.kind !== 'way') return found
    const [root] = found.steps
    // The folder that stands for another root has the mode of the copy.
    const steps = isRoot ? found.steps.slice(1) : found.steps
    if (isRoot && root?.uid !== 0) return { kind: 'readers', ...byModeAlone(steps), limits: ['owners-lost'] }
    const limits = new Set<ReadersLimit>()
    const way = await Promise.all(steps.map((step, i) => withAcl(step, i === steps.length - 1)))
    for (const { limit } of way) if (limit) limits.add(limit)
    return {
      kind: 'readers',
      ...readersOf(
        way.map(({ step }) => step),
        await accounts(),
      ),
      limits: [...limits],
    }
  }

  /** The rights of a group are the most that a list gives: one is asked for only where these let in who is else left out. */
  async function withAcl(step: Step, isFile: boolean): Promise<{ step: Step; limit?: ReadersLimit }> {
    const bit = isFile ? 4 : 1
    if ((step.mode & bit) !== 0 || (step.mode & (bit << 3)) === 0) return { step }
    const told = await run('getfacl', ['-cpn', '--', step.path])
    if (told.kind === 'ran' && told.code === 0) {
      const acl = parseAcl(told.out)
      return { step: acl ? { ...step, acl } : step }
    }
    const listed = await run('ls', ['-ldn', '--', step.path])
    if (listed.kind !== 'ran' || listed.code !== 0) return { step, limit: 'lists-unseen' }
    return /^\S{10}\+/.test(listed.out) ? { step, limit: 'list-unread' } : { step }
  }
}

const byModeAlone = (steps: readonly Step[]) => {
  const own = steps.map((step) => ({ ...step, uid: 0, gid: 0 }))
  return readersOf(own, { users: [], groups: new Map() })
}

async function accountsIn(files: Files): Promise<Accounts> {
  const [passwd, group] = await Promise.all(['/etc/passwd', '/etc/group'].map((path) => files.read(path)))
  const text = (file: typeof passwd) => (file?.kind === 'file' ? textOf(file.octets) : '')
  return parseAccounts(text(passwd), text(group))
}
