import { defineCheck } from '../../core/check.ts'
import { firstOf, voidEvidence } from '../../core/spf-evidence.ts'
import { type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import { offer, parkedFix } from '../spf-offer.ts'
import { voidAdvice, voidsIn } from '../spf-void.ts'
import { spf } from '../subjects.ts'

const limit = spfLimits.voids
/** With a repair that takes terms out. */
const without = 'Publish the SPF record without the terms that add nobody: names that do not exist, and repeats.'

export default defineCheck({
  id: 'spf-void-lookups',
  step: 'spf',
  title: 'The SPF record asks for no more than two names without records',
  why: 'After two lookups that find nothing many receivers take the record as an error: what was once a host is now a fault.',
  refs: ['RFC 7208 section 4.6.4', 'RFC 7208 section 11.1'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target', 'asked'],
  outcomes: {
    within: {
      verdict: 'pass',
      says: 'The SPF of {domain} meets {voids} of {limit} for an IPv4 client, {ipv6} for an IPv6 one.',
    },
    'late-for-strangers': {
      verdict: 'pass',
      says: 'An IPv6 client meets {ipv6} names without an IPv6 address in the SPF of {domain}, {limit} are allowed; but all who send over IPv6 are named before that.',
    },
    'depends-on-sender': {
      verdict: 'info',
      says: 'The SPF of {domain} meets {voids} of {limit}; whether {terms} is void as well depends on the message.',
    },
    'too-many': {
      verdict: 'fail',
      says: '{count} terms in the SPF of {domain} find nothing, {limit} are allowed: {terms}. Many receivers then treat the whole record as an error, for every sender not met by then.',
      fix: 'Take out the terms whose names no longer exist: {terms}.',
      fixes: { parked: parkedFix, repaired: without, alive: '{advice}' },
    },
    'too-many-by-query': {
      verdict: 'warn',
      says: '{count} questions that the SPF of {domain} leads to find nothing, hosts behind mx among them: {terms}. Receivers that count each of them (more than {limit}) treat the whole record as an error.',
      fix: 'Take what is no longer there out of the SPF record and out of the MX set; or name the hosts that send by ip4: and ip6: in place of a: and mx:.',
      fixes: { parked: parkedFix, repaired: without },
    },
    'too-many-ipv6': {
      verdict: 'warn',
      says: 'An IPv6 client meets {count} names without an IPv6 address in the SPF of {domain}, {limit} are allowed: {terms}. Many receivers then treat the whole record as an error for mail that comes over IPv6.',
      fix: 'Name these hosts by ip4: and their addresses, or put the ip6: terms of all who send over IPv6 before them.',
      fixes: { parked: parkedFix, repaired: without },
    },
  },
  judge({ spfSurvey, spfRepair, target, asked }) {
    const { ipv4, ipv6 } = spfSurvey.costs.voids
    const count = ipv4.byTerm.length
    const outcome = worst(spfSurvey)
    const list = { 'too-many': ipv4.byTerm, 'too-many-by-query': ipv4.byQuery, 'too-many-ipv6': listIpv6(spfSurvey) }
    const about = { domain: target.display, limit, count, ipv6: ipv6.byTerm.length, voids: lookups(count) }
    const evidence = voidEvidence(spfSurvey.costs)
    if (outcome) {
      const terms = list[outcome]
      const repair = offer(spfRepair, asked, (after) => worst(after) !== outcome)
      const said = { ...about, count: terms.length, terms: firstOf(terms) }
      if (outcome !== 'too-many') return { outcome, about: said, evidence, ...repair }
      const advice = voidAdvice(voidsIn(spfSurvey))
      const fixFor = advice === '' && !asked.parked ? { fixFor: '' } : {}
      return { outcome, about: { ...said, advice }, evidence, fixFor: 'alive', ...repair, ...fixFor }
    }
    const unseen = ipv4.unseen ?? ipv6.unseen
    if (unseen) return { cannotTell: unseen, about, evidence }
    const { dynamic } = ipv4
    if (Math.max(ipv4.byQuery.length, ipv6.byTerm.length) + dynamic.length > limit && dynamic.length)
      return { outcome: 'depends-on-sender', about: { ...about, terms: firstOf(dynamic) }, evidence }
    return { outcome: ipv6.byTerm.length > limit ? 'late-for-strangers' : 'within', about, evidence }
  },
})

const lookups = (count: number): string => `${count} void lookup${count === 1 ? '' : 's'}`

/** What hits most receivers and most mail comes first. */
function worst(survey: SpfSurvey): 'too-many' | 'too-many-by-query' | 'too-many-ipv6' | undefined {
  const { ipv4 } = survey.costs.voids
  if (ipv4.byTerm.length > limit) return 'too-many'
  if (ipv4.byQuery.length > limit) return 'too-many-by-query'
  return listIpv6(survey).length > limit ? 'too-many-ipv6' : undefined
}

/**
 * It hurts those who send over IPv6 and are named after more voids than are allowed, hosts behind mx among them. Where
 * nobody is named who does, somebody may without its being known; where all are named before, only forgers meet them.
 */
function listIpv6({ costs }: SpfSurvey): string[] {
  const { byTerm, byQuery, sender } = costs.voids.ipv6
  if (sender === 'early') return []
  return byTerm.length <= limit && sender === 'late' ? byQuery : byTerm
}
