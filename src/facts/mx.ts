import { recordsOf } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import type { Mx } from '../records/dns.ts'
import { isNullMx } from '../records/exchange.ts'

/** The MX set, with what counts in its place where there is none. */
export const mx: Gatherer<'mx'> = async ({ target: { name }, world, look }) => {
  const [set, four, six] = [world.dns(name, 'MX'), world.dns(name, 'A'), world.dns(name, 'AAAA')]
  const [answer, A, AAAA] = [await set, await four, await six]
  if (answer.kind === 'blind') return blind(answer.blind)
  const exchanges = recordsOf(answer)
    .map((r) => r.data)
    .sort(byPreference)
  const found = { answer, exchanges, own: { A, AAAA } }
  return seen(exchanges.every(isNullMx) ? { ...found, spf: await look('spfTree') } : found)
}

const byPreference = (a: Mx, b: Mx): number =>
  a.preference - b.preference || (a.exchange < b.exchange ? -1 : a.exchange > b.exchange ? 1 : 0)
