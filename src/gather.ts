import type { FactName, Facts, Gathered } from './core/facts.ts'
import type { Gatherer, Gatherers, Site } from './core/gatherer.ts'
import { blind, type Observation } from './core/observation.ts'

/** Looks at everything asked for, all at once. A fact that needs another fact waits for the same single look. */
export async function gather(
  names: ReadonlySet<FactName>,
  gatherers: Gatherers,
  at: Omit<Site, 'look'>,
): Promise<Gathered> {
  const looked = new Map<FactName, Promise<Observation<unknown>>>()
  const site: Site = {
    ...at,
    look<N extends FactName>(name: N) {
      const pending = looked.get(name) ?? attempt(name, gatherers[name] as Gatherer<FactName>, site)
      looked.set(name, pending)
      return pending as Promise<Observation<Facts[N]>>
    },
  }
  const pairs = await Promise.all([...names].map(async (name) => [name, await site.look(name)] as const))
  return Object.fromEntries(pairs)
}

/** A gatherer that throws is a bug of ours: it blinds what needs it and nothing else. */
async function attempt(name: FactName, gatherer: Gatherer<FactName>, site: Site): Promise<Observation<unknown>> {
  try {
    return await gatherer(site)
  } catch (error) {
    return blind({ reason: 'bug', detail: `relaycheck itself failed while looking at ${name}: ${String(error)}` })
  }
}
