import { defineCheck } from '../../core/check.ts'
import { firstOf, recordEvidence, shorten } from '../../core/spf-evidence.ts'
import type { SpfNode, SpfSurvey } from '../../core/spf-survey.ts'
import { offer, parkedFix } from '../spf-offer.ts'
import { spf } from '../subjects.ts'

export default defineCheck({
  id: 'spf-ptr',
  step: 'spf',
  title: 'The SPF record does without ptr',
  why: 'ptr asks the reverse DNS of whoever connects: it is slow, it fails with their servers, and some receivers skip it.',
  refs: ['RFC 7208 section 5.5'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target', 'asked'],
  outcomes: {
    unused: { verdict: 'pass', says: 'The SPF of {domain} does without ptr.' },
    used: {
      verdict: 'warn',
      says: 'The SPF of {domain} uses {terms}, which should not be published: it hangs on the reverse DNS of each sender, and some receivers skip it or call it an error.',
      fix: 'Name the hosts that send by ip4:, ip6: or a: in place of {terms}.',
      fixes: { parked: parkedFix },
    },
    'used-elsewhere': {
      verdict: 'info',
      says: 'The SPF of {domain} includes records of others that use ptr: {terms}. Only their owners can change that.',
    },
  },
  judge({ spfSurvey, spfRepair, target, asked }) {
    const domain = target.display
    const told = (uses: Use[]) => ({
      about: { domain, terms: firstOf([...new Set(uses.map(({ term }) => term))]) },
      evidence: recordEvidence(uses.map(({ node }) => node)),
    })
    const own = usesOf(spfSurvey, true)
    if (own.length) {
      const repair = offer(spfRepair, asked, (after) => usesOf(after, true).length === 0)
      return { outcome: 'used', ...told(own), ...repair }
    }
    const { unseen } = spfSurvey.costs
    if (unseen) return { cannotTell: unseen, about: { domain } }
    const others = usesOf(spfSurvey, false)
    return others.length ? { outcome: 'used-elsewhere', ...told(others) } : { outcome: 'unused', about: { domain } }
  },
})

interface Use {
  term: string
  node: SpfNode
}

const ptrMacro = /%\{p/i

/** ptr itself, and the macro that does the same. */
function usesOf({ nodes }: SpfSurvey, own: boolean): Use[] {
  const uses: Use[] = []
  for (const node of nodes) {
    if (node.own !== own) continue
    for (const { term, dead } of node.at.terms)
      if (!dead && (term.name === 'ptr' || ptrMacro.test(term.text)))
        uses.push({ term: [...node.path, shorten(term.text)].join(' > '), node })
  }
  return uses
}
