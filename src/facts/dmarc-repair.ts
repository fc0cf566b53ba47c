import type { DmarcRepair, DmarcWalk, WalkStep } from '../core/dmarc.ts'
import { dkimCanPass, spfCanPass } from '../core/dmarc-legs.ts'
import { isOfRegistry } from '../core/dmarc-registry.ts'
import { type DnsAnswer, recordsOf } from '../core/dns.ts'
import type { Change } from '../core/finding.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import type { DomainTarget } from '../core/target.ts'
import type { Zone } from '../core/zone.ts'
import { parseDmarc } from '../records/dmarc/parse.ts'
import { policyInEffect } from '../records/dmarc/policy.ts'
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
  apart?: true
}

/**
 * All that can safely be mended in the record that applies to the domain, worked out once for every finding; where there
 * is none, the one that was meant, or one that changes nothing in what is delivered. A record that stands above the
 * domain, or behind an alias that leads out of it, speaks for others as well, and is not touched.
 */
export const dmarcRepair: Gatherer<'dmarcRepair'> = async (site) => {
  const walk = await site.look('dmarcWalk')
  const draft = walk.seen ? await draftOf(site, walk.value) : undefined
  if (!draft || draft.changes.length === 0) return seen(nothing)
  const zone = await site.look('zone')
  if (!zone.seen || !draft.changes.every(({ name }) => isOurs(name, zone.value, site.target))) return seen(nothing)
  const { after, before, apart } = draft
  // A slip may be what mail passes by today, or what protects: only its owner can say that it was meant otherwise.
  if (before?.policy && !site.asked.parked && (isLooser(after, before) || isNarrower(after, before)))
    return seen(nothing)
  const closed = await isClosed(site)
  if (isHarsher(after, before) && !(closed || (await canPass(site)))) return seen(nothing)
  return seen({ changes: draft.changes, after, ...(closed && { closed }), ...(apart && { apart }) })
}

async function draftOf(site: Site, walk: DmarcWalk): Promise<Draft | undefined> {
  const [own] = walk.steps
  const { parked } = site.asked
  if (!own || own.answer.kind === 'blind' || isInOrder(own, parked)) return undefined
  if (await isWildcard(site, own.answer)) return undefined
  if (own.records.length > 0) {
    if (!isShared(own.answer, site.target.name)) return mendAt(site, own)
    return parked ? partFromAlias(site, own) : undefined
  }
  if (!walk.policy.seen) return undefined
  const { value } = walk.policy
  if (!value) return (await strayDraft(site, own)) ?? start(site, own)
  return parked ? partFromAbove(site, own, value) : undefined
}

/** One record, in which there is nothing to mend. */
function isInOrder({ records }: WalkStep, parked: boolean): boolean {
  const [record, another] = records
  return record !== undefined && !another && mendDmarc(record, parked)?.text === record.text
}

/** Whether the texts stand behind an alias, at a name that is not the domain's: whatever else leads there has them too. */
const isShared = (answer: DnsAnswer<'TXT'>, domain: string): boolean =>
  answer.kind === 'records' && answer.records.some(({ name }) => !isWithin(name, domain))

const refusal = 'v=DMARC1; p=reject'

/** In place of an alias to a record that others have too: the same one, made to refuse. */
async function partFromAlias(site: Site, { answer, records }: WalkStep): Promise<Draft | undefined> {
  const [shared, ...others] = records
  const kept = others.length === 0 ? shared : undefined
  if (kept && refusesAll(kept, 'own')) return undefined
  const draft = await adding(site, answer, (kept && mendDmarc(kept, true)) ?? parseDmarc(refusal))
  return draft && { ...draft, apart: true }
}

/** A record of its own, for a domain that goes by one above it: a registry's, which older receivers do not see, or one that lets mail through. */
async function partFromAbove(
  site: Site,
  own: WalkStep,
  { domain, record }: { domain: string; record: DmarcRecord },
): Promise<Draft | undefined> {
  const [list, strays] = await Promise.all([site.look('publicSuffix'), site.look('dmarcStrays')])
  if (!list.seen || !strays.seen) return undefined
  if (refusesAll(record, 'inherited') && !isOfRegistry(domain, site.target.name, list.value)) return undefined
  const home = recordName(site.target.name)
  const meant = await strayDraft(site, own)
  const isMessy = strays.value.strays.some(({ name, type }) => type === 'TXT' && name === home)
  const draft = meant ?? (isMessy ? undefined : await adding(site, own.answer, parseDmarc(refusal)))
  return draft && { ...draft, apart: true }
}

const refusesAll = (record: DmarcRecord, where: 'own' | 'inherited'): boolean =>
  (record.pct ?? 100) === 100 &&
  (['domain', 'subdomain', 'nonexistent'] as const).every(
    (who) => policyInEffect(record, where, who)?.effective === 'reject',
  )

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
  const strays = await site.look('dmarcStrays')
  if (!strays.seen || strays.value.strays.length > 0 || strays.value.unseen) return undefined
  // What stands above will apply once it is mended: a record here would keep it out for good.
  if (strays.value.above && !site.asked.parked) return undefined
  return adding(site, answer, parseDmarc((await isClosed(site)) ? refusal : 'v=DMARC1; p=none'))
}

/**
 * Nothing can stand beside an alias: only where nobody is to send is it given up. And a name below one that only a wildcard
 * answers for hides the wildcard from it.
 */
async function adding(site: Site, answer: DnsAnswer<'TXT'>, after: DmarcRecord): Promise<Draft | undefined> {
  const source = await site.look('nameSource')
  if (answer.kind === 'blind' || !source.seen || source.value !== 'own') return undefined
  const name = recordName(site.target.name)
  const [alias] = answer.aliases
  if (alias && !(site.asked.parked && alias.kind === 'CNAME' && alias.from === name)) return undefined
  const gone = alias ? [{ change: 'remove' as const, name, type: 'CNAME', was: showData('CNAME', alias.to) }] : []
  const becomes = showData('TXT', splitText(after.text))
  return { after, changes: [...gone, { change: 'add', name, type: 'TXT', becomes }] }
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

/** In the domain's own zone, and no name beside or above the domain. */
const isOurs = (name: string, { apex }: Zone, target: DomainTarget): boolean =>
  isWithin(name, apex) && isWithin(name, target.name)

async function isClosed({ look }: Site): Promise<boolean> {
  const sending = await look('sending')
  return sending.seen && sending.value !== 'sends'
}

/** Where nothing of the domain can pass DMARC, a stricter record would have all its mail refused. */
async function canPass({ look }: Site): Promise<boolean> {
  const [survey, keys] = await Promise.all([look('spfSurvey'), look('dkimKeys')])
  const spf = survey.seen ? spfCanPass(survey.value) : undefined
  return (spf?.seen ? spf.value : false) || (keys.seen && dkimCanPass(keys.value))
}
