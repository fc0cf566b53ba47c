import type { Gatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { growTree } from './spf/grow.ts'

/** The tree of SPF records that begins at the domain; blind parts stay in it, a blind beginning leaves no tree. */
export const spfTree: Gatherer<'spfTree'> = async ({ target, world }) => {
  const tree = await growTree(world.dns, target.name)
  return tree.txt?.kind === 'blind' ? blind(tree.txt.blind) : seen(tree)
}
