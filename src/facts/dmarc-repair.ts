import type { DmarcRepair, DmarcWalk, WalkStep } from '../core/dmarc.ts'
import { dkimCanPass, spfCanPass } from '../core/dmarc-legs.ts'
import { type DnsAnswer, recordsOf } from '../core/dns.ts'
import type { Change } from '../core/finding.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { parseDmarc } from '../records/dmarc/parse.ts'
import type { DmarcRecord } from '../records/dmarc/record.ts'
import type { ResourceRecord } from '../records/dns.ts'
import { isWithin } from '../records/name.ts'
import { showData, splitText } from '../records/presentation.ts'
import { isHarsher, isLooser, isNarrower, isSame, mendDmarc } from './dmarc/repair.ts'
import { recordName } from './dmarc/walk.ts'

const nothing: DmarcRepair = { changes: [] }

/** What is to stand in DNS, and what it takes the place of. */
interface Draft {
  after: DmarcRecord
  changes: Change[]
  /** What receivers go by now. */
  before?: DmarcRecord
}

/**
 * All that can safely be mended in the record that applies to the domain, worked out once for every finding; where there
 * is none, the one that was meant, or one that changes nothing in what is delivered.
 */
export const dmarcRepair: Gatherer<'dmarcRepair'> = async (site) => {
  const walk = await site.look('dmarcWalk')
  const draft = walk.seen ? await draftOf(site, walk.value) : undefined
  if (!draft || draft.changes.length === 0) return seen(nothing)
  const names = new Set(draft.changes.map(({ name }) => name))
  const mine = await Promise.all([...names].map((name) => isOurs(site, name)))
  if (!mine.every((is) => is)) return seen(nothing)
  const { after, before } = draft
  // A slip may be what mail passes by today, or what protects: only its owner can say that it was meant otherwise.
  if (before?.policy && !site.asked.parked && (isLooser(after, before) || isNarrower(after, before)))
    return seen(nothing)
  if (isHarsher(after, before) && !(await mayBeHarsher(site))) return seen(nothing)
  return seen({ changes: draft.changes, after })
}

async function draftOf(site: Site, walk: DmarcWalk): Promise<Draft | undefined> {
  const [own] = walk.steps
  if (!own || own.answer.kind === 'blind' || (await isWildcard(site, own.answer))) return undefined
  if (own.records.length > 0) return mendAt(site, own)
  if (!walk.policy.seen) return undefined
  const { value } = walk.policy
  if (!value) return (await strayDraft(site, own)) ?? start(site, own)
  const holder = walk.steps.find(({ domain }) => domain === value.domain)
  return holder && mendAt(site, holder)
}

/** One record put right; of several that say the same the first, the others taken away. */
function mendAt({ asked }: Site, { answer, records }: WalkStep): Draft | undefined {
  const [kept, ...others] = records.toSorted((a, b) => (a.text < b.text ? -1 : 1))
  if (!kept || answer.kind !== 'records' || !others.every((other) => isSame(kept, other))) return undefined
  const after = mendDmarc(kept, asked.parked)
  if (!after) return undefined
  const texts = new Set(records.map(({ text }) => text))
  const held = answer.records.filter(({ data }) => texts.has(data.join('')))
  const [first, ...rest] = held.toSorted((a, b) => (a.data.join('') < b.data.join('') ? -1 : 1))
  if (!first) return undefined
  const changes = [
    ...(after.text === kept.text && !hasTwin(first, rest) ? [] : [replacing(first, after.text)]),
    ...rest.map((record) => (hasTwin(record, [first]) ? replacing(record, after.text) : removing(record))),
  ]
  return { after, changes, ...(others.length === 0 && { before: kept }) }
}

/** The same text, cut into strings elsewhere: to DNS another record, to whoever publishes it the same. */
const hasTwin = (record: ResourceRecord<'TXT'>, others: readonly ResourceRecord<'TXT'>[]): boolean =>
  others.some(({ data }) => data.join('') === record.data.join(''))

const replacing = ({ name, type, data }: ResourceRecord<'TXT'>, text: string): Change => ({
  change: 'replace',
  name,
  type,
  was: showData(type, data),
  becomes: showData(type, splitText(text)),
})
const removing = ({ name, type, data }: ResourceRecord<'TXT'>): Change => ({
  change: 'remove',
  name,
  type,
  was: showData(type, data),
})

/** The record that was meant, at the name where receivers look, in the place of a text there that is none. */
async function strayDraft(site: Site, { answer }: WalkStep): Promise<Draft | undefined> {
  const strays = await site.look('dmarcStrays')
  const found = strays.seen ? strays.value.strays : []
  const meant = [...new Set(found.flatMap((stray) => stray.meant ?? []))]
  const [text] = meant
  // Two that differ: only the owner knows which was meant.
  if (text === undefined || meant.length > 1) return undefined
  const after = mendDmarc(parseDmarc(text), site.asked.parked)
  if (!after) return undefined
  const texts = found.filter((stray) => stray.meant !== undefined).map((stray) => stray.text)
  const misread = answer.kind === 'records' ? answer.records.filter(({ data }) => texts.includes(data.join(''))) : []
  const [first, ...rest] = misread
  if (!first) return adding(site, answer, after)
  return { after, changes: [replacing(first, after.text), ...rest.map(removing)] }
}

/** A record for a domain that has none: it only watches, or where nobody is to send, refuses. */
async function start(site: Site, { answer }: WalkStep): Promise<Draft | undefined> {
  const [strays, sending] = await Promise.all([site.look('dmarcStrays'), site.look('sending')])
  if (!strays.seen || strays.value.strays.length > 0 || strays.value.unseen) return undefined
  const closed = site.asked.parked || (sending.seen && sending.value !== 'sends')
  return adding(site, answer, parseDmarc(closed ? 'v=DMARC1; p=reject' : 'v=DMARC1; p=none'))
}

/** Nothing can stand beside an alias; and a name below one that only a wildcard answers for hides the wildcard from it. */
async function adding(site: Site, answer: DnsAnswer<'TXT'>, after: DmarcRecord): Promise<Draft | undefined> {
  const source = await site.look('nameSource')
  if (answer.kind === 'blind' || answer.aliases.length > 0) return undefined
  if (!source.seen || source.value !== 'own') return undefined
  const name = recordName(site.target.name)
  return { after, changes: [{ change: 'add', name, type: 'TXT', becomes: showData('TXT', splitText(after.text)) }] }
}

/** Whether what stands at the domain's own name comes from a wildcard, or may: it stands elsewhere, and for other names too. */
async function isWildcard({ look, target }: Site, own: DnsAnswer<'TXT'>): Promise<boolean> {
  if (own.kind !== 'records' && (own.kind === 'blind' || own.aliases.length === 0)) return false
  const wildcards = await look('wildcards')
  const below = wildcards.seen ? wildcards.value.find((one) => one.below === target.name)?.txt : undefined
  if (!below || below.kind === 'blind') return true
  const texts = recordsOf(below).map(({ data }) => data.join(''))
  return recordsOf(own).some(({ data }) => texts.includes(data.join('')))
}

/** In the domain's own zone, and within what one house can register. */
async function isOurs({ look, target }: Site, name: string): Promise<boolean> {
  const [zone, list] = await Promise.all([look('zone'), look('publicSuffix')])
  if (!zone.seen || !isWithin(name, zone.value.apex)) return false
  return isWithin(name, target.name) || (list.seen && isWithin(name, list.value.organization))
}

/** Where nothing of the domain can pass DMARC, a stricter record would have all its mail refused. */
async function mayBeHarsher({ look, asked }: Site): Promise<boolean> {
  const [sending, survey, keys] = await Promise.all([look('sending'), look('spfSurvey'), look('dkimKeys')])
  if (asked.parked || (sending.seen && sending.value !== 'sends')) return true
  const spf = survey.seen ? spfCanPass(survey.value) : undefined
  return (spf?.seen ? spf.value : false) || (keys.seen && dkimCanPass(keys.value))
}
