import type { Site } from '../core/gatherer.ts'
import type { ResolverView } from '../core/lists.ts'
import type { Observation } from '../core/observation.ts'
import type { Target } from '../core/target.ts'

export const resolverView = async (_: Pick<Site<Target>, 'world'>): Promise<Observation<ResolverView>> => {
  throw new Error('not written yet')
}
