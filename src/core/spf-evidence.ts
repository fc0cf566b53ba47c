import { dnsEvidence } from './evidence.ts'
import type { Evidence, TreeRow } from './finding.ts'
import { type SpfCost, type SpfCosts, type SpfNode, type SpfVoids, spfLimits } from './spf-survey.ts'

const mostRows = 60
const mostRecords = 5
const mostCharacters = 300

/** A text from a record, cut where nobody would read on. */
export const shorten = (text: string): string =>
  text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text

/** The first of a list, and how many more there are: what a sentence can hold. */
export const firstOf = (items: readonly string[], most = 5): string[] =>
  items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : [...items]

/** The records that stand at these places of the tree, each once. */
export function recordEvidence(nodes: readonly Pick<SpfNode, 'at'>[]): Evidence[] {
  const records = new Map(nodes.map(({ at }) => [at.domain, at.txt]))
  return [...records.values()].slice(0, mostRecords).flatMap((txt) => (txt ? dnsEvidence(txt) : []))
}

/** The lookups of a record as a drawn tree: each term with all that stands below it, and the running total. */
export function costEvidence({ rows }: SpfCosts): Evidence[] {
  if (rows.length === 0) return []
  const drawn: TreeRow[] = rows.slice(0, mostRows).map(costRow)
  const rest = rows.length - drawn.length
  if (rest > 0) drawn.push({ depth: 1, text: `and ${rest} terms more`, cells: [] })
  return [{ kind: 'tree', head: ['lookups', 'running'], rows: [{ depth: 0, text: 'v=spf1', cells: [] }, ...drawn] }]
}

function costRow({ depth, term, lookups, running, atLeast, runningAtLeast, dynamic, blind, cut }: SpfCost): TreeRow {
  const marks = [blind && '?', cut, dynamic && 'by sender', running > spfLimits.lookups && 'over'].filter(
    (mark) => mark !== false && mark !== undefined,
  )
  const cells = [atLeast ? `${lookups}+` : lookups, runningAtLeast ? `${running}+` : running]
  return { depth, text: term, cells, ...(marks.length > 0 && { mark: marks.join(', ') }) }
}

/** The answers without a record, counted both ways for both kinds of clients, and the questions that were denied. */
export function voidEvidence({ voids: { ipv4, ipv6 } }: SpfCosts): Evidence[] {
  const row = (client: string, { byTerm, byQuery }: SpfVoids) => [client, byTerm.length, byQuery.length]
  const denied = [...new Set([...ipv4.byQuery, ...ipv6.byQuery])]
  return [
    { kind: 'table', head: ['client', 'by term', 'by query'], rows: [row('IPv4', ipv4), row('IPv6', ipv6)] },
    ...firstOf(denied, 20).map((text) => ({ kind: 'note', text }) as const),
  ]
}
