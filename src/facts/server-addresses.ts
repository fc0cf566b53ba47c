import type { DnsAnswer, SeenAnswer } from '../core/dns.ts'
import { recordsOf } from '../core/dns.ts'
import type { World } from '../core/world.ts'

const mostHosts = 13
const mostAddresses = 4

/** A name server and where it is: at most four addresses, both families in turn, and how they were looked for. */
export interface ServerAddresses {
  host: string
  addresses: string[]
  lookups: { A: DnsAnswer<'A'>; AAAA: DnsAnswer<'AAAA'> }
}

/** The first thirteen name servers of an NS set, sorted by name, each with its addresses. */
export function serverAddresses(world: World, ns: SeenAnswer<'NS'>): Promise<ServerAddresses>[] {
  const hosts = [...new Set(recordsOf(ns).map((r) => r.data))].sort().slice(0, mostHosts)
  return hosts.map(async (host) => {
    const [four, six] = [world.dns(host, 'A'), world.dns(host, 'AAAA')]
    const lookups = { A: await four, AAAA: await six }
    const addresses = inTurn(addressesOf(lookups.A), addressesOf(lookups.AAAA)).slice(0, mostAddresses)
    return { host, addresses, lookups }
  })
}

const addressesOf = (answer: DnsAnswer<'A'> | DnsAnswer<'AAAA'>): string[] =>
  answer.kind === 'records' ? answer.records.map((r) => r.data).sort() : []

function inTurn(some: readonly string[], others: readonly string[]): readonly string[] {
  if (others.length === 0) return some
  return Array.from({ length: Math.max(some.length, others.length) }, (_, i) => [some[i], others[i]])
    .flat()
    .filter((address) => address !== undefined)
}
