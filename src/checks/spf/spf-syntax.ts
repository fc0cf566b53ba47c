import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Evidence } from '../../core/finding.ts'
import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { firstOf, recordEvidence, shorten } from '../../core/spf-evidence.ts'
import { repairIf, type SpfNode, type SpfSurvey } from '../../core/spf-survey.ts'
import { isIdle, type SpfFault, type SpfTerm } from '../../records/spf/record.ts'
import { parkedFix } from '../spf-offer.ts'
import { spf } from '../subjects.ts'

const outcomes = {
  valid: { verdict: 'pass', says: 'The SPF of {domain} keeps to the grammar, with all that it includes.' },
  unaskable: {
    verdict: 'warn',
    says: 'DNS can never be asked for the name in {terms}, in the SPF record of {holder}: to some receivers the term lets nobody pass, others take the whole SPF of {domain} as an error.',
    fix: 'Put the name right in the SPF record of {holder}, or leave {terms} out.',
    fixes: { parked: parkedFix },
  },
  invalid: {
    verdict: 'fail',
    says: 'The SPF record of {holder} has a fault at character {position}, {term}: {problem}. Receivers {react}.',
    fix: 'In the SPF record of {holder}, write {term} as it was meant, or leave it out.',
    fixes: {
      parked: parkedFix,
      meant: 'Write {meant} in place of {term} in the SPF record of {holder}.',
      needless: 'Leave {term} out of the SPF record of {holder}.',
    },
    leadsTo: ['spf-syntax/unaskable'],
  },
  'invalid-elsewhere': {
    verdict: 'fail',
    says: '{path} leads to the SPF record of {holder}, which has a fault at character {position}, {term}: {problem}. Receivers {react}.',
    fix: 'Tell the owner of {holder}. Until it is corrected, name its senders by ip4: and ip6: in place of {top}.',
    fixes: { parked: parkedFix },
  },
} as const

export default defineCheck({
  id: 'spf-syntax',
  step: 'spf',
  title: 'The SPF record keeps to the grammar',
  why: 'One slip anywhere in the record makes receivers drop all of it, before they look at a single address.',
  refs: ['RFC 7208 section 4.6', 'RFC 7208 section 12'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target', 'asked'],
  outcomes,
  judge({ spfSurvey, spfRepair, target, asked }): Ruling<keyof typeof outcomes>[] {
    const { nodes, costs } = spfSurvey
    const faulty = faultyIn(nodes)
    const after = faultyIn(faulty.size && spfRepair.after ? spfRepair.after.nodes : [])
    const about = { domain: target.display }
    const rulings = [
      ...[...faulty.values()].slice(0, 5).map((node) => {
        const { fixFor, ...ruling } = describe(node, target.display)
        const repair = repairIf(spfRepair, () => !after.has(node.at.domain))
        return { ...ruling, ...repair, fixFor: asked.parked ? 'parked' : (fixFor ?? '') }
      }),
      ...unaskableIn(spfSurvey)
        .slice(0, 5)
        .map(({ at, terms }) => ({
          outcome: 'unaskable' as const,
          about: { ...about, holder: at.domain, terms: firstOf(terms) },
          evidence: recordEvidence([{ at }]),
          ...(asked.parked && { fixFor: 'parked' }),
        })),
    ]
    if (rulings.length) return rulings
    return [costs.unseen ? { cannotTell: costs.unseen, about } : { outcome: 'valid', about }]
  },
})

/** What others may write and receivers still take is their own affair; what does nothing is a repeat (see spf-repeats). */
const isFaulty = ({ at, own }: SpfNode): boolean =>
  !!at.record?.faults.some((fault) => !fault.legal || (own && !isIdle(fault)))

/** By name. */
function faultyIn(nodes: readonly SpfNode[]): Map<string, SpfNode> {
  const faulty = new Map<string, SpfNode>()
  for (const node of nodes) if (isFaulty(node)) faulty.set(node.at.domain, node)
  return faulty
}

/** Terms of the domain's own records whose names the grammar allows, and no question fits (RFC 7208 section 4.8). */
function unaskableIn({ nodes }: SpfSurvey): { at: SpfTree; terms: string[] }[] {
  const records = new Map<string, SpfTree>()
  for (const { own, at } of nodes) if (own) records.set(at.domain, at)
  return [...records.values()].flatMap((at) => {
    const terms = at.terms.filter(isUnaskable).map(({ term }) => shorten(term.text))
    return terms.length ? [{ at, terms }] : []
  })
}

const asking = new Set(['a', 'mx', 'exists', 'ptr'])
const isUnaskable = ({ term, dead, dynamic, name }: SpfTermLook): boolean =>
  !dead && !dynamic && name === undefined && asking.has(term.name)

function describe({ at, own, path }: SpfNode, domain: string) {
  const faults = (at.record?.faults ?? []).filter((fault) => !isIdle(fault))
  const fault = faults.find(({ legal }) => !legal) ?? faults[0]
  if (!fault) throw new RangeError('a record without a fault is not faulty')
  const asError = `take the SPF of ${domain} as an error`
  const literal = at.record?.terms.find(({ start }) => start === fault.start)
  const always = own && path.length === 0
  const about = {
    domain,
    holder: at.domain,
    path: path.join(' > '),
    top: path[0] ?? '',
    term: shorten(fault.text),
    position: fault.start + 1,
    problem: fault.says,
    meant: shorten(fault.meant ?? ''),
    react: fault.legal
      ? reactTo(literal, asError)
      : `${asError}${always ? ', whoever sends' : ' as soon as they get there'}`,
  }
  const outcome: 'invalid' | 'invalid-elsewhere' = own ? 'invalid' : 'invalid-elsewhere'
  return {
    outcome,
    about,
    evidence: [...recordEvidence([{ at }]), ...faultTable(faults)],
    fixFor: orderFor(fault, at.terms),
  }
}

/** What receivers do with a term that the grammar allows: they take it literally. */
function reactTo(literal: SpfTerm | undefined, asError: string): string {
  if (literal && (literal.name === 'redirect' || (literal.kind === 'mechanism' && literal.name === 'include')))
    return `look for an SPF record at that very name, and ${asError} where there is none`
  return literal?.kind === 'mechanism'
    ? 'look for that very name, so it lets nobody pass'
    : 'skip it, so it lets nobody pass'
}

function orderFor({ meant }: SpfFault, looks: readonly SpfTermLook[]): 'meant' | 'needless' | undefined {
  if (meant === '') return 'needless'
  const words = meant?.split(' ') ?? []
  return meant === undefined || looks.some((look) => words.includes(look.term.text) && leadsNowhere(look))
    ? undefined
    : 'meant'
}

/** An include or redirect to no SPF record: then nobody can say what was meant. */
const leadsNowhere = ({ term, dynamic, name, child }: SpfTermLook): boolean =>
  (term.name === 'include' || term.name === 'redirect') &&
  !dynamic &&
  (name === undefined || (child?.txt !== undefined && child.txt.kind !== 'blind' && child.texts.length === 0))

/** Where there is one alone, the sentence has said it all. */
const faultTable = (faults: readonly SpfFault[]): Evidence[] =>
  faults.length === 1
    ? []
    : [
        {
          kind: 'table',
          head: ['character', 'term', 'fault'],
          rows: faults.slice(0, 20).map(({ start, text, says }) => [start + 1, shorten(text), says]),
        },
      ]
