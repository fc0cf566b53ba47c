import type { SeenAnswer } from '../core/dns.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { type Blind, blind, type Observation, seen } from '../core/observation.ts'
import type { World } from '../core/world.ts'
import { areUnheard, type NameServer, type NameServers } from '../core/zone.ts'
import type { RecordType } from '../records/dns.ts'
import { joinNames } from '../records/name.ts'
import { delegationOf, mayBeToldAbove } from './delegation.ts'
import { serverAddresses, serverHosts } from './server-addresses.ts'

/** The zone's name servers, each of whose addresses is asked itself. */
export const nameServers: Gatherer<'nameServers'> = async ({ target, asked, world, look }) => {
  // Most domains are the apex of their zone: asking beside the SOA saves a wait.
  const early = world.dns(target.name, 'NS')
  const questions = asked.authoritative ? mailQuestions(world, target.name, selectorNames(look)) : []
  const zone = await look('zone')
  if (!zone.seen) return toldAbove(world, target.name, zone.blind, await questions)
  const { status, apex, answer: soa } = zone.value
  if (status !== 'exists') return blind({ reason: 'not-attempted', detail: `${target.name} is in no zone of its own` })
  const answer = apex === target.name ? await early : await world.dns(apex, 'NS')
  if (answer.kind === 'blind') return blind(answer.blind)
  const file = [soa, answer].find((from) => from.transport === 'zone-file')?.server
  if (file !== undefined) return seen({ zone: apex, answer, servers: [], file })
  const found = { zone: apex, answer, servers: await askServers(world, answer, apex, await questions) }
  const unresolved = areUnheard(found) ? await whyUnresolved(look) : undefined
  return seen(unresolved ? { ...found, unresolved } : found)
}

/** Why the resolver gets no new answer either, where nobody else does: what it has may be what it remembers. */
async function whyUnresolved(look: Site['look']): Promise<Blind | undefined> {
  const wildcards = await look('wildcards')
  const [random] = wildcards.seen ? wildcards.value : []
  const blind = random?.txt.kind === 'blind' ? random.txt.blind : undefined
  const failed = blind?.reason === 'server-failure' || blind?.reason === 'timeout'
  return failed && !blind.ownServers ? blind : undefined
}

/** Where no resolver gets an answer of the zone, its name servers are still asked what they say. */
async function toldAbove(
  world: World,
  name: string,
  unresolved: Blind,
  asking: readonly Question[],
): Promise<Observation<NameServers>> {
  const answer = mayBeToldAbove(unresolved) ? await delegationOf(world, name) : undefined
  if (!answer) return blind(unresolved)
  const zone = answer.question.name
  const [servers, resolved] = await Promise.all([
    askServers(world, answer, zone, asking),
    unresolved.ownServers ? world.dns(zone, 'SOA', { viaResolver: true }) : undefined,
  ])
  return seen({ zone, answer, servers, ...(resolved?.kind !== 'records' && { unresolved }) })
}

const askServers = (world: World, answer: SeenAnswer<'NS'>, zone: string, asking: readonly Question[]) =>
  Promise.all(serverHosts(answer).map((host) => askServer(world, host, zone, asking)))

interface Question {
  name: string
  type: RecordType
}

/**
 * What mail depends on; an address shows that the name is there at all. A name that is an alias is compared as one: the alias may lead out of the zone, to where its
 * name servers cannot follow.
 */
async function mailQuestions(world: World, domain: string, selectors: Promise<string[]>): Promise<Question[]> {
  const keys = (await selectors).map((name) => ({ name, type: 'TXT' }) as const)
  return Promise.all(
    [
      { name: domain, type: 'MX' } as const,
      { name: domain, type: 'TXT' } as const,
      { name: domain, type: 'A' } as const,
      { name: joinNames('_dmarc', domain), type: 'TXT' } as const,
      ...keys,
    ].map(async ({ name, type }) => {
      const plain = await world.dns(name, type)
      return { name, type: plain.kind !== 'blind' && plain.aliases.length ? 'CNAME' : type }
    }),
  )
}

const mostSelectors = 5

/** Where the keys stand that are known, the first of them. */
async function selectorNames(look: Site['look']): Promise<string[]> {
  const found = await look('dkimSelectors')
  if (!found.seen) return []
  const there = found.value.selectors.filter(({ answer }) => answer.kind !== 'blind')
  return there.slice(0, mostSelectors).map(({ name }) => name)
}

async function askServer(world: World, host: string, apex: string, asking: readonly Question[]): Promise<NameServer> {
  const [four, six] = [world.dns(host, 'A'), world.dns(host, 'AAAA')]
  const lookups = { A: await four, AAAA: await six }
  const addresses = serverAddresses(lookups)
  const asked = addresses.map((address) => ({ address, answer: world.dns(apex, 'SOA', { server: address }) }))
  const mail = asking.length > 0 ? Promise.all(addresses.map((address) => askMail(world, address, asking))) : []
  const heard: NameServer['addresses'] = []
  for (const { address, answer } of asked) heard.push({ address, soa: await answer })
  return { host, addresses: heard, lookups, mailRecords: await mail }
}

async function askMail(world: World, address: string, asking: readonly Question[]) {
  const answers = asking.map(
    async ({ name, type }) => [`${type} ${name}`, await world.dns(name, type, { server: address })] as const,
  )
  return { address, answers: Object.fromEntries(await Promise.all(answers)) }
}
