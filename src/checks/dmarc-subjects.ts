import { defineSubject } from '../core/check.ts'
import type { DmarcReports, DmarcWalk, PublicSuffix } from '../core/dmarc.ts'
import { isOfRegistry } from '../core/dmarc-registry.ts'
import type { Blind } from '../core/observation.ts'
import type { DomainTarget } from '../core/target.ts'
import { domain } from './subjects.ts'

/** A DMARC record that applies to the domain, its own or inherited. */
export const dmarc = defineSubject({
  within: domain,
  needs: ['dmarcWalk', 'target'],
  absent: ({ dmarcWalk: { policy, steps }, target }) => {
    if (!policy.seen || policy.value) return undefined
    const count = steps[0]?.records.length ?? 0
    return count > 1
      ? `${target.display} has ${count} DMARC records, so none of them counts`
      : `${target.display} has no DMARC record`
  },
})

interface RegistryFacts {
  dmarcWalk: DmarcWalk
  publicSuffix: PublicSuffix
  target: DomainTarget
}
function registryIn({ dmarcWalk: { policy }, publicSuffix, target }: RegistryFacts): string | undefined {
  const holder = policy.seen ? policy.value?.domain : undefined
  return holder !== undefined && isOfRegistry(holder, target.name, publicSuffix) ? holder : undefined
}
const ofRegistry = (facts: RegistryFacts): string | undefined => {
  const holder = registryIn(facts)
  return holder === undefined
    ? undefined
    : `the DMARC record that applies is that of ${holder}, a public suffix, and only its registry can change it`
}

/** A record that somebody of the domain's own house can change. */
export const dmarcOfHouse = defineSubject({
  within: dmarc,
  needs: ['dmarcWalk', 'publicSuffix', 'target'],
  absent: ofRegistry,
})

/** A policy that every receiver can read in that record. */
export const dmarcPolicy = defineSubject({
  within: dmarc,
  needs: ['dmarcWalk', 'publicSuffix', 'target'],
  absent: (facts) => {
    const { policy } = facts.dmarcWalk
    if (!policy.seen || !policy.value || policy.value.record.policy) return undefined
    const says = `the DMARC record at _dmarc.${policy.value.domain} holds no policy that all receivers can read`
    return registryIn(facts) === undefined ? `${says} (see dmarc-syntax)` : says
  },
})

/** Names below the domain that its record speaks for: below another than the organizational domain, that one's does. */
export const dmarcSubdomains = defineSubject({
  within: dmarcPolicy,
  needs: ['dmarcWalk', 'publicSuffix', 'target'],
  absent: (facts) => {
    const { dmarcWalk, target } = facts
    const { policy, organization } = dmarcWalk
    return policy.seen &&
      policy.value?.domain === target.name &&
      organization.seen &&
      organization.value !== target.name
      ? `names below ${target.display} follow the DMARC record of ${organization.value}, not that of ${target.display}`
      : ofRegistry(facts)
  },
})

/** Addresses that reports are asked for. */
export const dmarcReports = defineSubject({
  within: dmarcOfHouse,
  needs: ['dmarcReports', 'target'],
  absent: (facts) =>
    facts.dmarcReports.length === 0
      ? `the DMARC record of ${facts.target.display} names no address for reports`
      : undefined,
})

/** Addresses in other organizations than the record's. */
export const dmarcReportsElsewhere = defineSubject({
  within: dmarcReports,
  needs: ['dmarcReports', 'dmarcWalk'],
  absent: ({ dmarcReports, dmarcWalk }) =>
    dmarcReports.some(({ consent }) => consent) || unlookedIn(dmarcReports, dmarcWalk)
      ? undefined
      : 'the reports go to no other organization',
})

/** Why nothing is known of addresses beyond those that were looked at, where the record names more. */
export function unlookedIn(looked: DmarcReports, { policy }: DmarcWalk): Blind | undefined {
  const named = policy.seen ? (policy.value?.record.reports.length ?? 0) : 0
  if (named <= looked.length) return undefined
  return {
    reason: 'not-attempted',
    detail: `only the first ${looked.length} of the addresses that the DMARC record names for reports were looked at`,
    wayOut: 'Name fewer addresses: receivers may stop after the first few of them.',
  }
}
