import type { Alias } from '../../core/dns.ts'
import type { RecordType, ResourceRecord } from '../../records/dns.ts'
import { ancestorsOf, isBelow, parentOf } from '../../records/name.ts'
import { showData } from '../../records/presentation.ts'
import { aliasFor, type Below, denied, type Layer, recordsFor, type Step, substituted } from './layer.ts'

/**
 * What stands at a name once a fragment is laid over what lies below. Each record set in it replaces that set; a CNAME
 * in it replaces the whole name, and any other record replaces a CNAME below it, since no name holds both (RFC 1034
 * section 3.6.2).
 */
export async function fromFragment<T extends RecordType>(
  layer: Layer,
  below: Below,
  name: string,
  type: T,
): Promise<Step<T>> {
  const sets = layer.names.get(name)
  const own = sets?.get(type)
  if (own?.length) return recordsFor(own, layer, name, type)
  const elsewhere = aliasFor(sets?.get('CNAME') ?? [], name) ?? redirection(layer, name, type)
  if (elsewhere) return elsewhere
  const live = await below(name, type)
  const removed = layer.removed.get(name)
  if (!sets && !removed) return fromFragmentWildcard(layer, below, name, type, live)
  const alias = await aliasAt(below, name, type, live)
  const wasAlias = alias?.kind === 'CNAME'
  if (live.kind === 'blind' && !wasAlias) return live
  if (alias && !wasAlias) return live
  const gone = removed?.has(wasAlias ? 'CNAME' : type) ?? false
  if (sets) {
    return wasAlias || gone || live.kind === 'no-such-name' ? denied('no-data', layer, name, type, soaOf(live)) : live
  }
  const present = wasAlias || live.kind === 'records'
  if (live.kind === 'no-such-name' || (present && !gone)) return live
  return whatIsLeft(layer, below, name, type, wasAlias ? undefined : live)
}

/** The alias that stands at the name itself, also where what it leads to could not be seen. */
async function aliasAt<T extends RecordType>(
  below: Below,
  name: string,
  type: T,
  live: Step<T>,
): Promise<Alias | undefined> {
  if (live.kind !== 'blind' && (type !== 'CNAME' || live.aliases.length)) return live.aliases[0]
  const cname = type === 'CNAME' ? (live as Step<'CNAME'>) : await below(name, 'CNAME')
  const [record] = cname.kind === 'records' && !cname.aliases.length ? cname.records : []
  return record && { from: name, to: record.data, kind: 'CNAME', ttl: record.ttl }
}

function redirection(layer: Layer, name: string, type: RecordType): Step<never> | undefined {
  for (const above of ancestorsOf(name)) {
    const dname = layer.names.get(above)?.get('DNAME')?.[0]
    if (dname) return substituted(dname as ResourceRecord<'DNAME'>, name, type)
  }
  return undefined
}

/** The types that are looked for to learn whether anything stands at a name. */
const tellingTypes = ['A', 'AAAA', 'MX', 'TXT', 'NS', 'SOA'] as const

/**
 * A denial at a name that loses a record set: the name stays where another set does, or names below it; else a wildcard
 * beside it takes over, or the name is gone. What cannot be seen counts as staying: that claims less. `live` is absent
 * where the name was an alias and nothing else.
 */
async function whatIsLeft<T extends RecordType>(
  layer: Layer,
  below: Below,
  name: string,
  type: T,
  live: Step<T> | undefined,
): Promise<Step<T>> {
  const removed = layer.removed.get(name) ?? new Set()
  const others = live === undefined ? [] : tellingTypes.filter((other) => !removed.has(other))
  const found = await Promise.all(others.map((other) => below(name, other)))
  const soa = found.map(soaOf).find((record) => record !== undefined)
  const stays =
    layer.existing.has(name) || found.some((step) => step.kind !== 'no-data' && step.kind !== 'no-such-name')
  if (stays && live?.kind === 'no-data') return live
  if (stays) return denied('no-data', layer, name, type, soa)
  const parent = parentOf(name)
  if (parent === undefined || parent === '.' || name.startsWith('*.'))
    return denied('no-such-name', layer, name, type, soa)
  const wildcard = await fromFragment(layer, below, `*.${parent}`, type)
  return wildcard.kind === 'no-such-name' || wildcard.kind === 'blind'
    ? denied('no-such-name', layer, name, type, soa)
    : renamed(wildcard, name)
}

/** A wildcard in the fragment answers for a name that does not itself exist below, or that only a wildcard there makes. */
async function fromFragmentWildcard<T extends RecordType>(
  layer: Layer,
  below: Below,
  name: string,
  type: T,
  live: Step<T>,
): Promise<Step<T>> {
  const given = layer.existing.has(name) && live.kind === 'no-such-name'
  if (given) return denied('no-data', layer, name, type, soaOf(live))
  const above = ancestorsOf(name)
  const parent = layer.wildcardParents.size ? above.find((at) => layer.wildcardParents.has(at)) : undefined
  if (parent === undefined || live.kind === 'blind') return live
  const between = above.filter((at) => isBelow(at, parent))
  if (between.some((at) => layer.existing.has(at))) return live
  const covered =
    live.kind === 'no-such-name'
      ? (await Promise.all(between.map((at) => below(at, type)))).every((step) => step.kind === 'no-such-name')
      : await looksSynthesised(below, name, `*.${parent}`)
  return covered ? renamed(await fromFragment(layer, below, `*.${parent}`, type), name) : live
}

/** DNS does not say whether a wildcard made an answer; one that equals the wildcard's own in every type is taken for it. */
async function looksSynthesised(below: Below, name: string, wildcard: string): Promise<boolean> {
  const same = await Promise.all(
    (['A', 'AAAA', 'MX', 'TXT'] as const).map(
      async (type) => content(await below(name, type)) === content(await below(wildcard, type)),
    ),
  )
  return same.every(Boolean)
}

function content<T extends RecordType>(step: Step<T>): string {
  if (step.kind === 'blind') return step.kind
  if (step.aliases[0]) return `alias ${step.aliases[0].to}`
  return step.kind === 'records'
    ? step.records
        .map((r) => showData(r.type, r.data))
        .sort()
        .join('\n')
    : step.kind
}

function renamed<T extends RecordType>(step: Step<T>, name: string): Step<T> {
  if (step.kind === 'blind') return step
  const [first, ...more] = step.aliases
  if (step.kind === 'aliases') return { kind: 'aliases', aliases: [{ ...step.aliases[0], from: name }, ...more] }
  if (first) return { ...step, aliases: [{ ...first, from: name }, ...more] }
  return step.kind === 'records' ? { ...step, records: step.records.map((record) => ({ ...record, name })) } : step
}

const soaOf = (step: Step<RecordType>): ResourceRecord<'SOA'> | undefined =>
  step.kind === 'no-data' || step.kind === 'no-such-name' ? step.soa : undefined
