import type { Evidence } from '../core/finding.ts'
import type { Observation } from '../core/observation.ts'
import type { DomainTarget } from '../core/target.ts'
import { type DmarcWho, type PolicyInEffect, policyInEffect } from '../records/dmarc/policy.ts'
import type { DmarcPolicy, DmarcRecord } from '../records/dmarc/record.ts'
import { isWithin } from '../records/name.ts'
import { showRecord, splitText } from '../records/presentation.ts'
import type { Applied } from './dmarc-applied.ts'

/** What a record with a policy that can be read asks for. */
export function policyOf(record: DmarcRecord, where: Applied['where'], who: DmarcWho): PolicyInEffect {
  const policy = policyInEffect(record, where, who)
  if (!policy) throw new RangeError('a record without a policy asks for nothing')
  return policy
}

const who = {
  domain: ({ display }: DomainTarget) => display,
  subdomain: ({ display }: DomainTarget) => `a name below ${display}`,
  nonexistent: ({ display }: DomainTarget) => `a name below ${display} that does not exist`,
} satisfies Record<DmarcWho, (target: DomainTarget) => string>

/**
 * What is asked for, from whomever mail claims to come. The domain's own record speaks for names below it only where the
 * domain is the organizational one (RFC 9989 section 4.10.1).
 */
export function policyTable(
  { record, where }: Applied,
  target: DomainTarget,
  organization: Observation<string>,
): Evidence {
  const isForAll = where === 'inherited' || (organization.seen && organization.value === target.name)
  const all = isForAll ? (['domain', 'subdomain', 'nonexistent'] as const) : (['domain'] as const)
  const rows = all.map((one) => {
    const { published, effective, tag } = policyOf(record, where, one)
    return [who[one](target), `${tag}=${published}`, effective]
  })
  return { kind: 'table', head, rows }
}

const head = ['mail from', 'asked for', 'works as'] as const

const longestLine = 1000

/** The domain's own record with other tags, as a zone line to be pasted; undefined where it stands elsewhere, has faults, or is too long. */
export function rewritten(
  { record, holder, where, place, step }: Applied,
  { drop = [], p }: { drop?: readonly string[]; p?: DmarcPolicy },
): string | undefined {
  if (where === 'inherited' || !isWithin(place, holder)) return undefined
  if (record.faults.length > 0 || step.answer.kind !== 'records') return undefined
  const held = step.answer.records.find(({ data }) => data.join('') === record.text)
  const tags = record.tags.filter(({ name }) => !drop.includes(name))
  const text = tags.map(({ name, value = '' }) => `${name}=${name === 'p' && p ? p : value}`).join('; ')
  if (!held || text.length > longestLine) return undefined
  return showRecord({ ...held, name: place, data: splitText(text) })
}
