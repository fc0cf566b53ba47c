import type { Observation } from '../../core/observation.ts'
import type { World } from '../../core/world.ts'
import { familyOf } from './family.ts'

/** The addresses of the families that this machine has a route to, as far as that was seen; all of them where it has none to any. */
export async function routed(world: World, addresses: readonly string[]): Promise<readonly string[]> {
  const firsts = firstOfEach(addresses)
  const sources = await Promise.all(firsts.map((address) => world.sourceToward(address)))
  const reached = firsts.filter((_, i) => !isWithoutRoute(sources[i])).map(familyOf)
  return reached.length > 0 ? addresses.filter((address) => reached.includes(familyOf(address))) : addresses
}

const isWithoutRoute = (source: Observation<string | undefined> | undefined): boolean =>
  source?.seen === true && source.value === undefined

/** The first address of each family, in their order. */
export const firstOfEach = (addresses: readonly string[]): string[] =>
  addresses.filter((one, i) => addresses.findIndex((other) => familyOf(other) === familyOf(one)) === i)
