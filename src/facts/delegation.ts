import type { DnsAnswer, SeenAnswer } from '../core/dns.ts'
import type { Blind, BlindReason } from '../core/observation.ts'
import type { World } from '../core/world.ts'
import { ancestorsOf, isBelow } from '../records/name.ts'
import { enclosingZone } from './zone.ts'

const mostServers = 2
const mostNames = 10

/**
 * Whether a zone that gave this instead of an answer may be told from above. A resolver that did not answer at all is not
 * asked for more: it would cost the same wait again.
 */
export const mayBeToldAbove = ({ reason, ownServers }: Blind): boolean =>
  (ownServers && (reason === 'timeout' || reason === 'unreachable')) || answered.includes(reason)

const answered: readonly BlindReason[] = ['refused', 'server-failure', 'lame', 'malformed']

/**
 * The NS records by which the zone above delegates a name, or the nearest name above it, asked of that zone's own
 * servers (RFC 1034 section 4.2.1); nothing where that could not be seen either.
 */
export async function delegationOf(world: World, name: string): Promise<SeenAnswer<'NS'> | undefined> {
  const ancestors = ancestorsOf(name).slice(0, mostNames)
  const zones = await Promise.all(ancestors.map((above) => enclosingZone(world, above)))
  const above = zones.find((zone) => zone.seen)
  if (!above?.seen) return undefined
  const servers = await serversOf(world, above.value)
  const below = [name, ...ancestors].filter((at) => isBelow(at, above.value)).slice(0, mostNames)
  return firstRecords(below.flatMap((at) => servers.map((server) => world.dns(at, 'NS', { server }))))
}

/** The first answer with records; a silent server does not hold up the others. */
const firstRecords = (asking: readonly Promise<DnsAnswer<'NS'>>[]): Promise<SeenAnswer<'NS'> | undefined> =>
  Promise.any(
    asking.map(async (asked) => {
      const answer = await asked
      return answer.kind === 'records' ? answer : Promise.reject()
    }),
  ).catch(() => undefined)

/** An address each of the first few servers of a zone. */
async function serversOf(world: World, zone: string): Promise<string[]> {
  const ns = await world.dns(zone, 'NS')
  const hosts = ns.kind === 'records' ? ns.records.map((r) => r.data).sort() : []
  const addresses = hosts.slice(0, mostServers).map(async (host) => {
    const [A, AAAA] = await Promise.all([world.dns(host, 'A'), world.dns(host, 'AAAA')])
    return [A, AAAA].flatMap((answer) => (answer.kind === 'records' ? answer.records.map((r) => r.data) : []))[0]
  })
  return (await Promise.all(addresses)).filter((address) => address !== undefined)
}
