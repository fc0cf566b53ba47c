import type { DnsHow, SeenAnswer } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { blind, type Observation, seen } from '../core/observation.ts'
import type { World } from '../core/world.ts'
import type { Zone } from '../core/zone.ts'
import { ancestorsOf, isWithin, labelsOf } from '../records/name.ts'
import { serverAddresses, serverHosts } from './server-addresses.ts'

const mostAncestors = 10

/** Whether the domain exists, and in which zone it stands. */
export const zone: Gatherer<'zone'> = async ({ target: { name }, asked, world }) => {
  const answer = await world.dns(name, 'SOA')
  if (answer.kind === 'blind') return blind(answer.blind)
  if (answer.kind === 'records' && answer.aliases.length === 0) return seen({ status: 'exists', apex: name, answer })
  const apex = await enclosingZone(world, name)
  if (!apex.seen) return apex
  const status = await statusOf(world, name, apex.value, answer)
  if (!status.seen) return status
  const denied = status.value === 'no-such-domain' && asked.authoritative
  const elsewhere = denied ? await knownTo(world, name, apex.value) : undefined
  return seen(
    elsewhere
      ? { status: 'exists', apex: apex.value, answer: elsewhere }
      : { status: status.value, apex: apex.value, answer },
  )
}

/** What one of the zone's servers that knows the name says, where the one that was heard first denies it. */
async function knownTo(world: World, name: string, apex: string): Promise<SeenAnswer<'SOA'> | undefined> {
  const ns = await world.dns(apex, 'NS')
  if (ns.kind !== 'records') return undefined
  const asking = serverHosts(ns).map(async (host) => {
    const [four, six] = [world.dns(host, 'A'), world.dns(host, 'AAAA')]
    const addresses = serverAddresses({ A: await four, AAAA: await six })
    return Promise.all(addresses.map((address) => world.dns(name, 'SOA', { server: address })))
  })
  const answers = (await Promise.all(asking)).flat()
  return answers
    .filter((answer) => answer.kind !== 'blind')
    .find(({ kind, authoritative }) => kind !== 'no-such-name' && authoritative)
}

/**
 * The zone that a name stands in. A negative answer carries its SOA (RFC 2308 section 3); where the name is an alias its
 * SOA answer speaks of another name, and some forwarders strip the SOA: then the names above it are asked, all at once.
 */
export async function enclosingZone(world: World, name: string, how: DnsHow = {}): Promise<Observation<string>> {
  const own = await world.dns(name, 'SOA', how)
  if (own.kind === 'blind') return blind(own.blind)
  const apex = apexFrom(own, name)
  if (apex !== undefined) return seen(apex)
  const above = ancestorsOf(name).slice(0, mostAncestors)
  const answers = await Promise.all(above.map(async (at) => ({ at, answer: await world.dns(at, 'SOA', how) })))
  for (const { at, answer } of answers) {
    if (answer.kind === 'blind') return blind(answer.blind)
    const found = apexFrom(answer, at)
    if (found !== undefined) return seen(found)
  }
  return seen('.')
}

function apexFrom(answer: SeenAnswer<'SOA'>, at: string): string | undefined {
  if (answer.aliases.length) return undefined
  if (answer.kind === 'records') return at
  return answer.soa && isWithin(at, answer.soa.name) ? answer.soa.name : undefined
}

/**
 * Some servers answer NXDOMAIN for a name that only has children, and a top-level zone may hold records of its own below
 * it: before the domain is called missing, the other questions that mail asks about it must have found nothing either.
 */
async function statusOf(
  world: World,
  name: string,
  apex: string,
  answer: SeenAnswer<'SOA'>,
): Promise<Observation<Zone['status']>> {
  if (answer.kind === 'records' || answer.aliases.length) return seen('exists')
  const missing = answer.kind === 'no-such-name'
  const undelegated = labelsOf(apex).length < 2 && labelsOf(name).length > 1
  if (!missing && !undelegated) return seen('exists')
  const others = await Promise.all((['MX', 'TXT', 'A', 'AAAA'] as const).map((type) => world.dns(name, type)))
  if (others.some((other) => other.kind === 'records' || (missing && other.kind === 'no-data'))) return seen('exists')
  if (missing) return seen('no-such-domain')
  const unseen = others.find((other) => other.kind === 'blind')
  return unseen ? blind(unseen.blind) : seen('not-delegated')
}
