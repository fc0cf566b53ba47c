import { defineCheck, type Ruling } from '../../core/check.ts'
import type { SpfTermLook } from '../../core/spf.ts'
import { firstOf, recordEvidence, shorten } from '../../core/spf-evidence.ts'
import { type SpfNode, type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import { isWithin } from '../../records/name.ts'
import { offer, parkedFix } from '../spf-offer.ts'
import { spf } from '../subjects.ts'

/** What can be done about the record of somebody else. */
const until = 'Until then, name the senders behind {top} by ip4: and ip6: in its place.'

const outcomes = {
  resolve: {
    verdict: 'pass',
    says: 'Every include and redirect in the SPF of {domain} leads to an SPF record ({count}).',
  },
  unused: { verdict: 'pass', says: 'The SPF of {domain} includes no other record.' },
  'depends-on-sender': {
    verdict: 'info',
    says: 'Where {terms} leads to depends on the sender, so whether there is an SPF record cannot be known beforehand.',
  },
  'no-record': {
    verdict: 'fail',
    says: '{path} leads to {name}, which {problem}. Receivers treat the whole SPF of {domain} as an error as soon as they get there.',
    fix: 'Correct the name in {term} in the SPF record of {holder}, or take {term} out if nobody sends there: as it stands it lets nobody pass.',
    fixes: {
      parked: parkedFix,
      repaired: 'Take {term} out of the SPF record of {holder}: its name does not exist, so it lets nobody pass.',
      misspelt: 'Put the SPF record of {name} right: its first seven characters must be v=spf1 and a blank.',
      elsewhere: `Only the owner of {holder} can take {term} out. ${until}`,
    },
  },
  several: {
    verdict: 'fail',
    says: '{path} leads to {name}, which {problem}. Receivers treat the whole SPF of {domain} as an error as soon as they get there.',
    fix: 'Merge the SPF records of {name} into one.',
    fixes: { parked: parkedFix, elsewhere: `Only the owner of {name} can merge its SPF records into one. ${until}` },
  },
  loop: {
    verdict: 'fail',
    says: '{path} leads back to {name}, which is being read already. Receivers go round until the lookups are used up, and treat the whole SPF of {domain} as an error.',
    fix: 'Take {term} out of the SPF record of {holder}: it adds nobody.',
    fixes: { parked: parkedFix, elsewhere: `Only the owner of {holder} can take {term} out. ${until}` },
  },
  'too-deep': {
    verdict: 'fail',
    says: 'By way of {path}, records stand more than {limit} deep inside one another, each a lookup. Receivers treat the whole SPF of {domain} as an error.',
    fix: 'Include directly what is needed of the chain that begins with {top}, and take {top} out.',
    fixes: { parked: parkedFix },
  },
} as const

type Broken = 'no-record' | 'several' | 'loop' | 'too-deep'

export default defineCheck({
  id: 'spf-includes',
  step: 'spf',
  title: 'Every include leads to an SPF record',
  why: 'An include that leads nowhere turns the whole record into an error, also for those who are named beside it.',
  refs: ['RFC 7208 section 5.2', 'RFC 7208 section 6.1'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target', 'asked'],
  outcomes,
  judge({ spfSurvey, spfRepair, target, asked }): Ruling<keyof typeof outcomes>[] {
    const about = { domain: target.display }
    const broken = brokenIn(spfSurvey)
    const left = new Set(broken.length && spfRepair.after ? brokenIn(spfRepair.after).map((one) => one.outcome) : [])
    const rulings: Ruling<keyof typeof outcomes>[] = broken
      .slice(0, 5)
      .map(({ outcome, evidence, fixFor, ...one }) => ({
        outcome,
        about: { ...about, ...one },
        evidence,
        ...(fixFor && { fixFor }),
        ...offer(spfRepair, asked, () => !left.has(outcome)),
      }))
    const { unseen, dynamic } = spfSurvey.costs
    if (unseen) rulings.push({ cannotTell: unseen, about })
    if (rulings.length) return rulings
    if (dynamic.length) return [{ outcome: 'depends-on-sender', about: { ...about, terms: firstOf(dynamic) } }]
    const count = spfSurvey.nodes.length - 1
    return [count ? { outcome: 'resolve', about: { ...about, count } } : { outcome: 'unused', about }]
  },
})

/** Each include and redirect that leads nowhere, once for each record that holds it. */
function brokenIn({ nodes }: SpfSurvey) {
  const domain = nodes[0]?.at.domain ?? ''
  const broken = new Map<string, Break>()
  for (const node of nodes)
    for (const look of node.at.terms) {
      const problem = problemOf(look)
      const one = problem && breakAt(node, look, problem, domain)
      if (one) broken.set(`${one.holder} ${one.term}`, one)
    }
  return [...broken.values()]
}

type Break = ReturnType<typeof breakAt>

function breakAt({ at, path }: SpfNode, look: SpfTermLook, found: Problem, domain: string) {
  const { child, name = shorten(look.term.text.replace(/^[^:=]*[:=]/, '')) } = look
  const term = shorten(look.term.text)
  const whole = [...path, term]
  const [top = ''] = whole
  const toChange = found.outcome === 'several' ? name : at.domain
  const isMisspelt = !!child?.lookalikes?.length && isWithin(name, domain)
  const fixFor = isMisspelt ? 'misspelt' : isWithin(toChange, domain) ? undefined : 'elsewhere'
  const inRecord = found.outcome === 'loop' || found.outcome === 'too-deep'
  const evidence = inRecord ? recordEvidence([{ at }]) : child ? recordEvidence([{ at: child }]) : []
  const limit = spfLimits.lookups
  return { ...found, holder: at.domain, path: whole.join(' > '), top, term, name, fixFor, limit, evidence }
}

interface Problem {
  outcome: Broken
  problem: string
}

function problemOf({ term, dead, dynamic, name, child }: SpfTermLook): Problem | undefined {
  if (dead || dynamic || (term.name !== 'include' && term.name !== 'redirect')) return undefined
  if (name === undefined) return { outcome: 'no-record', problem: 'is no name that DNS can be asked for' }
  if (child?.cut === 'loop' || child?.cut === 'too-deep') return { outcome: child.cut, problem: '' }
  if (!child?.txt || child.txt.kind === 'blind' || child.texts.length === 1) return undefined
  if (child.texts.length > 1)
    return { outcome: 'several', problem: `has ${child.texts.length} SPF records, so none counts` }
  const [lookalike] = child.lookalikes ?? []
  if (lookalike)
    return { outcome: 'no-record', problem: `has no SPF record, only ${shorten(lookalike.text)} (${lookalike.says})` }
  const problems = { 'no-such-name': 'does not exist', 'no-data': 'has no TXT record', records: 'has no SPF record' }
  return { outcome: 'no-record', problem: problems[child.txt.kind] }
}
