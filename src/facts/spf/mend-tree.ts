import type { DnsAnswer } from '../../core/dns.ts'
import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { type SpfNode, type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import { isWithin } from '../../records/name.ts'
import { asMeant, mendSpf } from '../../records/spf/mend.ts'
import { isSpf } from '../../records/spf/parse.ts'
import type { SpfTerm } from '../../records/spf/record.ts'

/**
 * What every record of the domain's own should read once all is mended that can be mended without asking its owner, by
 * name; those that need nothing are left out. Nobody who passes now is cut off: what goes is what no receiver reads,
 * what matches nobody, and what makes receivers give up. A ptr stays: it may be what lets mail pass today.
 * `first` goes to the beginning of the domain's own record.
 */
export function mendTree({ nodes, costs }: SpfSurvey, first: readonly string[] = []): Map<string, string> {
  const mended = new Map<string, string>()
  const { ipv4, ipv6 } = costs.voids
  const crowded = [ipv4.byQuery, ipv6.byTerm].some((list) => list.length > spfLimits.voids)
  const root = nodes[0]?.at
  for (const group of Map.groupBy(nodes.filter(isMendable(root)), ({ at }) => at.domain).values()) {
    const [{ at } = nodes[0] as SpfNode] = group
    const text = mendRecord(group, crowded, at === root ? first : [])
    if (text !== undefined && text !== at.texts[0]) mended.set(at.domain, text)
  }
  return mended
}

/** A record that the domain's owner can change, and whose meaning is known. */
const isMendable =
  (root: SpfTree | undefined) =>
  ({ own, at }: SpfNode): boolean => {
    if (!own || !root || !at.record || at.record.faults.some((fault) => !fault.legal && fault.meant === undefined))
      return false
    const holder = at.txt?.kind === 'records' && at.txt.records.find(({ data }) => isSpf(data.join('')))
    return !holder || isWithin(holder.name, root.domain)
  }

function mendRecord(group: readonly SpfNode[], crowded: boolean, first: readonly string[]): string | undefined {
  const [{ at }] = group as [SpfNode]
  if (!at.record) return undefined
  const useless = group.flatMap((node) => [
    ...node.repeats.map(({ look }) => look),
    ...node.at.terms.filter((look) => look.dead || leadsNowhere(look) || (crowded && matchesNobody(look))),
  ])
  // One record may stand at several places of the tree, each with terms of its own: compare them by where they begin.
  const starts = new Set(useless.map(({ term }) => term.start))
  const terms = at.terms.map(({ term }) => term)
  const drop = new Set(terms.filter(({ start }) => starts.has(start)))
  const all = group.some(({ effective }) => effective) && isOpenEnded(terms.filter((term) => !drop.has(term)))
  const read = asMeant(at.record)
  return (
    mendSpf({ text: read.text, terms }, { drop, first, ...(all && { all: '~all' }) }) ??
    (read === at.record ? undefined : read.text.replace(/ +/g, ' ').trim())
  )
}

/** An include or redirect that makes receivers give up (RFC 7208 sections 5.2 and 6.1): to no record, or back to where it came from. */
export function leadsNowhere({ term, dead, dynamic, name, child }: SpfTermLook): boolean {
  if (dead || dynamic || (term.name !== 'include' && term.name !== 'redirect')) return false
  if (name === undefined || child?.cut === 'loop') return true
  return child?.txt !== undefined && child.txt.kind !== 'blind' && child.texts.length === 0
}

function matchesNobody({ term, a, aaaa, mx, exchanges = [] }: SpfTermLook): boolean {
  const denied = (answer: DnsAnswer | undefined) => answer?.kind === 'no-data' || answer?.kind === 'no-such-name'
  if (term.name === 'exists') return denied(a)
  if (term.name === 'a') return denied(a) && denied(aaaa)
  if (mx?.kind !== 'records') return denied(mx)
  return mx.records.length === exchanges.length && exchanges.every((host) => denied(host.a) && denied(host.aaaa))
}

/** Says nothing of those whom no term names: no `all`, or a neutral one, and no redirect. */
function isOpenEnded(terms: readonly SpfTerm[]): boolean {
  const all = terms.find((term) => term.kind === 'mechanism' && term.name === 'all')
  if (all) return all.kind === 'mechanism' && all.qualifier === '?'
  return !terms.some((term) => term.kind === 'modifier' && term.name === 'redirect')
}
