import type { DmarcStray } from '../core/dmarc.ts'
import type { DnsAnswer } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { dmarcLookalikeOf } from '../records/dmarc/lookalike.ts'
import { isDmarc, parseDmarc } from '../records/dmarc/parse.ts'
import { joinNames } from '../records/name.ts'
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
export const dmarcStrays: Gatherer<'dmarcStrays'> = async ({ target: { name }, world: { dns }, look }) => {
  const home = recordName(name)
  const own = await dns(home, 'TXT')
  if (own.kind === 'blind') return blind(own.blind)
  if (dmarcRecordsIn(own).length > 0) return seen({ strays: [] })
  const doubled = joinNames(home, name)
  const [wildcards, bare, dotted, twice, old] = await Promise.all([
    look('wildcards'),
    dns(name, 'TXT'),
    dns(joinNames('dmarc', name), 'TXT'),
    doubled.length <= longestName ? dns(doubled, 'TXT') : undefined,
    dns(home, 'SPF'),
  ])
  const only = `receivers look only at ${home}`
  const places: Place[] = [
    { answer: own },
    ...(twice ? [{ answer: twice, says: `the name holds the domain twice, and ${only}` }] : []),
    { answer: dotted, says: `the name lacks the underscore, and ${only}` },
    { answer: bare, says: `it stands at the domain itself, and ${only}` },
    { answer: old, says: 'it is of type SPF (99), and receivers ask for type TXT only' },
  ]
  const below = wildcards.seen ? wildcards.value.find((one) => one.below === name)?.txt : undefined
  const strays = [...places.flatMap((place) => straysAt(place, below)), ...deadEndOf(own, below)]
  const unseen = places.map(({ answer }) => answer).find(({ kind }) => kind === 'blind')
  return seen({ strays: strays.slice(0, mostStrays), ...(strays.length === 0 && unseen && { unseen }) })
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
  const at = { name: answer.question.name, type: answer.question.type, answer }
  return textsOf(answer)
    .filter((text) => isPutThere(text, below))
    .sort()
    .flatMap((text) => {
      const look = lookOf(text)
      if (!look || (says !== undefined && !speaksOfDmarc(text))) return []
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
