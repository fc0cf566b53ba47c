import type { FactName, Facts } from './facts.ts'
import type { Observation } from './observation.ts'
import type { Asked, DomainTarget } from './target.ts'
import type { World } from './world.ts'

/** What a gatherer gets: the target, the world, and any other fact (looked up once, shared by all). */
export interface Site {
  target: DomainTarget
  asked: Asked
  world: World
  look<N extends FactName>(name: N): Promise<Observation<Facts[N]>>
}
export type Gatherer<N extends FactName> = (site: Site) => Promise<Observation<Facts[N]>>
export type Gatherers = { readonly [N in FactName]: Gatherer<N> }
