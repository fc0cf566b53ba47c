import { defineCheck } from '../../core/check.ts'
import type { PublicSuffix } from '../../core/dmarc.ts'
import { policyInEffect } from '../../records/dmarc/policy.ts'
import { type Applied, aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { dmarc } from '../dmarc-subjects.ts'

export default defineCheck({
  id: 'dmarc-organization',
  step: 'dmarc',
  title: 'Receivers agree on the organizational domain',
  why: 'Newer receivers find it by the DNS tree walk, older ones by the public suffix list; it decides which policy applies and what is aligned.',
  refs: ['RFC 9989 section 4.10.2', 'RFC 7489 section 3.2'],
  subject: dmarc,
  needs: ['dmarcWalk', 'publicSuffix', 'target'],
  outcomes: {
    agree: { verdict: 'pass', says: 'All receivers take {organization} for the organizational domain of {domain}.' },
    differ: {
      verdict: 'info',
      says: 'Receivers that walk the DNS tree (RFC 9989) take {organization} for the organizational domain of {domain}, those with a public suffix list (RFC 7489) {listed}: what is aligned to the ones may not be to the others.{policies}',
    },
  },
  judge: ofRecord((applied, { dmarcWalk: { organization }, publicSuffix, target }) => {
    if (!organization.seen) return { cannotTell: organization.blind }
    const about = {
      ...aboutRecord(applied, { target }),
      organization: organization.value,
      listed: publicSuffix.organization,
    }
    if (organization.value === publicSuffix.organization) return { outcome: 'agree', about }
    const policies = differenceOf(applied, publicSuffix, target.name)
    return { outcome: 'differ', about: { ...about, policies }, evidence: recordEvidence(applied) }
  }),
})

/** A sentence on the policies that the two find, where they are not the same. */
function differenceOf({ record, where, holder }: Applied, { policy }: PublicSuffix, domain: string): string {
  if (!policy.seen) return ''
  const walked = asWords(record, where, holder)
  const found = policy.value
  const listed = found ? asWords(found.record, found.domain === domain ? 'own' : 'inherited', found.domain) : 'none'
  return walked === listed ? '' : ` The policy that applies is ${walked} to the ones, ${listed} to the others.`
}

function asWords(record: Applied['record'], where: Applied['where'], holder: string): string {
  const policy = policyInEffect(record, where, 'domain')
  return policy ? `${policy.tag}=${policy.published} of ${holder}` : 'none'
}
