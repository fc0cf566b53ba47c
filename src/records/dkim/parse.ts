import { readTags, type Tag } from '../tag-list.ts'
import { checkGranularity, checkLists, checkNames, checkType, checkVersion, listOf } from './checks.ts'
import { isLeak, type KeyData, pemKind, readKeyData } from './key-data.ts'
import { mendTags } from './mend.ts'
import { type Note, notebook } from './note.ts'
import { readPieces } from './pieces.ts'
import { readPublicKey } from './public-key.ts'
import type { DkimKeyFault, DkimKeyRecord, PublicKey } from './record.ts'
import { plainSlip, wholeSlip } from './whole.ts'

/**
 * More than any key needs: one of 16384 bits has 2800 characters, and the RFC knows eight tags. OpenDKIM reads no answer
 * of more than 8192 octets.
 */
const most = { characters: 8192, tags: 100 } as const

/**
 * A DKIM key record (RFC 6376 section 3.6.1; RFC 8463 section 4) read to its end, whatever is wrong with it, if it is no
 * longer than a key can be. `strings` are the strings of the TXT record, joined as they are. Never throws, and takes a few
 * milliseconds at most.
 */
export function parseDkimKey(strings: readonly string[]): DkimKeyRecord {
  const text = strings.join('')
  if (text.length > most.characters) return unreadDkimKey(text, `it has ${text.length} characters`)
  const tags = text.split(';').length
  if (tags > most.tags) return unreadDkimKey(text, `it has ${tags} tags`)
  const { record, meant } = read(text)
  if (record.faults.length === 0 || meant === undefined || !keeps(record, read(meant).record)) return record
  return { ...record, faults: record.faults.map((fault) => ({ ...fault, meant })) }
}

/** Whether the secret half of a key stands in its record. */
export const hasLeaked = ({ faults }: DkimKeyRecord): boolean => faults.some(({ says }) => isLeak(says))

/** A record that is not read because of what `it` is; whether it is a key at all, or holds a private one, is told. */
export function unreadDkimKey(text: string, it: string): DkimKeyRecord {
  const { faults, note } = notebook(text)
  const { says, start, length } = plainSlip(text) ?? {
    says: `${it}, more than any key needs, so it is not read`,
    start: 0,
    length: text.length,
  }
  note({ start, end: start + length }, says)
  return { ...nothing, text, faults }
}

interface Reading {
  record: DkimKeyRecord
  /** What the record was probably meant to be. */
  meant?: string
}

/** Whether a mended record has no fault, the same key, and lets verifiers use it for mail if the old one did. */
function keeps(old: DkimKeyRecord, mended: DkimKeyRecord): boolean {
  const isOpen = ({ hashes = ['sha256'], services }: DkimKeyRecord) =>
    hashes.includes('sha256') && (services.includes('*') || services.includes('email'))
  return (
    mended.faults.length === 0 &&
    mended.revoked === old.revoked &&
    nameOf(mended.key) === nameOf(old.key) &&
    (isOpen(mended) || !isOpen(old))
  )
}
const nameOf = (key: PublicKey | undefined) =>
  key?.type === 'rsa' ? `${key.modulus} ${key.exponent}` : (key?.hex ?? '')

function read(text: string): Reading {
  const plain = readRecord(text)
  const isUsed = (plain.record.key || plain.record.revoked) && plain.record.faults.every(({ tolerated }) => tolerated)
  const slip = isUsed && !pemKind(text) ? undefined : wholeSlip(text)
  if (!slip) return plain
  const { says, start, length, rest, isPrefix } = slip
  const { faults, note } = notebook(text)
  note({ start, end: start + length }, says)
  const inner: Reading = rest === undefined ? { record: nothing } : readRecord(rest)
  const told = isPrefix ? [...inner.record.faults, ...faults] : faults
  const record = { ...inner.record, text, tags: readTags(text), faults: told }
  return { record, ...(!isPrefix && inner.meant !== undefined && { meant: inner.meant }) }
}

const nothing: DkimKeyRecord = { text: '', tags: [], faults: [], revoked: false, services: [], flags: [] }

function readRecord(text: string): Reading {
  const { faults, note } = notebook(text)
  const told = new Set<string>()
  const pieces = readPieces(text, told, note)
  const tags = pieces.some(({ name }) => name === 'p') ? pieces : pieces.map((tag) => asKey(tag, note))
  const last = (...names: string[]) => tags.findLast(({ name, value }) => names.includes(name) && value !== undefined)
  const holder = last('p') ?? last('P')
  const data = holder && readKeyData(holder, text.length, told, note)
  checkNames(tags, note)
  checkVersion(tags, note)
  if (!holder) note({ start: 0, end: text.length }, 'there is no p=, so there is no key')
  if (holder && !data?.isEmpty) checkType(last('k'), holder, data?.reading, note)
  checkLists(last('h'), last('s'), note)
  checkGranularity(last('g'), note)
  const record = assemble(text, faults, data, last)
  const isSure = data !== undefined && (data.isEmpty || (data.reading && !isDoubtful(data, faults)))
  const meant = isSure ? mendTags(tags, data.reading?.key) : undefined
  return { record, ...(meant !== undefined && { meant }) }
}

/** Octets behind the key, and more that is wrong: who knows what was put together there. */
const isDoubtful = ({ reading }: KeyData, faults: readonly DkimKeyFault[]) =>
  (reading?.spare ?? 0) > 0 && faults.some(({ tolerated }) => !tolerated)

function assemble(
  text: string,
  faults: readonly DkimKeyFault[],
  data: KeyData | undefined,
  last: (name: string) => Tag | undefined,
): DkimKeyRecord {
  const [hashes, services, flags] = [last('h'), last('s'), last('t')]
  const rank = ({ says, start }: DkimKeyFault) => (isLeak(says) ? -1 : start)
  return {
    text,
    tags: readTags(text),
    faults: faults.toSorted((a, b) => rank(a) - rank(b)),
    revoked: data?.isEmpty ?? false,
    ...(data?.reading && { key: data.reading.key }),
    ...(hashes && { hashes: listOf(hashes) }),
    services: services ? listOf(services) : ['*'],
    flags: flags ? listOf(flags) : [],
  }
}

/** The key itself without `p=` before it; the equals signs at its end look like those of a tag. */
function asKey(tag: Tag, note: Note): Tag {
  if (!/^[A-Za-z0-9+/ \t]{40,}$/.test(tag.name)) return tag
  const value = tag.value === undefined ? tag.name : `${tag.name}=${tag.value}`
  if (!('key' in readPublicKey(Buffer.from(value, 'base64')))) return tag
  note({ tag: 'p', start: tag.start, end: tag.start + value.length }, 'the key stands without p= before it')
  return { name: 'p', value, start: tag.start, valueStart: tag.start }
}
