import type { Gatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { growTree } from './spf/grow.ts'

/** The tree of SPF records that begins at the domain; blind parts stay in it. */
export const spfTree: Gatherer<'spfTree'> = async ({ target, world }) => seen(await growTree(world.dns, target.name))
