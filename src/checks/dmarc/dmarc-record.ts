import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DmarcAbove, DmarcStray, DmarcStrays, DmarcWalk } from '../../core/dmarc.ts'
import { isOfRegistry } from '../../core/dmarc-registry.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Facts } from '../../core/facts.ts'
import type { Evidence } from '../../core/finding.ts'
import { policyInEffect } from '../../records/dmarc/policy.ts'
import type { DmarcRecord } from '../../records/dmarc/record.ts'
import { joinNames } from '../../records/name.ts'
import { newlyRead, offer } from '../dmarc-offer.ts'
import { walkEvidence } from '../dmarc-walk-told.ts'
import { quoted } from '../few.ts'
import { domain } from '../subjects.ts'

const onlyWatches =
  'Publish a TXT record at {home} that begins with v=DMARC1. "v=DMARC1; p=none" is the way to begin: it changes nothing in what is delivered.'
const refuses = 'Nobody is to send for {domain}: publish "v=DMARC1; p=reject" as a TXT record at {home}.'

const outcomes = {
  own: { verdict: 'pass', says: '{domain} has one DMARC record.' },
  inherited: {
    verdict: 'pass',
    says: '{domain} has no DMARC record of its own: that of {holder} applies to it.',
    brief: 'the record of {holder}',
  },
  registry: {
    verdict: 'warn',
    says: 'The only DMARC record that applies to {domain} is that of {holder}, which stands for all that is registered below it. Receivers that keep to RFC 7489 do not look there, and see no record: to them mail forged in the name of {domain} is like any other.',
    fix: 'Publish a TXT record of your own at {mine}. To ask for no less than that one: "{least}". Add rua=mailto: and your address to it to get reports.',
    fixes: {
      apart: refuses,
      parked: refuses,
      above: 'Put right what stands at {where}, so that it counts and applies to {domain} as well: {problem}.',
    },
    leadsTo: ['dmarc-policy/monitor-only', 'dmarc-reports/none'],
  },
  none: {
    verdict: 'fail',
    says: '{domain} has no DMARC record, and inherits none: receivers are not told what to do with mail forged in its name, and large ones refuse or hide bulk mail without one.',
    fix: onlyWatches,
    fixes: {
      repaired:
        'Publish a DMARC record. This one changes nothing in what is delivered; add rua=mailto: and your address to it to get reports.',
      closed: 'Nothing sends for {domain}, so publish a DMARC record that has receivers refuse all mail in its name.',
      parked: refuses,
    },
    leadsTo: ['dmarc-policy/monitor-only', 'dmarc-reports/none'],
  },
  'broken-above': {
    verdict: 'fail',
    says: '{domain} has no DMARC record of its own, and what stands at {where} and would apply to it does not count: {problem}. To receivers there is none, and mail forged in the name of {domain} is delivered.',
    fix: 'Put right what stands at {where}, so that receivers read it: then it applies to {domain} as well. A record at {home} would keep it from {domain} for good.',
    fixes: {
      several:
        'Keep the one record at {where} that is meant to count, and take the others out: then it applies to {domain} as well. A record at {home} would keep it from {domain} for good.',
      repaired: refuses,
      parked: refuses,
    },
    leadsTo: newlyRead,
  },
  beside: {
    verdict: 'warn',
    says: 'Beside the DMARC record of {domain} stands {what} at {home}: {problem}. Receivers that take it all the same see two records, and throw both of them away.',
    fix: 'Keep the one record at {home} that is meant to count, and take the other text out.',
  },
  several: {
    verdict: 'fail',
    says: '{domain} has {count} DMARC records: receivers throw all of them away, and {instead}.',
    fix: 'Keep the one record at {home} that is meant to count, and take the others out.',
    fixes: { repaired: 'They say the same: keep one of them, and take the others out.' },
    leadsTo: newlyRead,
  },
  misplaced: {
    verdict: 'fail',
    says: '{domain} has no DMARC record that receivers see, only {what} at {where}: {problem}. To them it has none, and mail forged in its name is delivered.',
    fix: 'Publish the record that was meant as a TXT record at {home}, so that it begins with v=DMARC1.',
    fixes: {
      repaired: 'Publish the record that was meant at {home}, where receivers look for it.',
      alias:
        'Publish the DMARC record as a TXT record at {end}, where the alias leads, or put it in the place of the alias at {home}.',
      foreign: `Take that text away. ${onlyWatches}`,
      parked: refuses,
    },
    leadsTo: newlyRead,
  },
  overlooked: {
    verdict: 'warn',
    says: 'At {where} stands {what}, which was meant to be the DMARC record of {domain}, but receivers do not take it for one: {problem}. They go by the record of {holder} instead.',
    fix: 'Publish the record that was meant as a TXT record at {home}, so that it begins with v=DMARC1; or take this away, if the record of {holder} is to apply.',
    fixes: { parked: refuses },
    leadsTo: newlyRead,
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'dmarc-record',
  step: 'dmarc',
  title: 'The domain has one DMARC record',
  why: 'Without a record that receivers find, mail forged in your name is delivered, and large receivers trust your own mail less.',
  refs: ['RFC 9989 section 4.10', 'RFC 9989 section 4.7'],
  subject: domain,
  needs: ['dmarcWalk', 'publicSuffix', 'dmarcStrays', 'dmarcRepair', 'target', 'asked'],
  outcomes,
  judge(facts): Rulings {
    const { dmarcWalk, dmarcStrays, target } = facts
    const { policy, steps } = dmarcWalk
    const own = steps[0]?.records.length ?? 0
    const found = policy.seen ? policy.value : undefined
    const holder = found && found.domain !== target.name ? found.domain : target.display
    const about = { domain: target.display, home: joinNames('_dmarc', target.name), holder }
    const evidence = walkEvidence(dmarcWalk)
    if (own === 1) return judgeOwn(dmarcStrays, about, evidence)
    if (own > 1)
      return {
        outcome: 'several',
        about: { ...about, count: own, instead: insteadOf(dmarcWalk, holder) },
        evidence,
        ...offer(facts.dmarcRepair, () => true),
      }
    if (!policy.seen) return { cannotTell: policy.blind, about, evidence }
    const [stray] = dmarcStrays.strays
    if (stray) return judgeStray(stray, facts, about, found ? 'overlooked' : 'misplaced')
    return found ? judgeInherited(found.record, facts, about, evidence) : judgeNone(facts, about, evidence)
  },
})

/** What happens to mail where the domain's own records are thrown away. */
function insteadOf({ policy }: DmarcWalk, holder: string): string {
  if (!policy.seen) return 'go on to look above it'
  return policy.value
    ? `newer ones go by that of ${holder}, older ones by none`
    : 'mail forged in its name is delivered'
}

type About = { domain: string; home: string; holder: string }
type Known = Pick<Facts, 'dmarcRepair' | 'asked'>
type KnownAbove = Known & Pick<Facts, 'dmarcStrays' | 'publicSuffix' | 'target'>

function judgeOwn({ beside }: DmarcStrays, about: About, evidence: readonly Evidence[]): Rulings {
  if (!beside) return { outcome: 'own', about, evidence }
  return { outcome: 'beside', about: { ...about, what: quoted(beside.text), problem: beside.says }, evidence }
}

function judgeInherited(
  record: DmarcRecord,
  { dmarcRepair, dmarcStrays: { above }, asked, publicSuffix, target }: KnownAbove,
  about: About,
  evidence: readonly Evidence[],
): Rulings {
  if (!isOfRegistry(about.holder, target.name, publicSuffix)) return { outcome: 'inherited', about, evidence }
  return {
    outcome: 'registry',
    about: {
      ...about,
      mine: joinNames('_dmarc', publicSuffix.organization),
      least: leastOf(record),
      ...(above && { where: above.name, problem: problemOf(above) }),
    },
    evidence,
    fixFor: asked.parked ? 'parked' : above ? 'above' : '',
    ...offer(dmarcRepair, () => true),
  }
}

/** The shortest record of a domain's own that asks for what one above it asks for on its behalf. */
function leastOf(record: DmarcRecord): string {
  const [p = 'none', np = 'none'] = (['domain', 'nonexistent'] as const).map(
    (who) => policyInEffect(record, 'inherited', who)?.effective,
  )
  return `v=DMARC1; p=${p}${np === p ? '' : `; np=${np}`}`
}

function judgeNone(
  { dmarcRepair, dmarcStrays: { above }, asked }: Known & Pick<Facts, 'dmarcStrays'>,
  about: About,
  evidence: readonly Evidence[],
): Rulings {
  const { repair, fixFor } = offer(dmarcRepair, () => true)
  if (above)
    return {
      outcome: 'broken-above',
      about: { ...about, where: above.name, problem: problemOf(above) },
      evidence: [...evidence, ...(above.count > 0 ? [] : dnsEvidence(above.answer))],
      fixFor: asked.parked ? 'parked' : above.count > 0 ? 'several' : '',
      ...(repair && { repair, fixFor }),
    }
  const refuses = dmarcRepair.after?.policy?.p === 'reject'
  const words = repair ? (refuses ? 'closed' : fixFor) : asked.parked ? 'parked' : undefined
  return { outcome: 'none', about, evidence, ...(repair && { repair }), ...(words && { fixFor: words }) }
}

const problemOf = ({ count, text = '', says }: DmarcAbove): string =>
  count > 0 ? `${count} records stand there, and receivers throw all of them away` : `${quoted(text)}: ${says}`

function judgeStray(
  { name, type, text, says, answer }: DmarcStray,
  { dmarcRepair, asked }: Known,
  about: About,
  outcome: 'overlooked' | 'misplaced',
): Rulings {
  const isAlias = type === 'CNAME'
  const isOverlooked = outcome === 'overlooked'
  const fixFor =
    isAlias && !isOverlooked ? 'alias' : asked.parked ? 'parked' : /dmarc|\bp *=/i.test(text) ? '' : 'foreign'
  const offered = outcome === 'misplaced' ? offer(dmarcRepair, () => true) : {}
  return {
    outcome,
    about: {
      ...about,
      what: isAlias ? 'an alias (CNAME)' : quoted(text),
      where: name,
      problem: says,
      ...(isAlias && { end: text }),
    },
    evidence: dnsEvidence(answer),
    fixFor,
    ...offered,
  }
}
