import type { ResourceRecord } from '../../records/dns.ts'
import { ancestorsOf, isBelow, isWithin, joinNames, labelsOf } from '../../records/name.ts'
import type { Response, WireRecord } from './message.ts'
import type { Question } from './name-server.ts'

const mostAliases = 16

/** What is known, by name; `names` holds every name that exists, empty non-terminals too (RFC 4592 section 2.2.2). */
interface World {
  owners: ReadonlyMap<string, readonly ResourceRecord[]>
  names: ReadonlySet<string>
  /** The names that have an SOA record. */
  apexes: ReadonlySet<string>
}
/** What stands at one name: records (of the type asked, or an alias to go on with), or nothing and its rcode. */
type Found = { records: readonly ResourceRecord[]; to?: string } | { denied: 0 | 3 }

/**
 * A name server's answers out of a list of records. Asked with RD it is a resolver that knows nothing else: it follows
 * aliases through all zones. Asked without, it is the authority for the zones named in `authoritativeFor` (all with an
 * SOA, unless said): AA, referrals at delegations to other zones, REFUSED elsewhere. `recursion: false`: always that.
 */
export function zoneAnswers(
  records: readonly ResourceRecord[],
  options: { authoritativeFor?: readonly string[]; recursion?: boolean } = {},
): (question: Pick<Question, 'name' | 'type' | 'recursionDesired'>) => Response {
  const world = readWorld(records)
  const served = new Set(options.authoritativeFor ?? world.apexes)
  const recursion = options.recursion ?? true
  return ({ name, type, recursionDesired }) =>
    recursion && recursionDesired
      ? { ...resolve(world, name, type), recursionAvailable: true }
      : { ...serve(world, served, name, type), recursionAvailable: recursion }
}

function readWorld(records: readonly ResourceRecord[]): World {
  const owners = new Map<string, ResourceRecord[]>()
  for (const record of records) {
    const own = owners.get(record.name)
    if (own) own.push(record)
    else owners.set(record.name, [record])
  }
  const names = new Set([...owners.keys()].flatMap((name) => [name, ...ancestorsOf(name)]))
  const apexes = new Set(records.filter((record) => record.type === 'SOA').map((record) => record.name))
  return { owners, names, apexes }
}

const at = (world: World, name: string, type: string): readonly ResourceRecord[] =>
  (world.owners.get(name) ?? []).filter((record) => record.type === type)

/** The zone that a question belongs to: DS stands above the cut (RFC 4035 section 3.1.4.1). */
function zoneOf(apexes: ReadonlySet<string>, name: string, type: string): string | undefined {
  const above = [...ancestorsOf(name), ...(name === '.' ? [] : ['.'])]
  const zones = [name, ...above].filter((n) => apexes.has(n))
  return type === 'DS' && zones[0] === name && zones.length > 1 ? zones[1] : zones[0]
}

/** RFC 1034 section 4.3.2, for one name inside one zone (the root where no zone is known). */
function find(world: World, zone: string, name: string, type: string): Found {
  const here = lookAt(world, name, name, type)
  if (here) return here
  const above = [...ancestorsOf(name), '.'].filter((n) => isWithin(n, zone))
  for (const owner of above) {
    const [dname] = at(world, owner, 'DNAME') as ResourceRecord<'DNAME'>[]
    if (dname) return redirect(dname, name, type)
  }
  if (world.names.has(name)) return { denied: 0 }
  const encloser = above.find((n) => world.names.has(n) || n === zone) ?? zone
  return lookAt(world, joinNames('*', encloser), name, type) ?? noneAt(world, joinNames('*', encloser))
}

const noneAt = (world: World, wildcard: string): Found => ({ denied: world.names.has(wildcard) ? 0 : 3 })

/** The records of one owner, shown under the name that was asked for. */
function lookAt(world: World, owner: string, name: string, type: string): Found | undefined {
  const rename = (found: readonly ResourceRecord[]) => found.map((record) => ({ ...record, name }))
  const records = at(world, owner, type)
  if (records.length > 0) return { records: rename(records) }
  const [cname] = at(world, owner, 'CNAME') as ResourceRecord<'CNAME'>[]
  return cname && { records: rename([cname]), to: cname.data }
}

/** RFC 6672 section 2.2: the name below the DNAME moves below its target, shown by a CNAME made up for the occasion. */
function redirect(dname: ResourceRecord<'DNAME'>, name: string, type: string): Found {
  const kept = labelsOf(name).slice(0, labelsOf(name).length - labelsOf(dname.name).length)
  const to = joinNames(...kept, dname.data)
  const records = [dname, { name, type: 'CNAME', ttl: dname.ttl, data: to } as const]
  return type === 'CNAME' ? { records } : { records, to }
}

/** What it knows nothing of is missing, but for what no DNS is without: a root and its top-level domains. */
const isTopOfAll = (name: string, type: string): boolean => type === 'NS' && labelsOf(name).length < 2
const rootServer = 'a.root-servers.net'

function resolve(world: World, name: string, type: string): Response {
  const zone = zoneOf(world.apexes, name, type)
  if (zone === undefined && isTopOfAll(name, type))
    return { answers: wire([{ name, type: 'NS', ttl: 3600, data: rootServer }]) }
  return resolveWithin(world, name, type)
}

function resolveWithin(world: World, name: string, type: string): Response {
  const answers: ResourceRecord[] = []
  for (let current = name, steps = 0; steps <= mostAliases; steps++) {
    const zone = zoneOf(world.apexes, current, type)
    const found = find(world, zone ?? '.', current, type)
    if ('denied' in found) return denial(world, found.denied, zone, answers)
    answers.push(...found.records)
    if (found.to === undefined) return { answers: wire(answers) }
    current = found.to
  }
  return { rcode: 2 }
}

/** RFC 2308 section 2: the zone's SOA, its TTL no longer than its last field says; the rcode is the last name's (RFC 6604). */
function denial(world: World, rcode: 0 | 3, zone: string | undefined, answers: readonly ResourceRecord[]): Response {
  const soa = zone === undefined ? [] : (at(world, zone, 'SOA') as ResourceRecord<'SOA'>[])
  return {
    rcode,
    answers: wire(answers),
    authorities: wire(soa.map((record) => ({ ...record, ttl: Math.min(record.ttl, record.data.minimum) }))),
  }
}

function serve(world: World, served: ReadonlySet<string>, name: string, type: string): Response {
  const answers: ResourceRecord[] = []
  for (let current = name, steps = 0; steps <= mostAliases; steps++) {
    const zone = zoneOf(served, current, type)
    if (zone === undefined) return steps === 0 ? { rcode: 5 } : { authoritative: true, answers: wire(answers) }
    const cut = cutAbove(world, zone, current, type)
    if (cut !== undefined) return referral(world, cut, answers)
    const found = find(world, zone, current, type)
    if ('denied' in found) return { authoritative: true, ...denial(world, found.denied, zone, answers) }
    if (found.records.some((record) => answers.some((a) => a.name === record.name && a.type === record.type))) break
    answers.push(...found.records)
    if (found.to === undefined) break
    current = found.to
  }
  return { authoritative: true, answers: wire(answers) }
}

/** The delegation that a name lies at or below, the one nearest to the apex; at the cut itself DS is still the zone's own. */
function cutAbove(world: World, zone: string, name: string, type: string): string | undefined {
  const between = [name, ...ancestorsOf(name)].filter((n) => isBelow(n, zone))
  const cut = between.findLast((n) => at(world, n, 'NS').length > 0)
  return cut === name && type === 'DS' ? undefined : cut
}

function referral(world: World, cut: string, answers: readonly ResourceRecord[]): Response {
  const servers = at(world, cut, 'NS') as ResourceRecord<'NS'>[]
  const glue = servers.flatMap(({ data }) => [...at(world, data, 'A'), ...at(world, data, 'AAAA')])
  return {
    authoritative: answers.length > 0,
    answers: wire(answers),
    authorities: wire(servers),
    additionals: wire(glue),
  }
}

const wire = (records: readonly ResourceRecord[]): WireRecord[] => records as WireRecord[]
