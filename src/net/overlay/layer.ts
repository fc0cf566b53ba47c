import type { Alias, Answered, Denial } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import type { RecordType, ResourceRecord } from '../../records/dns.ts'
import { ancestorsOf, isWithin, joinNames, labelsOf, parseName } from '../../records/name.ts'
import type { ParsedZone } from '../../records/zone-file.ts'

/** The record sets at one name, by type; empty for a type that is there without its data being kept. */
export type Sets = ReadonlyMap<string, ResourceRecord[]>

/** A parsed zone file, ready to be asked. */
export interface Layer {
  file: string
  soa?: ResourceRecord<'SOA'>
  names: ReadonlyMap<string, Sets>
  /** Every name that exists: those with records, and those that only have names below them (RFC 4592 section 2.2.2). */
  existing: ReadonlySet<string>
  /** What a fragment takes away: the types, by name. */
  removed: ReadonlyMap<string, ReadonlySet<string>>
  /** The names that a wildcard of this file hangs below (`shop.example` for `*.shop.example`). */
  wildcardParents: ReadonlySet<string>
}

/** One step towards an answer: the answer itself, or aliases to go on from, at the last one's `to`. */
export type Step<T extends RecordType> =
  | { kind: 'aliases'; aliases: [Alias, ...Alias[]] }
  | ({ kind: 'records'; records: ResourceRecord<T>[] } & Answered)
  | ({ kind: 'no-data' | 'no-such-name' } & Denial)
  | { kind: 'blind'; blind: Blind }

/** What the layers below say, and at last the live DNS. */
export type Below = <T extends RecordType>(name: string, type: T) => Promise<Step<T>>

/** Sorts a file's records by name and type. */
export function layerOf({ file, soa, records, others, removes }: ParsedZone): Layer {
  const names = new Map<string, Map<string, ResourceRecord[]>>()
  const at = (name: string) => getOrMake(names, name, () => new Map<string, ResourceRecord[]>())
  for (const record of records) getOrMake(at(record.name), record.type, () => [] as ResourceRecord[]).push(record)
  for (const { name, type } of others) getOrMake(at(name), type, () => [])
  const removed = new Map<string, Set<string>>()
  for (const { name, type } of removes) getOrMake(removed, name, () => new Set<string>()).add(type)
  const wildcards = [...names.keys(), ...removed.keys()].filter((name) => name.startsWith('*.'))
  return {
    file,
    ...(soa && { soa }),
    names,
    existing: existingNames(names.keys()),
    removed,
    wildcardParents: new Set(wildcards.map((name) => name.slice(2))),
  }
}

function existingNames(owners: Iterable<string>): Set<string> {
  const existing = new Set<string>()
  for (const owner of owners) {
    existing.add(owner)
    for (const above of ancestorsOf(owner)) {
      if (existing.has(above)) break
      existing.add(above)
    }
  }
  return existing
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}

/** Whether a file may have something to say about a name. */
export const touches = ({ soa, names, removed, wildcardParents }: Layer, name: string): boolean =>
  soa
    ? isWithin(name, soa.name)
    : names.has(name) ||
      removed.has(name) ||
      (wildcardParents.size > 0 && ancestorsOf(name).some((above) => wildcardParents.has(above)))

const answered = (file: string, name: string, type: RecordType): Answered => ({
  question: { name, type },
  aliases: [],
  server: file,
  transport: 'zone-file',
  authoritative: true,
  authenticated: false,
  octets: 0,
})

/** A denial by a file, with its SOA or the one that live DNS denies with. */
export const denied = (
  kind: 'no-data' | 'no-such-name',
  { file, soa }: Layer,
  name: string,
  type: RecordType,
  live?: ResourceRecord<'SOA'>,
): { kind: 'no-data' | 'no-such-name' } & Denial => {
  const zone = soa ?? live
  return { kind, ...(zone && { soa: zone }), ...answered(file, name, type) }
}

/** The records of one set as the answer for a name, which a wildcard's owner gives way to (RFC 4592 section 3.3.1). */
export const recordsFor = <T extends RecordType>(
  set: readonly ResourceRecord[],
  { file }: Layer,
  name: string,
  type: T,
): Step<T> => ({
  kind: 'records',
  records: set.map((record) => ({ ...(record as ResourceRecord<T>), name })),
  ...answered(file, name, type),
})

/** The alias that a CNAME set makes of a name. */
export function aliasFor(set: readonly ResourceRecord[], name: string): Step<never> | undefined {
  const cname = set[0] as ResourceRecord<'CNAME'> | undefined
  return cname && { kind: 'aliases', aliases: [{ from: name, to: cname.data, kind: 'CNAME', ttl: cname.ttl }] }
}

/** Where a DNAME sends a name below it (RFC 6672 section 2.2); blind where the new name is longer than names may be. */
export function substituted(dname: ResourceRecord<'DNAME'>, name: string, type: RecordType): Step<never> {
  const labels = labelsOf(name)
  const target = parseName(joinNames(...labels.slice(0, labels.length - labelsOf(dname.name).length), dname.data))
  if ('name' in target)
    return { kind: 'aliases', aliases: [{ from: name, to: target.name, kind: 'DNAME', ttl: dname.ttl }] }
  const detail = `the DNAME at ${dname.name} makes a name of ${target.fault}`
  return { kind: 'blind', blind: { reason: 'server-failure', detail, question: `${type} ${name}` } }
}
