import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DmarcPolicy } from '../../records/dmarc/record.ts'
import { aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { offer } from '../dmarc-offer.ts'
import { policyOf, rewritten } from '../dmarc-policies.ts'
import { dmarcSubdomains } from '../dmarc-subjects.ts'

const outcomes = {
  covered: { verdict: 'pass', says: 'Names below {domain} are no less protected than {domain} itself.' },
  weaker: {
    verdict: 'warn',
    says: 'The DMARC record at {home} asks for less below {domain} (sp={sp}) than for {domain} itself (p={p}): whoever forges mail takes any name below it, and gets through more easily.',
    fix: 'Take sp={sp} out of the record at {place} once the reports show that all mail from names below {domain} passes.',
    fixes: {
      line: 'Publish in place of the record at {place}, once the reports show that all mail from names below {domain} passes:\n    {line}',
      repaired: 'Nobody is to send for {domain} or any name below it: refuse all that claims to come from there.',
      meant: 'Publish the record as it was meant: it asks for no less below {domain}.',
    },
  },
  'nonexistent-weaker': {
    verdict: 'info',
    says: 'The DMARC record at {home} asks for less for names that do not exist (np={np}) than for those that do ({tag}={sub}), though nobody but forgers sends from such a name.',
    fix: 'Take np={np} out of the record at {place}.',
  },
} as const

export default defineCheck({
  id: 'dmarc-subdomains',
  step: 'dmarc',
  title: 'Names below the domain are protected as well',
  why: 'A strict policy for the domain is of little use where any name below it may be forged freely.',
  refs: ['RFC 9989 section 4.7', 'RFC 9989 section 4.10.1'],
  subject: dmarcSubdomains,
  needs: ['dmarcWalk', 'dmarcRepair', 'target', 'asked'],
  outcomes,
  judge: ofRecord((applied, { dmarcWalk, dmarcRepair, target, asked }): Ruling<keyof typeof outcomes> => {
    const { organization } = dmarcWalk
    // Only the organizational domain's record speaks for the names below it.
    if (applied.where === 'own' && !organization.seen) return { cannotTell: organization.blind }
    const { where } = applied
    const own = policyOf(applied.record, where, 'domain')
    const below = policyOf(applied.record, where, 'subdomain')
    const missing = policyOf(applied.record, where, 'nonexistent')
    const evidence = recordEvidence(applied)
    const about = { ...aboutRecord(applied, { target }), p: own.published }
    if (isLess(below.published, own.published)) {
      const { testing, pct = 100, obsolete } = applied.record
      // While the policy is only tried out, the record to paste is that of dmarc-policy: no two of them.
      const line = testing || pct < 100 ? undefined : rewritten(applied, { drop: ['sp', ...obsolete] })
      const offered = offer(dmarcRepair, ({ policy }) => !!policy && !isLess(policy.sp ?? policy.p, policy.p))
      return {
        outcome: 'weaker',
        about: { ...about, sp: below.published, ...(line !== undefined && { line }) },
        evidence,
        fixFor: line === undefined ? '' : 'line',
        ...offered,
        ...(offered.repair && !asked.parked && { fixFor: 'meant' }),
      }
    }
    if (isLess(missing.published, below.published))
      return {
        outcome: 'nonexistent-weaker',
        about: { ...about, np: missing.published, tag: below.tag, sub: below.published },
        evidence,
      }
    return { outcome: 'covered', about, evidence }
  }),
})

const order: readonly DmarcPolicy[] = ['none', 'quarantine', 'reject']
const isLess = (one: DmarcPolicy, other: DmarcPolicy): boolean => order.indexOf(one) < order.indexOf(other)
