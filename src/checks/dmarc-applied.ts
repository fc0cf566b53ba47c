import type { Ruling } from '../core/check.ts'
import type { WalkStep } from '../core/dmarc.ts'
import { dnsEvidence } from '../core/evidence.ts'
import type { Facts } from '../core/facts.ts'
import type { Evidence } from '../core/finding.ts'
import type { DmarcRecord } from '../records/dmarc/record.ts'
import { joinNames } from '../records/name.ts'

/** The DMARC record that applies to the domain, and where it stands. */
export interface Applied {
  record: DmarcRecord
  /** The name it was found below, and that name as a person would read it. */
  holder: string
  where: 'own' | 'inherited'
  /** `_dmarc.shop.example`, where receivers look. */
  home: string
  /** The name that holds the text: another one where that name is an alias. */
  place: string
  step: WalkStep
}

/** The record that applies; only for facts in which there is one. */
function appliedIn({ dmarcWalk: { steps, policy }, target }: AppliedFacts): Applied | undefined {
  const found = policy.seen ? policy.value : undefined
  const step = steps.find(({ domain }) => domain === found?.domain)
  if (!found || !step) return undefined
  const { record, domain } = found
  const home = joinNames('_dmarc', domain)
  const held = step.answer.kind === 'records' ? step.answer.records : []
  return {
    record,
    holder: domain,
    where: domain === target.name ? 'own' : 'inherited',
    home,
    place: held.find(({ data }) => data.join('') === record.text)?.name ?? home,
    step,
  }
}
type AppliedFacts = Pick<Facts, 'dmarcWalk' | 'target'>

/** A judge of the record that applies; it cannot tell where a name on the way to that record was not seen. */
export const ofRecord =
  <F extends AppliedFacts, O extends string>(judge: (applied: Applied, facts: F) => Ruling<O> | Ruling<O>[]) =>
  (facts: F): Ruling<O> | Ruling<O>[] => {
    const { policy } = facts.dmarcWalk
    if (!policy.seen) return { cannotTell: policy.blind }
    const applied = appliedIn(facts)
    if (!applied) throw new RangeError('no DMARC record applies')
    return judge(applied, facts)
  }

/** What sentences about the record that applies are filled from. */
export const aboutRecord = ({ holder, home, place }: Applied, { target }: Pick<Facts, 'target'>) => ({
  domain: target.display,
  holder: holder === target.name ? target.display : holder,
  home,
  place,
})

/** The record as DNS answered it. */
export const recordEvidence = ({ step }: Applied): Evidence[] => dnsEvidence(step.answer)
