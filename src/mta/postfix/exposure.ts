import type { Machine } from '../../core/machine.ts'
import type { MapState } from '../../core/mta.ts'
import type { Blind } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'

/** Who can read the files of a map that holds logins. */
export type Exposure = Pick<MapState, 'exposed' | 'readers' | 'moreReaders' | 'unsure' | 'limits'>

export const unexposed: Exposure = { exposed: [] }

/** Who can read this file, by all folders on the way to it. */
export async function exposureOf(machine: Machine, path: string): Promise<Exposure> {
  const seen = await machine.readersOf(path)
  if (seen.kind !== 'readers') {
    // A recording of former versions has its mode alone.
    const file = seen.kind === 'blind' && seen.blind.reason === 'not-recorded' ? await machine.look(path) : undefined
    return { exposed: file?.kind === 'file' && (file.info.mode & 0o004) !== 0 ? [path] : [] }
  }
  const { everybody, users, moreUsers, unknown, limits } = seen
  const unsure =
    unknown === undefined ? (limits.includes('list-unread') ? unreadList(path) : undefined) : nameless(path, unknown)
  return {
    exposed: everybody ? [path] : [],
    ...(users.length > 0 && { readers: users.map((user) => ({ path, ...user })) }),
    ...(moreUsers > 0 && { moreReaders: moreUsers }),
    ...(unsure && { unsure }),
    ...(limits.length > 0 && { limits }),
  }
}

/** Of several files of one map. */
export function joined(all: readonly Exposure[]): Exposure {
  const readers = all.flatMap((one) => one.readers ?? [])
  const more = all.reduce((sum, { moreReaders = 0 }) => sum + moreReaders, 0)
  const unsure = all.find((one) => one.unsure)?.unsure
  const limits = [...new Set(all.flatMap((one) => one.limits ?? []))]
  return {
    exposed: [...new Set(all.flatMap(({ exposed }) => exposed))],
    ...(readers.length > 0 && { readers }),
    ...(more > 0 && { moreReaders: more }),
    ...(unsure && { unsure }),
    ...(limits.length > 0 && { limits }),
  }
}

const unreadList = (path: string): Blind => ({
  reason: 'not-attempted',
  detail: `${visible(path)}, or a folder on the way to it, has an access control list, and there is no getfacl here to read it`,
  wayOut: `Install the package acl and run again, or look by hand: getfacl ${visible(path)}`,
})

const nameless = (path: string, unknown: string): Blind => ({
  reason: 'not-attempted',
  detail: `${visible(path)} can be read by ${unknown}`,
  wayOut: 'See who is in it: getent group, with that number.',
})
