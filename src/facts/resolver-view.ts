import type { Site } from '../core/gatherer.ts'
import type { ResolverView } from '../core/lists.ts'
import { type Observation, seen } from '../core/observation.ts'
import type { Target } from '../core/target.ts'
import { publicResolverOf } from '../knowledge/public-resolvers.ts'

/** Whom the lists see: the resolvers, and whom a stub among them asks in turn. */
export const resolverView = async ({ world }: Pick<Site<Target>, 'world'>): Promise<Observation<ResolverView>> => {
  const resolvers = world.resolvers.map(({ address, upstreams = [] }) => ({
    ...whose(address),
    upstreams: upstreams.map(whose),
  }))
  const isPublic = resolvers.flatMap((one) => [one, ...one.upstreams]).some(({ operator }) => operator !== undefined)
  return seen({ resolvers, isPublic })
}

function whose(address: string): { address: string; operator?: string } {
  const operator = publicResolverOf(address)?.operator
  return { address, ...(operator !== undefined && { operator }) }
}
