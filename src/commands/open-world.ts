import { type ManyOptions, openWorld, openWorlds, type WorldOptions } from '../net/world.ts'

/** The list is large: it is loaded only by who doubts a resolver. */
const isTopLevel = async (name: string): Promise<boolean> =>
  (await import('../facts/dmarc/suffix-list.ts')).isDelegatedName(name)

/** Opens a world that knows the top-level domains of public DNS. */
export const openPublicWorld = (options: WorldOptions) => openWorld({ isTopLevel, ...options })
export const openPublicWorlds = (options: ManyOptions) => openWorlds({ isTopLevel, ...options })
