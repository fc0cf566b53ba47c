import type { DmarcAbove, DmarcStray } from '../core/dmarc.ts'
import { isOfRegistry } from '../core/dmarc-registry.ts'
import { type DnsAnswer, recordsOf } from '../core/dns.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { dmarcLookalikeOf } from '../records/dmarc/lookalike.ts'
import { isDmarc, parseDmarc, recordsAmong } from '../records/dmarc/parse.ts'
import { isWithin, joinNames } from '../records/name.ts'
import { meantBy } from './dmarc/repair.ts'
import { dmarcRecordsIn, recordName } from './dmarc/walk.ts'

const mostStrays = 20
const longestName = 253

/** A name that people put the record at, and why receivers see nothing of it, as a clause. */
interface Place {
  answer: DnsAnswer<'TXT'> | DnsAnswer<'SPF'>
  /** Absent at the very name where receivers look: only a text that is no record is astray there. */
  says?: string
}

/** Looks for the domain's record where people put it by mistake, wherever there is none at its place. */
export const dmarcStrays: Gatherer<'dmarcStrays'> = async (site) => {
  const {
    target: { name },
    world: { dns },
    look,
  } = site
  const home = recordName(name)
  const own = await dns(home, 'TXT')
  if (own.kind === 'blind') return blind(own.blind)
  const count = dmarcRecordsIn(own).length
  if (count > 0) return seen({ strays: [], ...(count === 1 && besideIn(own)) })
  const [wildcards, bare, dotted, twice, zoned, old, above] = await Promise.all([
    look('wildcards'),
    dns(name, 'TXT'),
    dns(joinNames('dmarc', name), 'TXT'),
    askDoubled(site, name),
    apexOf(site).then((apex) => (apex === undefined || apex === name ? undefined : askDoubled(site, apex))),
    dns(home, 'SPF'),
    aboveOf(site),
  ])
  const only = `receivers look only at ${home}`
  const places: Place[] = [
    { answer: own },
    ...(twice ? [{ ...twice, says: `the name holds the domain twice, and ${only}` }] : []),
    ...(zoned ? [{ ...zoned, says: `the name of its zone stands in it twice, and ${only}` }] : []),
    { answer: dotted, says: `the name lacks the underscore, and ${only}` },
    { answer: bare, says: `it stands at the domain itself, and ${only}` },
    { answer: old, says: 'it is of type SPF (99), and receivers ask for type TXT only' },
  ]
  const below = wildcards.seen ? wildcards.value.find((one) => one.below === name)?.txt : undefined
  const strays = [...places.flatMap((place) => straysAt(place, below)), ...deadEndOf(own, below)]
  const unseen = places.map(({ answer }) => answer).find(({ kind }) => kind === 'blind')
  return seen({
    strays: strays.slice(0, mostStrays),
    ...(strays.length === 0 && unseen && { unseen }),
    ...(above && { above }),
  })
}

/** A zone editor that appends its zone to a name which has it already. */
async function askDoubled({ target, world: { dns } }: Site, end: string): Promise<Pick<Place, 'answer'> | undefined> {
  const doubled = joinNames(recordName(target.name), end)
  return doubled.length <= longestName ? { answer: await dns(doubled, 'TXT') } : undefined
}

/** The zone that the domain stands in, where it is one of the same house. */
async function apexOf({ look }: Site): Promise<string | undefined> {
  const [zone, list] = await Promise.all([look('zone'), look('publicSuffix')])
  if (!zone.seen || !list.seen || !isWithin(zone.value.apex, list.value.organization)) return undefined
  return zone.value.apex
}

/** What some receivers take for a record and RFC 9989 does not: a blank ahead, or the version in another case. */
const loosely = /^\s*v\s*=\s*DMARC1\s*(?:;|$)/i

function besideIn(own: DnsAnswer<'TXT'>): { beside?: DmarcStray } {
  const texts = textsOf(own)
  if (texts.length === 1) return {}
  const counted = recordsAmong(texts)
  const [text] = texts.filter((one) => loosely.test(one) && !counted.includes(one)).sort()
  const look = text === undefined ? undefined : lookOf(text)
  if (text === undefined || !look || own.kind !== 'records') return {}
  return { beside: { name: own.question.name, type: 'TXT', text, says: look.says ?? '', answer: own } }
}

/** Where no record of the house applies: the highest name of the same house at which something stands that would, if it counted. */
async function aboveOf({ target, look }: Site): Promise<DmarcAbove | undefined> {
  const [walk, list] = await Promise.all([look('dmarcWalk'), look('publicSuffix')])
  if (!walk.seen || !list.seen || !walk.value.policy.seen) return undefined
  const { value } = walk.value.policy
  if (value && !isOfRegistry(value.domain, target.name, list.value)) return undefined
  const found = walk.value.steps
    .slice(1)
    .filter(({ domain }) => isWithin(domain, list.value.organization))
    .flatMap(({ domain, answer, records }): DmarcAbove[] => {
      if (answer.kind === 'blind') return []
      const at = { name: recordName(domain), count: records.length, answer }
      if (records.length > 1) return [at]
      const texts = recordsOf(answer).map(({ data }) => data.join(''))
      const [text] = texts.filter((one) => speaksOfDmarc(one) && lookOf(one)?.says !== undefined).sort()
      return text === undefined ? [] : [{ ...at, text, says: lookOf(text)?.says ?? '' }]
    })
  return found.at(-1)
}

const textsOf = (answer: DnsAnswer<'TXT'> | DnsAnswer<'SPF'>): string[] =>
  answer.kind === 'records' ? answer.records.map(({ data }) => data.join('')) : []

const endOf = (answer: DnsAnswer<'TXT'>): string[] =>
  answer.kind === 'blind' ? [] : answer.aliases.slice(-1).map(({ to }) => to)

/** What a name below the domain that nobody published answers. */
type Wildcard = DnsAnswer<'TXT'> | undefined

/** A text that a wildcard answers for every name was put nowhere by mistake; what speaks of DMARC it would answer at the right place too. */
const isPutThere = (text: string, below: Wildcard): boolean =>
  below && below.kind !== 'blind' ? !textsOf(below).includes(text) : speaksOfDmarc(text)

/** In one order, whichever DNS names first. */
function straysAt({ answer, says }: Place, below: Wildcard): DmarcStray[] {
  if (answer.kind !== 'records') return []
  const texts = textsOf(answer).filter((text) => says === undefined || speaksOfDmarc(text))
  if (texts.length === 0) return []
  const at = { name: answer.question.name, type: answer.question.type, answer }
  return texts
    .filter((text) => isPutThere(text, below))
    .sort()
    .flatMap((text) => {
      const look = lookOf(text)
      if (!look) return []
      const { meant } = look
      return [{ ...at, text, says: says ?? look.says ?? '', ...(meant !== undefined && { meant }) }]
    })
}

/** Elsewhere than where receivers look, a text of another kind is at home. */
const speaksOfDmarc = (text: string): boolean => /dmarc/i.test(text) && !/^\W*v=spf1\b/i.test(text)

/** What a text that was meant to be a DMARC record lacks, and the record that was meant. */
function lookOf(text: string): { says?: string; meant?: string } | undefined {
  if (!isDmarc(text)) return dmarcLookalikeOf(text)
  const meant = meantBy(parseDmarc(text))
  return { ...(meant !== undefined && { meant }) }
}

/** An alias at the very name where receivers look that leads to no text. */
function deadEndOf(own: DnsAnswer<'TXT'>, below: Wildcard): DmarcStray[] {
  const [end] = endOf(own)
  if (!below || below.kind === 'blind' || endOf(below)[0] === end) return []
  if (end === undefined || own.kind === 'blind' || own.kind === 'records') return []
  const says = own.kind === 'no-such-name' ? `${end} does not exist` : `${end} has no TXT record`
  return [{ name: own.question.name, type: 'CNAME', text: end, says, answer: own }]
}
