import assert from 'node:assert/strict'
import test from 'node:test'
import { type Aged, lifetime } from '../../../src/net/dns/lifetime.ts'
import { soa } from '../../support/dns-client.ts'

const aliases = [{ from: 'a.example', to: 'b.example', kind: 'CNAME' as const, ttl: 30 }]
const records = [40, 50].map((ttl) => ({ name: 'b.example', type: 'A' as const, ttl, data: '192.0.2.1' }))
const lifetimes: [what: string, answer: Aged, seconds: number][] = [
  ['the least TTL of the records', { aliases: [], records }, 40],
  ['an alias that lives shorter', { aliases, records }, 30],
  ['a day at most', { aliases: [], records: records.map((r) => ({ ...r, ttl: 1e6 })) }, 86_400],
  // The SOA's TTL is 900, its last field 60 (RFC 2308 section 5).
  ['a denial: the SOA’s last field', { aliases: [], soa }, 60],
  ['a denial: the SOA’s TTL, where that is less', { aliases: [], soa: { ...soa, ttl: 20 } }, 20],
  ['a denial without SOA', { aliases: [] }, 0],
]
for (const [what, answer, seconds] of lifetimes)
  test(`lifetime: ${what}`, () => assert.equal(lifetime(answer), seconds))
