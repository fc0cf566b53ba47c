import { canPassDkim, type DkimKey } from '../core/dkim.ts'
import type { Change } from '../core/finding.ts'
import { publishedKeys } from '../knowledge/dkim-weak-keys.ts'
import { parseDkimKey } from '../records/dkim/parse.ts'
import type { DkimKeyRecord } from '../records/dkim/record.ts'
import { weaknessesOf } from '../records/dkim/weak.ts'
import { showData, splitText } from '../records/presentation.ts'
import { readTags } from '../records/tag-list.ts'
import { fixFor } from './dkim-told.ts'

/**
 * One record in the place of a selector's only one, with all that can safely be mended in it at once: what was plainly
 * meant, and in a key that is in use what keeps it from counting. Never another key.
 */
export function mending(key: DkimKey): Change[] {
  const { answer, name, records, live } = key
  const [record] = records
  if (fixFor(key) !== 'own' || answer.kind !== 'records' || answer.records.length !== 1 || !record) return []
  const meant = record.faults.find((fault) => fault.meant !== undefined)?.meant ?? record.text
  const text = live ? withoutLimits(meant) : meant
  if (text === record.text) return []
  const after = parseDkimKey(splitText(text))
  if (after.faults.length > 0 || !(live ? after.key : isSound(after))) return []
  const [was = '', becomes] = [...answer.records.map(({ data }) => data), splitText(text)].map((data) =>
    showData('TXT', data),
  )
  return becomes === undefined ? [] : [{ change: 'replace', name, type: 'TXT', was, becomes }]
}

/** Once verifiers can use it, mail signed with it passes, and nobody else can sign. */
function isSound({ key, ...record }: DkimKeyRecord): boolean {
  const weak = key ? weaknessesOf(key, publishedKeys) : []
  return key !== undefined && weak.length === 0 && canPassDkim({ live: { ...record, key }, weak })
}

/** Without the flag for testing, and with a hash that verifiers take in the place of those that none may (RFC 8301 section 3.1). */
const withoutLimits = (text: string): string =>
  text
    .split(';')
    .flatMap((piece) => {
      const [tag] = readTags(piece)
      const words = (tag?.value ?? '').split(':').map((word) => word.trim())
      if (tag?.name === 't' && words.some(isTesting))
        return oneTag(
          't',
          words.filter((word) => !isTesting(word)),
        )
      if (tag?.name === 'h' && !words.some(isCurrent)) return oneTag('h', ['sha256'])
      return [piece]
    })
    .join(';')

const isTesting = (flag: string): boolean => flag.toLowerCase() === 'y'
const isCurrent = (hash: string): boolean => hash.toLowerCase() === 'sha256'
const oneTag = (name: string, words: readonly string[]): string[] =>
  words.length > 0 ? [` ${name}=${words.join(':')}`] : []
