import type { Alias, Dns, DnsAnswer, DnsHow } from '../core/dns.ts'
import type { BlindReason } from '../core/observation.ts'
import type { RecordType } from '../records/dns.ts'
import { parseName } from '../records/name.ts'
import type { ParsedZone } from '../records/zone-file.ts'
import { outOfCircle } from './dns/reading.ts'
import { fromFragment } from './overlay/fragment.ts'
import { type Layer, layerOf, type Step, touches } from './overlay/layer.ts'
import { fromWholeZone } from './overlay/whole-zone.ts'

const mostAliases = 16

/**
 * Live DNS with zone files laid over it, later files over earlier ones. A file with a SOA answers its whole zone, a
 * fragment the record sets that it holds; all else, and every question to one server (`how.server`), stays live. Aliases
 * are followed from file to live and back.
 */
export function overlay(dns: Dns, zones: readonly ParsedZone[]): Dns {
  if (zones.length === 0) return dns
  const layers = zones.map(layerOf)
  return async <T extends RecordType>(typed: string, type: T, how: DnsHow = {}): Promise<DnsAnswer<T>> => {
    const parsed = parseName(typed)
    if (how.server !== undefined || 'fault' in parsed) return dns(typed, type, how)
    return follow(parsed.name, type, (name) => look(layers.length, name, type))

    async function look<U extends RecordType>(depth: number, name: string, asked: U): Promise<Step<U>> {
      const layer = layers[depth - 1]
      if (!layer) return fromLive(dns, layers, name, asked, how)
      if (!layer.soa) return fromFragment(layer, (at, other) => look(depth - 1, at, other), name, asked)
      return fromWholeZone(layer, name, asked) ?? look(depth - 1, name, asked)
    }
  }
}

async function follow<T extends RecordType>(
  name: string,
  type: T,
  look: (name: string) => Promise<Step<T>>,
): Promise<DnsAnswer<T>> {
  const question = { name, type }
  const aliases: Alias[] = []
  const visited = new Set([name])
  for (let at = name; ; ) {
    const step = await look(at)
    if (step.kind === 'blind') return step
    if (step.kind !== 'aliases') {
      const whole = [...aliases, ...step.aliases]
      const authenticated = step.authenticated && aliases.length === 0
      return { ...step, question, aliases: whole, authenticated } as DnsAnswer<T>
    }
    aliases.push(...step.aliases)
    at = aliases.at(-1)?.to ?? at
    const lost = visited.has(at)
      ? { detail: `the aliases lead in a circle, back to ${at}`, wayOut: outOfCircle }
      : aliases.length > mostAliases
        ? { detail: `more than ${mostAliases} aliases stand in a row` }
        : undefined
    if (lost) return { kind: 'blind', blind: { reason: 'server-failure', ...lost, question: `${type} ${name}` } }
    visited.add(at)
  }
}

/** What live DNS says, cut where its chain of aliases enters a name that some file touches. */
async function fromLive<T extends RecordType>(
  dns: Dns,
  layers: readonly Layer[],
  name: string,
  type: T,
  how: DnsHow,
): Promise<Step<T>> {
  const answer = await dns(name, type, how)
  const aliases =
    answer.kind === 'blind' ? await aliasesBehind(dns, layers, name, type, answer.blind.reason, how) : answer.aliases
  const end = aliases.findIndex(({ to }) => layers.some((layer) => touches(layer, to)))
  const [first, ...more] = aliases.slice(0, end + 1)
  return first ? { kind: 'aliases', aliases: [first, ...more] } : answer
}

/** Failures that may be the fault of a name that an alias leads to, and not of the name asked about. */
const fartherOn: ReadonlySet<BlindReason> = new Set(['timeout', 'server-failure', 'bogus', 'lame', 'refused'])

/**
 * The aliases at a name whose answer failed: a zone that is not live yet makes resolvers fail on what leads into it, and
 * only the question for the CNAME itself shows the way.
 */
async function aliasesBehind(
  dns: Dns,
  layers: readonly Layer[],
  name: string,
  type: RecordType,
  reason: BlindReason,
  how: DnsHow,
): Promise<Alias[]> {
  const aliases: Alias[] = []
  if (type === 'CNAME' || !fartherOn.has(reason)) return aliases
  for (let at = name; aliases.length < mostAliases; ) {
    const answer = await dns(at, 'CNAME', how)
    if (answer.kind === 'blind') return aliases
    aliases.push(...answer.aliases)
    const cname = answer.kind === 'records' ? answer.records[0] : undefined
    if (!cname) return aliases
    aliases.push({ from: cname.name, to: cname.data, kind: 'CNAME', ttl: cname.ttl })
    at = cname.data
    if (layers.some((layer) => touches(layer, at))) return aliases
  }
  return aliases
}
