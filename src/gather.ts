import type { Dns } from './core/dns.ts'
import type { FactName, Facts, Gathered } from './core/facts.ts'
import type { Site } from './core/gatherer.ts'
import { blind, type Observation } from './core/observation.ts'
import type { Target } from './core/target.ts'

type Look<T extends Target> = (site: Site<T>) => Promise<Observation<unknown>>

/** Looks at everything asked for, all at once. A fact that needs another fact waits for the same single look. */
export async function gather<T extends Target>(
  names: ReadonlySet<FactName>,
  gatherers: { readonly [N in FactName]?: Look<T> },
  at: Omit<Site<T>, 'look'>,
): Promise<Gathered> {
  const looked = new Map<FactName, Promise<Observation<unknown>>>()
  const site: Site<T> = {
    ...at,
    world: { ...at.world, dns: contained(at.world.dns) },
    look<N extends FactName>(name: N) {
      const known = looked.get(name)
      const pending = known ?? attempt(name, gatherers[name], site)
      if (!known) looked.set(name, pending)
      return pending as Promise<Observation<Facts[N]>>
    },
  }
  for (const name of names) void site.look(name)
  const gathered: Partial<Record<FactName, Observation<unknown>>> = {}
  for (const name of names) gathered[name] = await site.look(name)
  return gathered as Gathered
}

/** DNS that never rejects: where it does, that is a bug of ours, and blinds the one question. */
const contained = (dns: Dns): Dns =>
  ((name, type, how) =>
    dns(name, type, how).catch((error: unknown) => {
      const detail = `relaycheck itself failed while it was asked: ${String(error)}`
      return { kind: 'blind', blind: { reason: 'bug', detail, question: `${type} ${name}` } }
    })) as Dns

/** A gatherer that throws is a bug of ours: it blinds what needs it and nothing else. */
async function attempt<T extends Target>(
  name: FactName,
  gatherer: Look<T> | undefined,
  site: Site<T>,
): Promise<Observation<unknown>> {
  try {
    if (!gatherer) throw new Error(`there is no such fact about a target of kind ${site.target.kind}`)
    return await gatherer(site)
  } catch (error) {
    return blind({ reason: 'bug', detail: `relaycheck itself failed while looking at ${name}: ${String(error)}` })
  }
}
