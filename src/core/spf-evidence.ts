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
  return [{ kind: 'tree', head: costHead, rows: [costRoot, ...drawn] }]
}

const costHead = ['lookups', 'running']
const costRoot: TreeRow = { depth: 0, text: 'v=spf1', cells: [] }

function costRow({ depth, term, lookups, running, atLeast, runningAtLeast, dynamic, blind, cut }: SpfCost): TreeRow {
  const cells = [atLeast ? `${lookups}+` : lookups, runningAtLeast ? `${running}+` : running]
  const over = running > spfLimits.lookups
  if (!blind && !cut && !dynamic && !over) return { depth, text: term, cells }
  const marks = [blind && '?', cut, dynamic && 'by sender', over && 'over'].filter((mark) => mark)
  return { depth, text: term, cells, mark: marks.join(', ') }
}

/** The answers without a record, counted both ways for both kinds of clients, and the questions that were denied. */
export function voidEvidence({ voids: { ipv4, ipv6 } }: SpfCosts): Evidence[] {
  const table: Evidence = { kind: 'table', head: voidHead, rows: [voidRow('IPv4', ipv4), voidRow('IPv6', ipv6)] }
  const denied = new Set([...ipv4.byQuery, ...ipv6.byQuery])
  if (denied.size === 0) return [table]
  return [table, ...firstOf([...denied], 20).map((text) => ({ kind: 'note', text }) as const)]
}

const voidHead = ['client', 'by term', 'by query']
const voidRow = (client: string, { byTerm, byQuery }: SpfVoids) => [client, byTerm.length, byQuery.length]
