import assert from 'node:assert/strict'
import type { Facts } from '../../src/core/facts.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { DomainGatherers } from '../../src/core/gatherer.ts'
import type { Asked } from '../../src/core/target.ts'
import { mx } from '../../src/facts/mx.ts'
import { nameSource } from '../../src/facts/name-source.ts'
import { spfRepair } from '../../src/facts/spf-repair.ts'
import { spfSurvey } from '../../src/facts/spf-survey.ts'
import { spfAnswer, spfTexts } from '../../src/facts/spf-texts.ts'
import { spfTree } from '../../src/facts/spf-tree.ts'
import { spfVerdicts } from '../../src/facts/spf-verdicts.ts'
import { zone } from '../../src/facts/zone.ts'
import type { ResourceRecord } from '../../src/records/dns.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from './memory-dns.ts'
import { readRecords } from './zone-text.ts'

/** The gatherers that SPF checks need. */
export const spfGatherers: Partial<DomainGatherers> = {
  zone,
  nameSource,
  mx,
  spfAnswer,
  spfTexts,
  spfTree,
  spfSurvey,
  spfRepair,
  spfVerdicts,
}

type SpfFacts = Pick<
  Facts,
  | 'target'
  | 'asked'
  | 'zone'
  | 'nameSource'
  | 'mx'
  | 'spfAnswer'
  | 'spfTexts'
  | 'spfTree'
  | 'spfSurvey'
  | 'spfRepair'
  | 'spfVerdicts'
>

/**
 * Every fact that an SPF check may need of shop.example, looked up in a world of these lines (see zone-text.ts) or
 * records; a text that begins with v=spf1 has the domain's SPF record as its first line.
 */
export async function spfFacts(
  world: string | readonly ResourceRecord[],
  asked: Partial<Asked> = {},
  options: MemoryOptions = {},
): Promise<SpfFacts> {
  const gathered = await gatherIn(memoryWorld(spfRecords(world), options), 'shop.example', spfGatherers, asked)
  const facts = Object.entries(gathered).map(([name, fact]) => {
    assert.ok(fact.seen, `${name} was not seen`)
    return [name, fact.value]
  })
  return Object.fromEntries(facts)
}

/** A world as `spfFacts` takes it, with the SOA that makes shop.example a zone. */
export function spfRecords(world: string | readonly ResourceRecord[]): ResourceRecord[] {
  if (typeof world !== 'string') return [...world]
  const lines = world.replace(/^v=spf1.*/, (record) => `shop.example TXT "${record}"`)
  return readRecords(`example SOA ns.example dns.example
    shop.example SOA ns.shop.example dns.shop.example
    shop.example NS ns.shop.example
    ns.shop.example A 198.51.100.53
    ${lines}`)
}

/** What the one change of a finding's repair publishes. */
export function becomes(finding: Finding | undefined): string | undefined {
  const [change, another] = finding?.repair ?? []
  assert.equal(another, undefined)
  return change && 'becomes' in change ? change.becomes : undefined
}
