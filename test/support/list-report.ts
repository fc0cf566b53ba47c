import { domainListChecks, listChecks } from '../../src/checks/lists/index.ts'
import type { Check } from '../../src/core/check.ts'
import type { ListedName, Listing, ResolverView } from '../../src/core/lists.ts'
import { seen } from '../../src/core/observation.ts'
import type { Report } from '../../src/core/report.ts'
import { judge } from '../../src/judge.ts'
import { address } from './address-facts.ts'
import { listSite } from './list-facts.ts'
import { report } from './reports.ts'

const own: ResolverView = { resolvers: [{ address: '192.0.2.53', upstreams: [] }], isPublic: false }
const nobody = { sampled: 0, accused: 0, policy: 0, unseen: 0 }

/** What lists said of an address and of its names. */
export interface Said {
  ip?: string
  ipListings?: readonly Listing[]
  names?: readonly (Listing & { of: ListedName })[]
  resolverView?: ResolverView
}

/** The findings that the checks themselves come to. */
function findings(checks: readonly Check[], { ip, ipListings = [], names = [], resolverView = own }: Said) {
  const facts = {
    ...listSite,
    address: address(ip),
    ipListings,
    resolverView,
    neighbours: nobody,
    nameListings: { names: [], listings: names },
  }
  const gathered = Object.fromEntries(Object.entries(facts).map(([fact, value]) => [fact, seen(value)]))
  return checks.flatMap((check) => judge(check, gathered))
}

/** A report about these addresses, as far as lists are concerned. */
export const addressReport = (...all: readonly Said[]): Report =>
  report(
    Object.fromEntries(all.map((said) => [said.ip ?? listSite.address.name, { lists: findings(listChecks, said) }])),
    { command: 'ip', typed: ['ip', ...all.map(({ ip }) => ip ?? listSite.address.name)] },
  )

export const domainReport = (...names: readonly (Listing & { of: ListedName })[]): Report =>
  report({ 'shop.com': { lists: findings(domainListChecks, { names }) } })
