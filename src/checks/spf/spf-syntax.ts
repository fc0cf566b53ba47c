import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Evidence } from '../../core/finding.ts'
import { shorten } from '../../core/spf-evidence.ts'
import { repairIf, type SpfNode } from '../../core/spf-survey.ts'
import type { SpfFault } from '../../records/spf/record.ts'
import { spf } from '../subjects.ts'

const outcomes = {
  valid: { verdict: 'pass', says: 'The SPF of {domain} keeps to the grammar, with all that it includes.' },
  invalid: {
    verdict: 'fail',
    says: 'The SPF record of {holder} has a fault at character {position}, {term}: {problem}. {effect}.',
    fix: 'Correct the SPF record of {holder}: {order}.',
  },
  'invalid-elsewhere': {
    verdict: 'fail',
    says: '{path} leads to the SPF record of {holder}, which has a fault at character {position}, {term}: {problem}. {effect}.',
    fix: 'Tell the owner of {holder}. Until it is corrected, name its senders by ip4: and ip6: in place of {top}.',
  },
} as const

export default defineCheck({
  id: 'spf-syntax',
  step: 'spf',
  title: 'The SPF record keeps to the grammar',
  why: 'One slip anywhere in the record makes receivers drop all of it, before they look at a single address.',
  refs: ['RFC 7208 section 4.6', 'RFC 7208 section 12'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target'],
  outcomes,
  judge({ spfSurvey: { nodes, costs }, spfRepair, target }) {
    const byHolder = new Map(nodes.filter(isFaulty).map((node) => [node.at.domain, node]))
    const after = new Set(spfRepair.after?.nodes.filter(isFaulty).map(({ at }) => at.domain))
    const rulings = [...byHolder.values()].slice(0, 5).map((node) => ({
      ...describe(node, target.display),
      ...repairIf(spfRepair, () => !after.has(node.at.domain)),
    }))
    if (rulings.length) return rulings
    const about = { domain: target.display }
    return costs.unseen ? { cannotTell: costs.unseen, about } : { outcome: 'valid', about }
  },
})

/** What others may write and receivers still take is their own affair. */
const isFaulty = ({ at, own }: SpfNode): boolean => !!at.record?.faults.some((fault) => own || !fault.legal)

function describe({ at, own, path }: SpfNode, domain: string): Ruling<keyof typeof outcomes> {
  const faults = at.record?.faults ?? []
  const fault = faults.find(({ legal }) => !legal) ?? faults[0]
  if (!fault) throw new RangeError('a record without a fault is not faulty')
  const effect = fault.legal
    ? 'Receivers skip it, so it lets nobody pass'
    : `Receivers take the SPF of ${domain} as an error${own && path.length === 0 ? ', whoever sends' : ' as soon as they get there'}`
  const about = {
    domain,
    holder: at.domain,
    path: path.join(' > '),
    top: path[0] ?? '',
    term: shorten(fault.text),
    position: fault.start + 1,
    problem: fault.says,
    effect,
    order: orderFor(fault),
  }
  const evidence = [...(at.txt ? dnsEvidence(at.txt) : []), faultTable(faults)]
  return { outcome: own ? 'invalid' : 'invalid-elsewhere', about, evidence }
}

function orderFor({ text, meant }: SpfFault): string {
  if (meant === undefined) return `write ${shorten(text)} as it was meant, or leave it out`
  return meant === '' ? `leave ${shorten(text)} out` : `write ${shorten(meant)} in place of ${shorten(text)}`
}

const faultTable = (faults: readonly SpfFault[]): Evidence => ({
  kind: 'table',
  head: ['character', 'term', 'fault'],
  rows: faults.slice(0, 20).map(({ start, text, says }) => [start + 1, shorten(text), says]),
})
