import type { Alias } from '../../core/dns.ts'
import type { ResourceRecord } from '../../records/dns.ts'

/** A map that keeps its latest entries: at least half of `limit`, never more than that, the oldest gone first. */
export interface Cache<V> {
  limit: number
  young: Map<string, V>
  old: Map<string, V>
}

export const openCache = <V>(limit: number): Cache<V> => ({ limit, young: new Map(), old: new Map() })

/** What is kept under a key; asking for it makes it young again. */
export function recall<V>(cache: Cache<V>, key: string): V | undefined {
  const young = cache.young.get(key)
  if (young !== undefined) return young
  const old = cache.old.get(key)
  if (old !== undefined) keep(cache, key, old)
  return old
}

export function keep<V>(cache: Cache<V>, key: string, value: V): void {
  if (cache.young.size >= cache.limit / 2) {
    cache.old = cache.young
    cache.young = new Map()
  }
  cache.young.set(key, value)
}

const longestKept = 86_400

/** What an answer's lifetime depends on. */
export interface Aged {
  aliases: readonly Alias[]
  records?: readonly ResourceRecord[]
  soa?: ResourceRecord<'SOA'>
}

/**
 * For how many seconds an answer may be believed: the least TTL along its chain; for a denial the SOA's TTL or its
 * last field, whichever is less, and nothing without SOA (RFC 2308 section 5).
 */
export function lifetime({ aliases, records, soa }: Aged): number {
  const own = records?.map((r) => r.ttl) ?? [soa ? Math.min(soa.ttl, soa.data.minimum) : 0]
  return own.concat(aliases.map((a) => a.ttl)).reduce((least, ttl) => Math.min(least, ttl), longestKept)
}
