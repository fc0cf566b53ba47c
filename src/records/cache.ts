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
