import { defineSubject } from '../core/check.ts'
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

/** A policy that every receiver can read in that record. */
export const dmarcPolicy = defineSubject({
  within: dmarc,
  needs: ['dmarcWalk', 'target'],
  absent: ({ dmarcWalk: { policy } }) =>
    policy.seen && policy.value && !policy.value.record.policy
      ? `the DMARC record at _dmarc.${policy.value.domain} holds no policy that all receivers can read (see dmarc-syntax)`
      : undefined,
})

/** Names below the domain that its record speaks for: below another than the organizational domain, that one's does. */
export const dmarcSubdomains = defineSubject({
  within: dmarcPolicy,
  needs: ['dmarcWalk', 'target'],
  absent: ({ dmarcWalk: { policy, organization }, target }) =>
    policy.seen && policy.value?.domain === target.name && organization.seen && organization.value !== target.name
      ? `names below ${target.display} follow the DMARC record of ${organization.value}, not that of ${target.display}`
      : undefined,
})

/** Addresses that reports are asked for. */
export const dmarcReports = defineSubject({
  within: dmarc,
  needs: ['dmarcReports', 'target'],
  absent: (facts) =>
    facts.dmarcReports.length === 0
      ? `the DMARC record of ${facts.target.display} names no address for reports`
      : undefined,
})

/** Addresses in other organizations than the record's. */
export const dmarcReportsElsewhere = defineSubject({
  within: dmarcReports,
  needs: ['dmarcReports'],
  absent: (facts) =>
    facts.dmarcReports.some(({ consent }) => consent) ? undefined : 'the reports go to no other organization',
})
