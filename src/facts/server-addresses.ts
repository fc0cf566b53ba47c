import type { SeenAnswer } from '../core/dns.ts'
import { recordsOf } from '../core/dns.ts'
import type { NameServer } from '../core/zone.ts'

const mostHosts = 13
const mostAddresses = 4

/** The first thirteen name servers of an NS set, sorted by name. */
export const serverHosts = (ns: SeenAnswer<'NS'>): string[] =>
  [...new Set(recordsOf(ns).map((r) => r.data))].sort().slice(0, mostHosts)

type Lookups = NameServer['lookups']

/** Where a name server is: at most four addresses, both families in turn. */
export const serverAddresses = ({ A, AAAA }: Lookups): readonly string[] =>
  inTurn(addressesIn(A), addressesIn(AAAA)).slice(0, mostAddresses)

const addressesIn = (answer: Lookups[keyof Lookups]): string[] =>
  answer.kind === 'records' ? answer.records.map((r) => r.data).sort() : []

function inTurn(some: readonly string[], others: readonly string[]): readonly string[] {
  if (others.length === 0) return some
  return Array.from({ length: Math.max(some.length, others.length) }, (_, i) => [some[i], others[i]])
    .flat()
    .filter((address) => address !== undefined)
}
