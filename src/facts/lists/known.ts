import type { KnownLists } from './choose.ts'

/** The lists of this world are many: they are loaded where some are asked, and once. */
let known: Promise<KnownLists> | undefined
export const knownLists = (): Promise<KnownLists> => {
  known ??= Promise.all([import('../../knowledge/blocklists.ts'), import('../../knowledge/dead-lists.ts')]).then(
    ([{ blocklists }, { deadLists }]) => ({ blocklists, deadLists }),
  )
  return known
}
