import type { Machine } from '../../core/machine.ts'
import type { Blind } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'

/** Why it says nothing that a file is absent: the root that was given has not even its folder, as a backup of /etc alone has not. */
export async function leftOut(machine: Machine, path: string): Promise<Blind | undefined> {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/'
  if (machine.root === undefined || (await machine.look(folder)).kind !== 'absent') return undefined
  return {
    reason: 'not-attempted',
    detail: `${visible(path)} is not under the root that was given, and neither is its folder`,
    wayOut: 'Give a root that holds it too, or run relaycheck on that machine.',
  }
}
