import type { Gatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { walkFrom } from './dmarc/walk.ts'

/** The tree walk from the domain; what of it was not seen stays in it. */
export const dmarcWalk: Gatherer<'dmarcWalk'> = async ({ target, world }) =>
  seen(await walkFrom(world.dns, target.name))
