import { defineCheck } from '../../core/check.ts'
import { costEvidence, firstOf } from '../../core/spf-evidence.ts'
import { type SpfCosts, spfLimits } from '../../core/spf-survey.ts'
import { spfProviderOf } from '../../knowledge/spf-providers.ts'
import { offer, parkedFix } from '../spf-offer.ts'
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
  needs: ['spfSurvey', 'spfRepair', 'target', 'asked'],
  outcomes: {
    within: {
      verdict: 'pass',
      says: 'The SPF of {domain} costs {lookups} of {limit}.',
      brief: '{lookups} of {limit}',
    },
    near: {
      verdict: 'info',
      says: 'The SPF of {domain} costs {lookups} of {limit}: one more include {more} too many.',
      brief: '{lookups} of {limit}',
    },
    'depends-on-sender': {
      verdict: 'info',
      says: 'The SPF of {domain} costs {lookups} of {limit}, and what {terms} costs beside, which depends on the sender.',
    },
    'too-many': {
      verdict: 'fail',
      says: 'The SPF of {domain} costs {lookups} of {limit}: receivers stop counting and treat the whole record as an error, for every sender not met by then.',
      fix: 'Take out what no longer sends. What costs most: {costliest}.',
      fixes: { parked: parkedFix, needless: 'Take out what no longer sends. What costs most: {costliest}. {needless}' },
    },
    endless: {
      verdict: 'skip',
      says: 'the lookups of {domain} cannot be counted, since {terms} leads back to where it came from (see spf-includes)',
    },
  },
  judge({ spfSurvey: { costs }, spfRepair, target, asked }) {
    const { lookups: count, rows, unseen, dynamic } = costs
    const loops = [...new Set(rows.filter(({ cut }) => cut === 'loop').map(({ term }) => term))]
    const least = unseen || loops.length || dynamic.length ? 'at least ' : ''
    const about = { domain: target.display, count, limit, lookups: `${count} lookup${count === 1 ? '' : 's'}` }
    const evidence = costEvidence(costs)
    if (count > limit) {
      const { costliest, needless } = advice(costs)
      const said = { ...about, lookups: `${least}${about.lookups}`, costliest, needless }
      const fixFor = needless === '' ? {} : { fixFor: 'needless' }
      const repair = offer(spfRepair, asked, (after) => after.costs.lookups <= limit && !after.costs.unseen)
      return { outcome: 'too-many', about: said, evidence, ...repair, ...(asked.parked ? {} : fixFor) }
    }
    if (loops.length) return { outcome: 'endless', about: { ...about, terms: firstOf(loops) }, evidence }
    if (unseen) return { cannotTell: unseen, about, evidence }
    if (dynamic.length) return { outcome: 'depends-on-sender', about: { ...about, terms: firstOf(dynamic) }, evidence }
    if (count < nearly) return { outcome: 'within', about, evidence }
    return { outcome: 'near', about: { ...about, more: count < limit ? 'may be' : 'is' }, evidence }
  },
})

/** The terms of the domain's own record that cost most, and those that a known relay does not need there. */
function advice({ rows }: SpfCosts): { costliest: string[]; needless: string } {
  const own = rows.filter(({ depth }) => depth === 1)
  const costliest = own
    .toSorted((a, b) => b.lookups - a.lookups)
    .slice(0, 3)
    .map(({ term, lookups }) => `${term} (${lookups})`)
  return {
    costliest,
    needless: own
      .flatMap(({ term }) => needlessness(term))
      .slice(0, 3)
      .join(' '),
  }
}

function needlessness(term: string): string[] {
  const name = /^\+?include:(.*?)\.?$/i.exec(term)?.[1]?.toLowerCase() ?? ''
  const provider = spfProviderOf(name)
  if (!provider?.judgedAt || !provider.includes.includes(name)) return []
  const { place, unless } = provider.judgedAt
  return [`${term} can go${unless === undefined ? '' : ` unless ${unless}`}. ${provider.name} is judged at ${place}.`]
}
