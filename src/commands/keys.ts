import type { Usage } from '../core/request.ts'
import { type Keys, readKeys } from '../net/secrets.ts'
import type { Io } from '../terminal/io.ts'

/** The keys of lists that this machine has; a recording was made with its own. */
export const keysAtHand = ({ replay }: { replay?: string }, { env }: Pick<Io, 'env'>): { keys: Keys } | Usage =>
  replay === undefined ? readKeys(env) : { keys: new Map() }
