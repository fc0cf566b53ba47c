import type { Blind } from '../../src/core/observation.ts'
import { type Receivers, type RuleTest, ruleTests, type Tested } from '../../src/core/receivers.ts'
import { holdAgainst } from '../../src/facts/receivers/hold.ts'

const holds: Tested = { state: 'holds', says: 'it is so' }
export const broken = (says: string): Tested & { state: 'broken' } => ({ state: 'broken', says })
export const unobservable = (says: string): Tested => ({ state: 'unobservable', says })
export const unseen = (blind: Partial<Blind> = {}): Tested => ({
  state: 'blind',
  says: 'it was not seen',
  blind: { reason: 'timeout', detail: 'nobody answered', ...blind },
})

/** What receivers find of mail of shop.example with which every rule holds but these. */
export function received(
  others: Partial<Record<RuleTest, Tested>> = {},
  { bulk = false, ...words }: Partial<Receivers> & { bulk?: boolean } = {},
): { receivers: Receivers } {
  const all = Object.fromEntries(ruleTests.map((test) => [test, holds])) as Record<RuleTest, Tested>
  const found = holdAgainst({ ...all, ...others }, bulk)
  return { receivers: { mail: 'mail of shop.example', seenIn: 'DNS', found, ...words } }
}
