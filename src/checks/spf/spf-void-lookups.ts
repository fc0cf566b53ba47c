import { defineCheck } from '../../core/check.ts'
import { firstOf, voidEvidence } from '../../core/spf-evidence.ts'
import { repairIf, type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import { spf } from '../subjects.ts'

const limit = spfLimits.voids

export default defineCheck({
  id: 'spf-void-lookups',
  step: 'spf',
  title: 'The SPF record asks for no more than two names without records',
  why: 'After two lookups that find nothing many receivers take the record as an error: what was once a host is now a fault.',
  refs: ['RFC 7208 section 4.6.4', 'RFC 7208 section 11.1'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target'],
  outcomes: {
    within: {
      verdict: 'pass',
      says: 'The SPF of {domain} meets {count} void lookups of {limit} for an IPv4 client, {ipv6} for an IPv6 one.',
    },
    'depends-on-sender': {
      verdict: 'info',
      says: 'The SPF of {domain} meets {count} void lookups of {limit}; whether {terms} is void as well depends on the message.',
    },
    'too-many': {
      verdict: 'fail',
      says: '{count} terms in the SPF of {domain} find nothing, {limit} are allowed: {terms}. Many receivers then treat the whole record as an error, for every sender not met by then.',
      fix: 'Take out the terms whose names no longer exist: {terms}.',
    },
    'too-many-by-query': {
      verdict: 'warn',
      says: '{count} questions that the SPF of {domain} leads to find nothing, hosts behind mx among them: {terms}. Receivers that count each of them (more than {limit}) treat the whole record as an error.',
      fix: 'Give these hosts addresses or take them out of the MX set; or name the hosts that send by ip4: and ip6: in place of mx.',
    },
    'too-many-ipv6': {
      verdict: 'warn',
      says: 'An IPv6 client meets {count} names without an IPv6 address in the SPF of {domain}, {limit} are allowed: {terms}. Many receivers then treat the whole record as an error for mail that comes over IPv6.',
      fix: 'Name these hosts by ip4: and their addresses, or put the ip6: terms of all who send over IPv6 before them.',
    },
  },
  judge({ spfSurvey, spfRepair, target }) {
    const { ipv4, ipv6 } = spfSurvey.costs.voids
    const outcome = worst(spfSurvey)
    const list = { 'too-many': ipv4.byTerm, 'too-many-by-query': ipv4.byQuery, 'too-many-ipv6': listIpv6(spfSurvey) }
    const about = { domain: target.display, limit, count: ipv4.byTerm.length, ipv6: ipv6.byTerm.length }
    const evidence = voidEvidence(spfSurvey.costs)
    if (outcome) {
      const terms = list[outcome]
      const repair = repairIf(spfRepair, (after) => worst(after) !== outcome)
      return { outcome, about: { ...about, count: terms.length, terms: firstOf(terms) }, evidence, ...repair }
    }
    const unseen = ipv4.unseen ?? ipv6.unseen
    if (unseen) return { cannotTell: unseen, about, evidence }
    const { dynamic } = ipv4
    if (Math.max(ipv4.byQuery.length, ipv6.byTerm.length) + dynamic.length > limit && dynamic.length)
      return { outcome: 'depends-on-sender', about: { ...about, terms: firstOf(dynamic) }, evidence }
    return { outcome: 'within', about, evidence }
  },
})

/** What hits most receivers and most mail comes first. */
function worst(survey: SpfSurvey): 'too-many' | 'too-many-by-query' | 'too-many-ipv6' | undefined {
  const { ipv4 } = survey.costs.voids
  if (ipv4.byTerm.length > limit) return 'too-many'
  if (ipv4.byQuery.length > limit) return 'too-many-by-query'
  return listIpv6(survey).length > limit ? 'too-many-ipv6' : undefined
}

/** Where only the hosts behind mx make it too many, it hurts those who send over IPv6 and are named after them: nobody else. */
function listIpv6({ costs }: SpfSurvey): string[] {
  const { byTerm, byQuery, lateSender } = costs.voids.ipv6
  return byTerm.length <= limit && lateSender ? byQuery : byTerm
}
