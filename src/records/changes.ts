import type { RecordData, RecordType, ResourceRecord } from './dns.ts'
import { labelsOf, parseName } from './name.ts'
import { showData, showName, showRecord } from './presentation.ts'
import { isRecordType, parseData } from './zone-file.ts'

/** One change to a zone: core's Change, as far as this room needs to know it. Data in master-file form, one record each. */
export interface RecordChange {
  change: 'add' | 'replace' | 'remove'
  name: string
  type: string
  was?: string
  becomes?: string
}
interface SetName {
  name: string
  type: RecordType
}
/** Whole record sets as they are to be, and those that are to be empty. */
export interface Fragment {
  records: ResourceRecord[]
  removes: SetName[]
}

/** The TTL of a record whose set was not there before, in seconds; reports show it with every record to publish. */
export const usualTtl = 3600

/** The record sets that these changes touch, each once: what must be known before they can be applied. */
export function changedSets(changes: readonly RecordChange[]): SetName[] {
  const sets = new Map(changes.map((change) => [setKey(setOf(change)), setOf(change)]))
  return [...sets.values()]
}

/** The data that a change takes away and brings, read as a zone file's; text of over 255 octets comes in several strings. */
export function changeRecords(change: RecordChange): {
  was?: RecordData[RecordType]
  becomes?: RecordData[RecordType]
} {
  const { type } = setOf(change)
  const read = (text: string) => {
    const parsed = parseData(type, text)
    if ('fault' in parsed) throw new RangeError(`a change of ${change.name} ${type} does not read: ${parsed.fault}`)
    return parsed.data
  }
  return {
    ...(change.was !== undefined && { was: read(change.was) }),
    ...(change.becomes !== undefined && { becomes: read(change.becomes) }),
  }
}

/**
 * The record sets that changes touch, whole, as they stand once all are made. `current` holds at least those sets as
 * they are. Changes that agree count once; one that contradicts another, or takes away what is not there, is a bug of
 * ours: RangeError.
 */
export function applyChanges(current: readonly ResourceRecord[], changes: readonly RecordChange[]): Fragment {
  const fragment: Fragment = { records: [], removes: [] }
  for (const set of changedSets(changes)) {
    const mine = changes.filter((change) => setKey(setOf(change)) === setKey(set))
    const before = current.filter((record) => record.name === set.name && record.type === set.type)
    const after = changedSet(set, before, mine)
    fragment.records.push(...after)
    if (after.length === 0) fragment.removes.push(set)
  }
  return fragment
}

function changedSet(
  set: SetName,
  before: readonly ResourceRecord[],
  changes: readonly RecordChange[],
): ResourceRecord[] {
  const fates = new Map<string, RecordData[RecordType] | undefined>()
  const after = new Map<string, ResourceRecord>()
  const put = (ttl: number, data: RecordData[RecordType]) => {
    const key = dataKey(set.type, data)
    if (!after.has(key)) after.set(key, { ...set, ttl, data })
  }
  for (const change of changes) {
    const { was, becomes } = changeRecords(change)
    if (was === undefined) continue
    const key = dataKey(set.type, was)
    if (fates.has(key) && fateKey(set.type, fates.get(key)) !== fateKey(set.type, becomes))
      throw new RangeError(`two changes of ${setKey(set)} contradict one another about ${change.was}`)
    if (!before.some(({ data }) => dataKey(set.type, data) === key))
      throw new RangeError(`a change takes away ${setKey(set)} ${change.was}, which is not there`)
    fates.set(key, becomes)
  }
  for (const { ttl, data } of before) {
    const key = dataKey(set.type, data)
    const fate = fates.has(key) ? fates.get(key) : data
    if (fate !== undefined) put(ttl, fate)
  }
  const ttl = before.length ? Math.min(...before.map((record) => record.ttl)) : usualTtl
  for (const change of changes) {
    const { was, becomes } = changeRecords(change)
    if (was === undefined && becomes !== undefined) put(ttl, becomes)
  }
  if (after.size > 1 && single.has(set.type)) throw new RangeError(`the changes make ${after.size} of ${setKey(set)}`)
  return [...after.values()]
}

/** Of these a name has one at most (RFC 1034 section 3.6.2, RFC 6672 section 2.4, RFC 1035 section 5.2). */
const single: ReadonlySet<RecordType> = new Set(['CNAME', 'DNAME', 'SOA'] as const)

function setOf({ name, type }: RecordChange): SetName {
  const parsed = parseName(name)
  if ('fault' in parsed) throw new RangeError(`a change of a name that is none: ${parsed.fault}`)
  if (!isRecordType(type)) throw new RangeError(`a change of a type that relaycheck does not read: ${type}`)
  return { name: parsed.name, type }
}
const setKey = ({ name, type }: SetName) => `${name} ${type}`

/** Two texts are the same record however they are cut into strings. */
const dataKey = (type: RecordType, data: RecordData[RecordType]): string =>
  Array.isArray(data) ? data.join('') : showData(type, data)
const fateKey = (type: RecordType, fate: RecordData[RecordType] | undefined) =>
  fate === undefined ? undefined : dataKey(type, fate)

const header = `; Changes to DNS that relaycheck proposes. Each record set here stands for the whole set of its name and type:
; publish it in place of the one that is there. Sets under "remove" are to be taken away. Every TTL is one hour, as in
; the report: enter your own where it is to be another.
; To see what it would change before it is published, lay it over DNS: --zone with this file.
`

/** What a fragment without changes says of itself, so that no other file without records passes for one. */
const nothing = '; There is nothing to change.\n'

/** Whether a file without records is a fragment that `showFragment` wrote. */
export const isEmptyFragment = (text: string): boolean => text.replaceAll('\r', '').includes(`\n${nothing}`)

/**
 * A fragment as a file (CONTRACT.md, `--write-fix`): sorted, every name whole. `ttl` stands in place of each record's own,
 * which may be what a resolver's cache had left of it (RFC 1035 section 3.2.1).
 */
export function showFragment({ records, removes }: Fragment, { ttl }: { ttl?: number } = {}): string {
  const lines = [
    ...records.map((r) => ({ ...r, line: showRecord(ttl === undefined ? r : { ...r, ttl }) })),
    ...removes.map((r) => ({ ...r, line: `; relaycheck: remove ${showName(r.name)} ${r.type}` })),
  ]
  const key = ({ name, type, line }: SetName & { line: string }) =>
    `${labelsOf(name).reverse().join('\x01')}\0${type}\0${line}`
  const sorted = lines.map((l) => [key(l), l.line] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `${header}${sorted.map(([, line]) => `${line}\n`).join('') || nothing}`
}
