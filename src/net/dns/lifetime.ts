import type { Alias } from '../../core/dns.ts'
import type { ResourceRecord } from '../../records/dns.ts'

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
