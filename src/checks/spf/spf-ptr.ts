import { defineCheck } from '../../core/check.ts'
import { firstOf, shorten } from '../../core/spf-evidence.ts'
import { repairIf, type SpfSurvey } from '../../core/spf-survey.ts'
import { spf } from '../subjects.ts'

export default defineCheck({
  id: 'spf-ptr',
  step: 'spf',
  title: 'The SPF record does without ptr',
  why: 'ptr asks the reverse DNS of whoever connects: it is slow, it fails with their servers, and some receivers skip it.',
  refs: ['RFC 7208 section 5.5'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target'],
  outcomes: {
    unused: { verdict: 'pass', says: 'The SPF of {domain} does without ptr.' },
    used: {
      verdict: 'warn',
      says: 'The SPF of {domain} uses {terms}, which should not be published: it hangs on the reverse DNS of each sender, and some receivers skip it or call it an error.',
      fix: 'Name the hosts that send by ip4:, ip6: or a: in place of {terms}.',
    },
    'used-elsewhere': {
      verdict: 'info',
      says: 'The SPF of {domain} includes records of others that use ptr: {terms}. Only their owners can change that.',
    },
  },
  judge({ spfSurvey, spfRepair, target }) {
    const domain = target.display
    const own = usesOf(spfSurvey, true)
    if (own.length) {
      const repair = repairIf(spfRepair, (after) => usesOf(after, true).length === 0)
      return { outcome: 'used', about: { domain, terms: firstOf(own) }, ...repair }
    }
    const { unseen } = spfSurvey.costs
    if (unseen) return { cannotTell: unseen, about: { domain } }
    const others = usesOf(spfSurvey, false)
    return others.length
      ? { outcome: 'used-elsewhere', about: { domain, terms: firstOf(others) } }
      : { outcome: 'unused', about: { domain } }
  },
})

/** ptr itself, and the macro that does the same. */
function usesOf({ nodes }: SpfSurvey, own: boolean): string[] {
  const uses = nodes
    .filter((node) => node.own === own)
    .flatMap(({ at, path }) =>
      at.terms
        .filter(({ term, dead }) => !dead && (term.name === 'ptr' || /%\{p/i.test(term.text)))
        .map(({ term }) => [...path, shorten(term.text)].join(' > ')),
    )
  return [...new Set(uses)]
}
