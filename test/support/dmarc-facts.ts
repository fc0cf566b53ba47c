import assert from 'node:assert/strict'
import type { Facts } from '../../src/core/facts.ts'
import type { Change } from '../../src/core/finding.ts'
import type { DomainGatherers } from '../../src/core/gatherer.ts'
import type { Asked } from '../../src/core/target.ts'
import { dkimKeys } from '../../src/facts/dkim-keys.ts'
import { dkimSelectors } from '../../src/facts/dkim-selectors.ts'
import { dmarcRepair } from '../../src/facts/dmarc-repair.ts'
import { dmarcReports } from '../../src/facts/dmarc-reports.ts'
import { dmarcStrays } from '../../src/facts/dmarc-strays.ts'
import { dmarcWalk } from '../../src/facts/dmarc-walk.ts'
import { publicSuffix } from '../../src/facts/public-suffix.ts'
import { sending } from '../../src/facts/sending.ts'
import { wildcards } from '../../src/facts/wildcards.ts'
import type { ResourceRecord } from '../../src/records/dns.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from './memory-dns.ts'
import { spfGatherers } from './spf-world.ts'
import { readRecords } from './zone-text.ts'

/** The gatherers that DMARC checks need. */
export const dmarcGatherers: Partial<DomainGatherers> = {
  ...spfGatherers,
  wildcards,
  dkimSelectors,
  dkimKeys,
  sending,
  dmarcWalk,
  publicSuffix,
  dmarcStrays,
  dmarcReports,
  dmarcRepair,
}

type Known = Exclude<keyof Facts, 'nameServers' | 'zoneSecurity' | 'mxHosts'>
type DmarcFacts = Pick<Facts, Known>

/** Where it is not the ordinary shop.example that is asked about. */
interface At extends MemoryOptions {
  domain?: string
}

/**
 * Every fact that a DMARC check may need, looked up in a world of these lines (see zone-text.ts). A line that begins with
 * v=DMARC1 is a record of shop.example, which has an MX, an SPF record that lets it send, and no DKIM key, unless said
 * otherwise.
 */
export async function dmarcFacts(
  lines: string,
  asked: Partial<Asked> = {},
  { domain = 'shop.example', ...options }: At = {},
) {
  const gathered = await gatherIn(memoryWorld(dmarcRecords(lines), options), domain, dmarcGatherers, asked)
  const facts = Object.entries(gathered).flatMap(([name, fact]) => {
    // Where it is not known which record applies, nobody knows where its reports go.
    if (!fact.seen && name === 'dmarcReports') return []
    assert.ok(fact.seen, `${name} was not seen`)
    return [[name, fact.value]]
  })
  return Object.fromEntries(facts) as DmarcFacts
}

/** The world of `dmarcFacts`. */
export function dmarcRecords(lines: string): ResourceRecord[] {
  const own = lines.replace(/^[ \t]*v=DMARC1.*$/gm, (record) => `_dmarc.shop.example TXT "${record.trim()}"`)
  const spf = /^\s*shop\.example TXT "v=spf1/m.test(own) ? '' : 'shop.example TXT "v=spf1 mx ~all"'
  const mx = /^\s*shop\.example MX/m.test(own) ? '' : 'shop.example MX 10 mx.shop.example'
  return readRecords(`example SOA ns.example dns.example
    shop.example SOA ns.shop.example dns.shop.example
    shop.example NS ns.shop.example
    ns.shop.example A 198.51.100.53
    mx.shop.example A 198.51.100.10
    ${spf}
    ${mx}
    ${own}`)
}

/** A change in few words: `replace "v=DMARC1; p=non" "v=DMARC1; p=none"`, with the name where it is not the domain's own. */
export const inWords = (change: Change): string =>
  [
    change.change,
    change.name === '_dmarc.shop.example' ? undefined : change.name,
    'was' in change ? change.was : undefined,
    'becomes' in change ? change.becomes : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' ')
