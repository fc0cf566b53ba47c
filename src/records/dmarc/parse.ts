import { remembering } from '../remember.ts'
import { readTags, type Tag } from '../tag-list.ts'
import { policyInEffect } from './policy.ts'
import type { DmarcFault, DmarcPolicy, DmarcRecord } from './record.ts'
import { type Look, lookAt, type Pair, quote, type Whole } from './slips.ts'
import { isKnown, isPolicyTag, readValue } from './tags.ts'
import { isUri, readUris } from './uris.ts'

/** More than these are not told. */
const mostFaults = 50
/** Tags beyond these are read, and their faults not looked for. */
const mostLooked = 100
/** What is longer is not mended. */
const mostCharacters = 4096

const version = /^([ \t]*)([vV])([ \t]*)=([ \t]*)DMARC1[ \t]*(?:;|$)/

/**
 * Whether a TXT record, its strings joined, is a DMARC record (RFC 9989 sections 4.7 and 4.10): the version first, in
 * this very case, blanks around the equals sign allowed.
 */
export const isDmarc = (text: string): boolean => !startsBlank(text) && version.test(text)
const startsBlank = (text: string): boolean => /^[ \t]/.test(text)

/**
 * The DMARC records among the texts at one name. Where there is none, one that has blanks before the version is taken for
 * it, as many receivers do: a fault of it (see parseDmarc).
 */
export function recordsAmong(texts: readonly string[]): string[] {
  const records = texts.filter(isDmarc)
  return records.length > 0 ? records : texts.filter((text) => version.test(text))
}

/** A DMARC record read to its end, whatever is wrong with it. Never throws; its time is linear in the record's length. */
export const parseDmarc = remembering((text): DmarcRecord => {
  const { record, faults, meant } = read(text)
  const isSafe = faults.length > 0 && meant !== undefined && meant.length <= mostCharacters && isBetter(meant, record)
  return { ...record, faults: faults.slice(0, mostFaults).map((fault) => (isSafe ? { ...fault, meant } : fault)) }
})

/** Whether a record has no fault, loses no address, and asks receivers for no less, of anybody, than they take from the present one. */
function isBetter(meant: string, present: Read['record']): boolean {
  const { record, faults } = read(meant)
  if (!isDmarc(meant) || faults.length > 0) return false
  const kept = addressesIn(record)
  if (addressesIn(present).some((address) => !kept.includes(address))) return false
  return (['domain', 'subdomain', 'nonexistent'] as const).every((who) => {
    const [before, after] = [present, record].map((one) => policyInEffect(one, 'own', who)?.effective ?? 'none')
    return strength.indexOf(after as DmarcPolicy) >= strength.indexOf(before as DmarcPolicy)
  })
}

const addressesIn = ({ reports }: Pick<DmarcRecord, 'reports'>): string[] =>
  reports.flatMap(({ address }) => address ?? [])

const strength: readonly DmarcPolicy[] = ['none', 'quarantine', 'reject']

interface Read {
  record: Omit<DmarcRecord, 'faults'>
  faults: Omit<DmarcFault, 'meant'>[]
  /** Only of a record with faults. */
  meant?: string
}

function read(text: string): Read {
  const tags = readTags(text)
  const record = recordOf(text, tags)
  const names = new Set(tags.filter(({ value }) => value !== undefined).map(({ name }) => name))
  const whole: Whole = { text, names, without: consequenceOf(record) }
  const looks: Look[] = []
  for (const tag of tags.slice(1, 1 + mostLooked)) looks.push(lookAt(tag, whole, looks.at(-1)))
  const faults = [
    ...versionFaults(text),
    ...repeatFaults(record, tags),
    ...looks.flatMap((look) => look.faults),
    ...missingPolicy(record, tags, looks),
  ]
  if (faults.length === 0) return { record, faults }
  const meant = tags.length > 1 + mostLooked ? undefined : meantIn(looks)
  return { record, faults: faults.sort((a, b) => a.start - b.start), ...(meant !== undefined && { meant }) }
}

/** The record that the tags were meant to be, where that is plain of each. */
function meantIn(looks: readonly Look[]): string | undefined {
  if (!looks.every(({ meant }) => meant)) return undefined
  const pairs = merge(looks.flatMap(({ meant = [] }) => meant))
  const meant = pairs && withPolicy(pairs)
  return meant && ['v=DMARC1', ...meant.map(({ name, value }) => `${name}=${value}`)].join('; ')
}

/** Whether a tag stands twice: then the whole list is invalid (RFC 6376 section 3.2). */
function isRepeated(tags: readonly Tag[]): boolean {
  const names = tags.filter(({ value }) => value !== undefined).map(({ name }, i) => (i === 0 ? 'v' : name))
  return new Set(names).size < names.length
}

/** What receivers take from the tags as they stand. */
function recordOf(text: string, tags: Tag[]): Omit<DmarcRecord, 'faults'> {
  const first = new Map<string, Tag>()
  for (const tag of tags.slice(1)) if (tag.value !== undefined && !first.has(tag.name)) first.set(tag.name, tag)
  const readOf = (name: string): string | undefined => readValue(name, first.get(name)?.value ?? '')
  const repeated = isRepeated(tags)
  const policy = repeated ? undefined : policyOf(first)
  const pct = readOf('pct')
  return {
    text,
    tags,
    ...(policy && { policy }),
    testing: readOf('t') === 'y',
    ...(pct !== undefined && { pct: Number(pct) }),
    psd: psdOf(repeated ? undefined : readOf('psd')),
    adkim: readOf('adkim') === 's' ? 's' : 'r',
    aspf: readOf('aspf') === 's' ? 's' : 'r',
    reports: (['rua', 'ruf'] as const).flatMap((name) => {
      const tag = first.get(name)
      return tag ? readUris(name, tag).flatMap(({ uri }) => (uri.text === '' ? [] : [uri])) : []
    }),
    obsolete: ['pct', 'rf', 'ri'].filter((name) => first.has(name)),
  }
}

const psdOf = (value: string | undefined): DmarcRecord['psd'] => (value === 'y' || value === 'n' ? value : 'u')

/** Section 4.10.1: without a valid p, or with an sp or np that is none, a record with a URI in rua counts as p=none. */
function policyOf(tags: ReadonlyMap<string, Tag>): DmarcRecord['policy'] {
  const read = (name: string) => readValue(name, tags.get(name)?.value ?? '') as DmarcPolicy | undefined
  const [p, sp, np] = ['p', 'sp', 'np'].map(read)
  const isBad = ['sp', 'np'].some((name) => tags.has(name) && !read(name))
  if (p && !isBad) return { p, ...(sp && { sp }), ...(np && { np }) }
  const rua = tags.get('rua')?.value?.split(',') ?? []
  return rua.some((uri) => isUri(uri.trim())) ? { p: 'none' } : undefined
}

const consequenceOf = ({ policy }: Pick<DmarcRecord, 'policy'>): string =>
  policy ? 'receivers act on p=none instead' : 'receivers see no policy at all'

function versionFaults(text: string): Read['faults'] {
  const [, ahead = '', letter = '', before = '', after = ''] = version.exec(text) ?? []
  if (!ahead && letter === 'v' && !before && !after) return []
  const at = { tag: 'v', start: 0, text: text.slice(0, 300).replace(/;.*/s, ''), weight: 'strict' as const }
  return [
    ...(ahead ? [{ ...at, says: 'a blank stands before v=DMARC1: strict receivers see no record' }] : []),
    ...(letter === 'V' ? [{ ...at, says: 'V=DMARC1 must be written v=DMARC1: strict receivers see no record' }] : []),
    ...(before || after
      ? [{ ...at, says: 'blanks stand inside v=DMARC1: some receivers look for it without them, and see no record' }]
      : []),
  ]
}

function repeatFaults({ text }: Pick<DmarcRecord, 'text'>, tags: readonly Tag[]): Read['faults'] {
  const seen = new Set(['v'])
  return tags.slice(1, 1 + mostLooked).flatMap(({ name, value, start, valueStart }) => {
    if (value === undefined) return []
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    const what = name === '' ? 'a tag without a name' : quote(name)
    const says = `${what} stands twice: strict receivers throw the whole record away, others take one of the two`
    const there = text.slice(start, Math.min(start + 300, valueStart + value.length))
    return [{ ...(isKnown(name) && { tag: name }), start, text: there, says, weight: 'strict' }]
  })
}

/** Where p is neither there nor anything that was meant to be it. */
function missingPolicy(
  { policy }: Pick<DmarcRecord, 'policy'>,
  tags: readonly Tag[],
  looks: readonly Look[],
): Read['faults'] {
  if (tags.some(({ name, value }) => name === 'p' && value !== undefined)) return []
  if (looks.some(({ faults }) => faults.some(({ tag }) => tag === 'p'))) return []
  const at = { tag: 'p', start: tags[1]?.start ?? 0, text: '' }
  return [
    policy
      ? { ...at, says: 'p is missing: receivers take it as p=none, and some throw the record away', weight: 'strict' }
      : {
          ...at,
          says: 'p is missing, and there is no address in rua: receivers see no policy at all',
          weight: 'fatal',
        },
  ]
}

/** Each tag once: the same again is left out, addresses are put together; nothing where two values contradict each other. */
function merge(pairs: readonly Pair[]): Pair[] | undefined {
  const merged = new Map<string, string>()
  for (const { name, value } of pairs) {
    const known = merged.get(name)
    if (name === 'v' || known === value) continue
    if (known === undefined) merged.set(name, value)
    else if (name === 'rua' || name === 'ruf') merged.set(name, `${known},${value}`)
    else if (known.toLowerCase() !== value.toLowerCase()) return undefined
  }
  return Array.from(merged, ([name, value]) => ({ name, value }))
}

/** With `p=none` in front where there is none, but only where nothing else would begin to work then. */
function withPolicy(pairs: readonly Pair[]): Pair[] | undefined {
  if (pairs.some(({ name }) => name === 'p')) return [...pairs]
  const wakes = pairs.some(({ name, value }) => isPolicyTag(name) && value.toLowerCase() !== 'none')
  return wakes ? undefined : [{ name: 'p', value: 'none' }, ...pairs]
}
