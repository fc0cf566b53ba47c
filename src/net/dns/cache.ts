import type { Alias } from '../../core/dns.ts'
import type { ResourceRecord } from '../../records/dns.ts'

/** How much the values of a cache may weigh together, and what one does. */
export interface Weight<V> {
  most: number
  of(value: V): number
}
/**
 * A map that keeps its latest entries: never more than `limit`, nor much more than they may weigh, and at least half of
 * that, the oldest gone first.
 */
export interface Cache<V> {
  limit: number
  weight: Weight<V>
  /** What the young ones weigh. */
  load: number
  young: Map<string, V>
  old: Map<string, V>
}

export const openCache = <V>(
  limit: number,
  weight: Weight<V> = { most: Number.POSITIVE_INFINITY, of: () => 0 },
): Cache<V> => ({ limit, weight, load: 0, young: new Map(), old: new Map() })

/** What is kept under a key; asking for it makes it young again. */
export function recall<V>(cache: Cache<V>, key: string): V | undefined {
  const young = cache.young.get(key)
  if (young !== undefined) return young
  const old = cache.old.get(key)
  if (old !== undefined) keep(cache, key, old)
  return old
}

export function keep<V>(cache: Cache<V>, key: string, value: V): void {
  if (cache.young.size >= cache.limit / 2 || cache.load >= cache.weight.most / 2) {
    cache.old = cache.young
    cache.young = new Map()
    cache.load = 0
  }
  cache.young.set(key, value)
  cache.load += cache.weight.of(value)
}

/** To be called when a value that weighed nothing when it was kept has its weight. */
export function grown<V>(cache: Cache<V>, key: string, value: V): void {
  if (cache.young.get(key) === value) cache.load += cache.weight.of(value)
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
  let least = records ? longestKept : soa ? Math.min(soa.ttl, soa.data.minimum, longestKept) : 0
  if (records) for (const { ttl } of records) least = Math.min(least, ttl)
  for (const { ttl } of aliases) least = Math.min(least, ttl)
  return least
}
