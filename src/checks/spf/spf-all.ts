import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { SpfTree } from '../../core/spf.ts'
import { shorten } from '../../core/spf-evidence.ts'
import type { SpfSurvey } from '../../core/spf-survey.ts'
import type { Mechanism } from '../../records/spf/record.ts'
import { offer, parkedFix } from '../spf-offer.ts'
import { spf } from '../subjects.ts'

const outcomes = {
  strict: {
    verdict: 'pass',
    says: 'The SPF of {domain} ends in {all}: mail from others fails.',
    brief: 'ends in {all}',
  },
  soft: {
    verdict: 'pass',
    says: 'The SPF of {domain} ends in {all}: mail from others is suspect.',
    brief: 'ends in {all}',
  },
  neutral: {
    verdict: 'warn',
    says: 'The SPF of {domain} ends in {all}: it says nothing of hosts that it does not name, so forged mail is treated like yours.',
    fix: 'End the SPF record of {holder} in ~all once it names all who send.',
    fixes: { parked: parkedFix, repaired: 'End the SPF record of {holder} in ~all.' },
  },
  open: {
    verdict: 'fail',
    says: 'The SPF of {domain} ends in {all}: every host in the world may send in its name, and forged mail passes.',
    fix: 'Name all who send in the SPF record of {holder}, and end it in ~all in place of {all}.',
    fixes: { parked: parkedFix },
  },
  missing: {
    verdict: 'warn',
    says: 'The SPF of {domain} has no all at its end: it says nothing of hosts that it does not name, so forged mail is treated like yours.',
    fix: 'End the SPF record of {holder} in ~all once it names all who send.',
    fixes: { parked: parkedFix, repaired: 'End the SPF record of {holder} in ~all.' },
  },
  'depends-on-sender': {
    verdict: 'info',
    says: 'The SPF of {domain} ends in {redirect}, whose target depends on the sender.',
  },
  nowhere: { verdict: 'skip', says: 'the SPF of {domain} is an error before it comes to an end ({problem})' },
} as const

export default defineCheck({
  id: 'spf-all',
  step: 'spf',
  title: 'The SPF record says what to think of all other senders',
  why: 'Only the end of the record, all, tells receivers that mail from elsewhere is not yours.',
  refs: ['RFC 7208 section 5.1', 'RFC 7208 section 6.1'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target', 'asked'],
  outcomes,
  judge({ spfSurvey, spfRepair, target, asked }) {
    const ruling = judgeEnd(spfSurvey, target.display)
    if (!('outcome' in ruling)) return ruling
    const { outcome } = ruling
    if (outcome !== 'neutral' && outcome !== 'missing' && outcome !== 'open') return ruling
    const isMended = (after: SpfSurvey) => {
      const then = judgeEnd(after, target.display)
      return 'outcome' in then && (then.outcome === 'soft' || then.outcome === 'strict')
    }
    return { ...ruling, ...offer(spfRepair, asked, isMended) }
  },
})

const byQualifier = { '-': 'strict', '~': 'soft', '?': 'neutral', '+': 'open' } as const

/** The record that decides is the last one of a chain of redirects. */
function judgeEnd({ nodes, costs }: SpfSurvey, domain: string): Ruling<keyof typeof outcomes> {
  const last = nodes.findLast(({ effective }) => effective)
  if (!last) throw new RangeError('a survey has at least the domain’s own record')
  const { at } = last
  const about = { domain, holder: at.domain }
  const evidence = at.txt ? dnsEvidence(at.txt) : []
  if (at.txt?.kind === 'blind') return { cannotTell: at.txt.blind, about }
  if (at.cut === 'too-many' && costs.unseen) return { cannotTell: costs.unseen, about }
  const all = at.terms
    .map(({ term }) => term)
    .find((term): term is Mechanism => term.name === 'all' && term.kind === 'mechanism')
  if (all) return { outcome: byQualifier[all.qualifier], about: { ...about, all: all.text }, evidence }
  const problem = problemAt(at)
  if (problem) return { outcome: 'nowhere', about: { ...about, problem } }
  const redirect = at.terms.find(({ term, dynamic }) => term.name === 'redirect' && dynamic)
  if (redirect) return { outcome: 'depends-on-sender', about: { ...about, redirect: shorten(redirect.term.text) } }
  return { outcome: 'missing', about, evidence }
}

function problemAt({ cut, record, domain, terms }: SpfTree): string | undefined {
  if (cut || !record) return `its redirect to ${domain}: see spf-includes`
  if (record.faults.some(({ legal, meant }) => !legal && meant === undefined)) return 'its grammar: see spf-syntax'
  const redirect = terms.find(({ term, dynamic }) => term.name === 'redirect' && !dynamic)
  return redirect ? `${shorten(redirect.term.text)}: see spf-includes` : undefined
}
