import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DmarcPolicy, DmarcRecord } from '../../records/dmarc/record.ts'
import { type Applied, aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { offer } from '../dmarc-offer.ts'
import { policyOf, policyTable, rewritten } from '../dmarc-policies.ts'
import { dmarcPolicy } from '../dmarc-subjects.ts'

const refuses = 'Nobody is to send for {domain}: have receivers refuse all that claims to come from it.'
const parked = `${refuses} Set p=reject in the record at {place}, without t, sp or pct.`

const outcomes = {
  enforced: {
    verdict: 'pass',
    says: 'Mail in the name of {domain} that does not pass DMARC is to be {treated} ({tag}={policy}).',
    brief: '{tag}={policy}',
  },
  'monitor-only': {
    verdict: 'warn',
    says: '{home} only watches ({tag}=none): forged mail from {domain} is delivered as if it were yours.',
    fix: 'Once two weeks of reports show that your own mail passes, set {tag}=quarantine in the record at {place}.',
    fixes: {
      line: 'Publish in place of the record at {place}, after two weeks of clean reports:\n    {line}',
      unreported:
        'See to it first that you get reports: nothing else shows whether your own mail passes. After two weeks of clean ones set {tag}=quarantine in the record at {place}.',
      inherited:
        'The record at {place} is that of {holder}. After two weeks of clean reports raise {tag} there to quarantine, or publish a record for {domain} alone at {own}.',
      parked,
      repaired: refuses,
    },
  },
  testing: {
    verdict: 'warn',
    says: '{home} asks for {tag}={policy}, but only as a test ({mode}): {consequence}.',
    fix: 'Once the reports show that your own mail passes, take {mode} out of the record at {place}.',
    fixes: {
      line: 'Publish in place of the record at {place}, once the reports show that your own mail passes:\n    {line}',
      parked,
      repaired: refuses,
    },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'dmarc-policy',
  step: 'dmarc',
  title: 'The DMARC policy is enforced',
  why: 'Only quarantine or reject keeps mail forged in your name from its readers; none and test modes only watch.',
  refs: ['RFC 9989 section 4.7', 'RFC 9989 section 5.1'],
  subject: dmarcPolicy,
  needs: ['dmarcWalk', 'dmarcRepair', 'target', 'asked'],
  outcomes,
  judge: ofRecord((applied, { dmarcRepair, target, asked }): Rulings => {
    const { record, where } = applied
    const { published, effective, tag } = policyOf(record, where, 'domain')
    const about = { ...aboutRecord(applied, { target }), tag, policy: published, own: `_dmarc.${target.name}` }
    const evidence = [...recordEvidence(applied), policyTable(applied, target)]
    const offered = { ...(asked.parked && { fixFor: 'parked' }), ...offer(dmarcRepair, isRefusal) }
    if (published === 'none') return { outcome: 'monitor-only', evidence, ...monitorFix(applied, about), ...offered }
    const test = testOf(record, published, effective, about.domain)
    if (!test) return { outcome: 'enforced', about: { ...about, treated: treated[published] }, evidence }
    const line = rewritten(applied, { drop: ['t', ...record.obsolete] })
    return {
      outcome: 'testing',
      about: { ...about, ...test, ...(line !== undefined && { line }) },
      evidence,
      ...(line !== undefined && { fixFor: 'line' }),
      ...offered,
    }
  }),
})

const treated: Record<Exclude<DmarcPolicy, 'none'>, string> = { quarantine: 'put aside', reject: 'refused' }

/** Only a parked domain's repair changes what is asked for. */
const isRefusal = ({ policy, testing, pct = 100 }: DmarcRecord): boolean =>
  policy?.p === 'reject' && policy.sp === undefined && !testing && pct === 100

/** What says that the policy is only tried out, and what comes of it. `t=y` counts with newer receivers, `pct` with older ones. */
function testOf({ testing, pct = 100 }: DmarcRecord, published: DmarcPolicy, effective: DmarcPolicy, domain: string) {
  if (testing)
    return {
      mode: 't=y',
      consequence:
        effective === 'none'
          ? `forged mail from ${domain} is delivered as if it were yours`
          : `forged mail from ${domain} is put aside, not refused`,
    }
  if (pct >= 100) return undefined
  const part =
    published === 'reject'
      ? `refuse ${pct} % of forged mail from ${domain} and put the rest aside`
      : `put ${pct} % of forged mail from ${domain} aside and deliver the rest`
  return { mode: `pct=${pct}`, consequence: `older receivers (RFC 7489) ${part}; newer ones pass over pct` }
}

/** The order that fits: a line to paste only where reports are asked for, so that somebody can know that it does no harm. */
function monitorFix(
  applied: Applied,
  about: Record<string, string>,
): { about: Record<string, string>; fixFor?: 'inherited' | 'unreported' | 'line' } {
  if (applied.where === 'inherited') return { about, fixFor: 'inherited' }
  if (!applied.record.reports.some(({ tag, says }) => tag === 'rua' && says === undefined))
    return { about, fixFor: 'unreported' }
  const line = rewritten(applied, { p: 'quarantine', drop: applied.record.obsolete })
  return line === undefined ? { about } : { about: { ...about, line }, fixFor: 'line' }
}
