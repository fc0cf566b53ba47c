import { defineCheck } from '../../core/check.ts'
import { costEvidence, firstOf } from '../../core/spf-evidence.ts'
import { repairIf, type SpfCosts, spfLimits } from '../../core/spf-survey.ts'
import { spfProviderOf } from '../../knowledge/spf-providers.ts'
import { spf } from '../subjects.ts'

const limit = spfLimits.lookups
const nearly = limit - 1

export default defineCheck({
  id: 'spf-lookups',
  step: 'spf',
  title: 'The SPF record stays within ten lookups',
  why: 'Receivers stop at ten lookups, those inside includes counted too, and then take the record as an error.',
  refs: ['RFC 7208 section 4.6.4'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target'],
  outcomes: {
    within: {
      verdict: 'pass',
      says: 'The SPF of {domain} costs {count} lookups of {limit}.',
      brief: '{count} lookups of {limit}',
    },
    near: {
      verdict: 'info',
      says: 'The SPF of {domain} costs {count} lookups of {limit}: one more include may be too many.',
      brief: '{count} lookups of {limit}',
    },
    'depends-on-sender': {
      verdict: 'info',
      says: 'The SPF of {domain} costs {count} lookups of {limit}, and what {terms} costs beside, which depends on the sender.',
    },
    'too-many': {
      verdict: 'fail',
      says: '{domain} costs {least}{count} lookups of {limit}: receivers stop counting and treat the whole record as an error, for every sender not met by then.',
      fix: 'Take out what no longer sends. What costs most: {costliest}.{needless}',
    },
    endless: {
      verdict: 'fail',
      says: 'The lookups of {domain} have no end, since {terms} leads back to where it came from: receivers stop at {limit} and treat the whole record as an error.',
      fix: 'Take {terms} out of the record that leads back (see spf-includes).',
    },
  },
  judge({ spfSurvey: { costs }, spfRepair, target }) {
    const { lookups: count, rows, unseen, dynamic } = costs
    const loops = [...new Set(rows.filter(({ cut }) => cut === 'loop').map(({ term }) => term))]
    const about = { domain: target.display, count, limit }
    const evidence = costEvidence(costs)
    if (count > limit) {
      const least = unseen || loops.length || dynamic.length ? 'at least ' : ''
      const repair = repairIf(spfRepair, (after) => after.costs.lookups <= limit && !after.costs.unseen)
      return { outcome: 'too-many', about: { ...about, least, ...advice(costs) }, evidence, ...repair }
    }
    if (loops.length) {
      const repair = repairIf(spfRepair, (after) => after.costs.rows.every(({ cut }) => cut !== 'loop'))
      return { outcome: 'endless', about: { ...about, terms: firstOf(loops) }, evidence, ...repair }
    }
    if (unseen) return { cannotTell: unseen, about, evidence }
    if (dynamic.length) return { outcome: 'depends-on-sender', about: { ...about, terms: firstOf(dynamic) }, evidence }
    return { outcome: count >= nearly ? 'near' : 'within', about, evidence }
  },
})

/** The terms of the domain's own record that cost most, and those that a known relay does not need there. */
function advice({ rows }: SpfCosts): { costliest: string[]; needless: string } {
  const own = rows.filter(({ depth }) => depth === 1)
  const costliest = own
    .toSorted((a, b) => b.lookups - a.lookups)
    .slice(0, 3)
    .map(({ term, lookups }) => `${term} (${lookups})`)
  const needless = own.flatMap(({ term }) => {
    const provider = spfProviderOf(/^\+?include:(.*?)\.?$/i.exec(term)?.[1]?.toLowerCase() ?? '')
    return provider?.judgedAt
      ? [` ${term} can go at once: ${provider.name} is not judged here, but at ${provider.judgedAt}.`]
      : []
  })
  return { costliest, needless: needless.slice(0, 3).join('') }
}
