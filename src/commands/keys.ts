import type { Usage } from '../core/request.ts'
import { type Keys, readKeys } from '../net/secrets.ts'
import type { Io } from '../terminal/io.ts'

/** The keys of lists that this machine has. A recording was made with its own, and wants none: those here are only kept out of it. */
export function keysAtHand({ replay }: { replay?: string }, { env }: Pick<Io, 'env'>): { keys: Keys } | Usage {
  const read = readKeys(env)
  return replay !== undefined && 'usage' in read ? { keys: new Map() } : read
}
