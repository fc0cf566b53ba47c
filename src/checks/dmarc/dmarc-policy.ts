import { defineCheck, type Ruling } from '../../core/check.ts'
import { isOfRegistry } from '../../core/dmarc-registry.ts'
import type { Facts } from '../../core/facts.ts'
import type { Change } from '../../core/finding.ts'
import type { DmarcPolicy, DmarcRecord } from '../../records/dmarc/record.ts'
import { isWithin } from '../../records/name.ts'
import { type Applied, aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { newlyRead, offer } from '../dmarc-offer.ts'
import { policyOf, policyTable, rewritten } from '../dmarc-policies.ts'
import { dmarcPolicy } from '../dmarc-subjects.ts'

const refuses = 'Nobody is to send for {domain}: have receivers refuse all that claims to come from it.'
const parked = `${refuses} Set p=reject in the record at {place}, without t, sp or pct.`
const own = 'publish "v=DMARC1; p=reject" as a TXT record for {domain} alone at {own}'

/** Where nobody is to send, or a slip is mended; a record that speaks for others as well stays what it is. */
const closing = {
  parked,
  'parked-inherited': `Nobody is to send for {domain}: ${own}. That of {holder} stays as it is.`,
  'parked-shared': `Nobody is to send for {domain}: ${own}, in place of the alias. What the alias leads to stays as it is.`,
  repaired: refuses,
  apart: `${refuses} The record at {place} speaks for others as well, and stays as it is.`,
  meant: 'The record was meant to ask for p={meant}. Publish it so.',
}
const ofRegistry =
  "That record is the registry's. Publish one of your own at {mine}, with rua=mailto: and your address in it"

const outcomes = {
  enforced: {
    verdict: 'pass',
    says: 'Mail in the name of {domain} that does not pass DMARC is to be {treated} ({tag}={policy}).',
    brief: '{tag}={policy}',
  },
  'parked-lenient': {
    verdict: 'warn',
    says: '{domain} is meant to send no mail (--parked), but {home} has forged mail in its name only put aside ({tag}={policy}): readers find it in their spam folder.',
    fix: parked,
    fixes: closing,
    leadsTo: newlyRead,
  },
  'monitor-only': {
    verdict: 'warn',
    says: '{home} only watches ({tag}=none): forged mail from {domain} is delivered as if it were yours.',
    fix: 'Once two weeks of reports show that your own mail passes, set {tag}=quarantine in the record at {place}{without}.',
    fixes: {
      line: 'Publish in place of the record at {place}, after two weeks of clean reports:\n    {line}',
      unreported:
        'See to it first that you get reports: nothing else shows whether your own mail passes. After two weeks of clean ones set {tag}=quarantine in the record at {place}{without}.',
      inherited:
        'The record at {place} is that of {holder}. After two weeks of clean reports raise {tag} there to quarantine{without}, or publish a record for {domain} alone at {own}.',
      shared:
        'The record stands at {place}, where an alias leads: it speaks for all that leads there. After two weeks of clean reports raise {tag} there to quarantine{without}, or put a record for {domain} alone in place of the alias at {own}.',
      registry: `${ofRegistry}: "v=DMARC1; p=none" to begin with. After two weeks of clean reports set p=quarantine in it.`,
      ...closing,
    },
    leadsTo: newlyRead,
  },
  testing: {
    verdict: 'warn',
    says: '{home} asks for {tag}={policy}, but only as a test ({mode}): {consequence}.',
    fix: 'Once the reports show that your own mail passes, take {mode} out of the record at {place}.',
    fixes: {
      line: 'Publish in place of the record at {place}, once the reports show that your own mail passes:\n    {line}',
      registry: `${ofRegistry}. Once they show that your own mail passes, let it ask for p={policy}.`,
      ...closing,
    },
    leadsTo: newlyRead,
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
  needs: ['dmarcWalk', 'publicSuffix', 'dmarcRepair', 'target', 'asked'],
  outcomes,
  judge: ofRecord((applied, facts): Rulings => {
    const { dmarcWalk, publicSuffix, target } = facts
    const { record, where } = applied
    const { published, effective, tag } = policyOf(record, where, 'domain')
    const about = {
      ...aboutRecord(applied, facts),
      tag,
      policy: published,
      own: `_dmarc.${target.name}`,
      mine: `_dmarc.${publicSuffix.organization}`,
    }
    const evidence = [...recordEvidence(applied), policyTable(applied, target, dmarcWalk.organization)]
    const test = testOf(record, published, effective, about.domain)
    const isLenient = facts.asked.parked && published === 'quarantine'
    if (published !== 'none' && !test && !isLenient)
      return { outcome: 'enforced', about: { ...about, treated: treated[published] }, evidence }
    const offered = closingFix(applied, facts)
    if (isLenient && !test)
      return { outcome: 'parked-lenient', about: { ...about, ...offered.about }, evidence, ...offered.ruling }
    if (published === 'none') {
      const { about: more, ...fix } = monitorFix(applied, { ...about, ...offered.about })
      return { outcome: 'monitor-only', evidence, about: more, ...fix, ...offered.ruling }
    }
    const line = rewritten(applied, { drop: ['t', ...record.obsolete] })
    return {
      outcome: 'testing',
      about: { ...about, ...offered.about, ...test, ...(line !== undefined && { line }) },
      evidence,
      ...(line !== undefined && { fixFor: 'line' }),
      ...offered.ruling,
    }
  }),
})

/** The order that goes before all others: to refuse where nobody is to send, to publish what was meant, to leave a registry's record alone. */
function closingFix(
  applied: Applied,
  { dmarcRepair, publicSuffix, target, asked }: Pick<Facts, 'dmarcRepair' | 'publicSuffix' | 'target' | 'asked'>,
): { about: { meant?: string }; ruling: { fixFor?: string; repair?: Change[] } } {
  const offered = offer(dmarcRepair, isEnforced)
  const meant = dmarcRepair.after?.policy?.p
  if (offered.repair && meant)
    return {
      about: { meant },
      ruling: { ...offered, ...((!dmarcRepair.closed || meant !== 'reject') && { fixFor: 'meant' }) },
    }
  if (asked.parked) {
    const fixFor = applied.where === 'inherited' ? 'parked-inherited' : isShared(applied) ? 'parked-shared' : 'parked'
    return { about: {}, ruling: { fixFor } }
  }
  const isRegistrys = isOfRegistry(applied.holder, target.name, publicSuffix)
  return { about: {}, ruling: isRegistrys ? { fixFor: 'registry' } : {} }
}

const treated: Record<Exclude<DmarcPolicy, 'none'>, string> = { quarantine: 'put aside', reject: 'refused' }

/** Whether a record that is the domain's own asks for more than to watch, and not as a test. */
const isEnforced = ({ policy, testing, pct = 100 }: DmarcRecord): boolean =>
  policy !== undefined && policy.p !== 'none' && !testing && pct >= 100

/** Whether the text stands behind an alias, at a name that is not the domain's: whatever else leads there has it too. */
const isShared = ({ place, holder, where }: Applied): boolean => where === 'own' && !isWithin(place, holder)

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
  known: Record<string, string>,
): { about: Record<string, string>; fixFor?: 'inherited' | 'shared' | 'unreported' | 'line' } {
  const { record, where } = applied
  const about = { ...known, without: withoutTest(record) }
  if (where === 'inherited') return { about, fixFor: 'inherited' }
  if (isShared(applied)) return { about, fixFor: 'shared' }
  if (!record.reports.some(({ tag, says }) => tag === 'rua' && says === undefined))
    return { about, fixFor: 'unreported' }
  const line = rewritten(applied, { p: 'quarantine', drop: ['t', ...record.obsolete] })
  return line === undefined ? { about } : { about: { ...about, line }, fixFor: 'line' }
}

/** What would turn a policy that is raised into a test again, to be left out, as the end of an order. */
function withoutTest({ testing, pct = 100 }: DmarcRecord): string {
  const tests = [...(testing ? ['t=y'] : []), ...(pct < 100 ? [`pct=${pct}`] : [])]
  return tests.length === 0 ? '' : `, without ${tests.join(' and ')}`
}
