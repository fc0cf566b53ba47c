import { type DkimKey, type DkimSelector, type DkimSelectors, isNamed } from '../core/dkim.ts'
import { recordsOf } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { type Blind, blind, seen } from '../core/observation.ts'
import { publishedKeys } from '../knowledge/dkim-weak-keys.ts'
import { hasLeaked, parseDkimKey, unreadDkimKey } from '../records/dkim/parse.ts'
import type { DkimKeyRecord, WeakKey } from '../records/dkim/record.ts'
import { weaknessesOf } from '../records/dkim/weak.ts'
import { joinNames } from '../records/name.ts'
import { remembering } from '../records/remember.ts'

export const dkimKeys: Gatherer<'dkimKeys'> = async ({ look, target }) => {
  const found = await look('dkimSelectors')
  if (!found.seen) return blind(found.blind)
  const ofAll = wildcardKey(found.value, joinNames('*', '_domainkey', target.name))
  const unseen = ofAll.length > 0 ? undefined : unseenIn(found.value)
  return unseen ? blind(unseen) : seen([...found.value.selectors.map(readKey), ...ofAll])
}

/**
 * The key that a wildcard gives to every selector without a record of its own, if anybody can sign with it. Where a given
 * selector has it, it is known by that.
 */
function wildcardKey({ wildcard, selectors }: DkimSelectors, name: string): DkimKey[] {
  if (wildcard.kind !== 'records' || selectors.some((given) => given.wildcard)) return []
  const key = readKey({ selector: '*', name, source: 'wildcard', wildcard: true, answer: wildcard })
  return key.live || key.records.some(hasLeaked) ? [key] : []
}

/** What hides keys, where none was given or found. A denied `_domainkey` hides none, and shows none to be missing. */
function unseenIn({ selectors, domainkey, wildcard, notGuessed }: DkimSelectors): Blind | undefined {
  const isKnown = selectors.some((one) => isNamed(one) || one.answer.kind !== 'blind')
  if (isKnown) return undefined
  const asked = selectors.map(({ answer }) => answer)
  const lost = [...asked, ...(notGuessed === 'unseen' ? [domainkey, wildcard] : [])].find(
    ({ kind }) => kind === 'blind',
  )
  return lost?.kind === 'blind' ? lost.blind : undefined
}

/** One record is allowed: of a crowd, a few tell what kind it is. */
const mostRead = 20

/** A selector with what it publishes, read. */
export function readKey(selector: DkimSelector): DkimKey {
  const { answer } = selector
  const texts = answer.kind === 'blind' ? [] : recordsOf(answer).map(({ data }) => data.join(''))
  // Resolvers give a set in any order: what follows from it is to be the same each time.
  const read = texts
    .sort((a, b) => (a < b ? -1 : 1))
    .map(
      (text, i): Read =>
        i < mostRead ? readRecord(text) : { record: unreadDkimKey(text, `it is one of ${texts.length} records`) },
    )
  const records = read.map(({ record }) => record)
  const [only, ...others] = read
  if (!only?.live || others.length > 0) return { ...selector, records, weak: [] }
  return { ...selector, records, live: only.live, weak: weaknessesIn(only.record.text) }
}

interface Read extends Pick<DkimKey, 'live'> {
  record: DkimKeyRecord
}

/** A record, with the key where verifiers can use it. */
const readRecord = remembering((text): Read => {
  const record = parseDkimKey([text])
  const { key, faults } = record
  return key && faults.every(({ tolerated }) => tolerated) ? { record, live: { ...record, key } } : { record }
})

/** What is known to be wrong with the key of such a record. Of a large one that takes milliseconds. */
const weaknessesIn = remembering((text): WeakKey[] => {
  const { live } = readRecord(text)
  return live ? weaknessesOf(live.key, publishedKeys) : []
})
