import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { type SpfNode, type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import { isWithin } from '../../records/name.ts'
import { allOf, asMeant, deadTerms, mendSpf } from '../../records/spf/mend.ts'
import { isBroken, isSpf } from '../../records/spf/parse.ts'
import type { SpfRecord } from '../../records/spf/record.ts'
import { deadRepeats } from '../../records/spf/repeats.ts'
import { isGone } from './reach.ts'
import { isInboundOnly, isKnownSender, isNaming, namesSender, sendersIn } from './senders.ts'

/**
 * What every record of the domain's own should read once all is mended that can be mended without asking its owner, by
 * name; those that need nothing are left out. Nobody who passes now is cut off: what goes is what
 * repeats what stands before it, and, where they make receivers give up, names that do not exist. A ptr stays: it may be
 * what lets mail pass today. `begun` are terms that were put into the domain's record: they do not count as what its
 * owner said.
 */
export function mendTree({ nodes, costs }: SpfSurvey, begun: readonly string[] = []): Map<string, string> {
  const mended = new Map<string, string>()
  const { ipv4, ipv6 } = costs.voids
  const root = nodes[0]?.at
  const said: How['said'] = (looks) =>
    begun.length === 0 ? looks : looks.filter(({ term }) => !begun.includes(term.text))
  const crowded = [ipv4.byQuery, ipv6.byTerm].some((list) => list.length > spfLimits.voids)
  const how: How = {
    crowded,
    within: costs.lookups <= spfLimits.lookups && !crowded,
    closable: () => sendersIn(said(root?.terms ?? [])).some((look) => !isInboundOnly(look)),
    said,
  }
  for (const group of Map.groupBy(nodes.filter(isMendable(root)), ({ at }) => at.domain).values()) {
    const [{ at } = nodes[0] as SpfNode] = group
    const text = mendRecord(group, how)
    if (text !== undefined && text !== at.texts[0]) mended.set(at.domain, text)
  }
  return mended
}

interface How {
  /** More answers without a record than receivers take. */
  crowded: boolean
  /** The whole tree keeps to what receivers take. */
  within: boolean
  /** Somebody is named who is sure to send: all others may be called suspect. */
  closable(): boolean
  /** The terms that were there before. */
  said(looks: readonly SpfTermLook[]): readonly SpfTermLook[]
}

/** A record that the domain's owner can change, and whose meaning is known. */
const isMendable =
  (root: SpfTree | undefined) =>
  ({ own, at }: SpfNode): boolean => {
    if (!own || !root || !at.record || at.record.faults.some(({ meant }) => meant === undefined)) return false
    const holder = at.txt?.kind === 'records' && at.txt.records.find(({ data }) => isSpf(data.join('')))
    return !holder || isWithin(holder.name, root.domain)
  }

function mendRecord(group: readonly SpfNode[], how: How): string | undefined {
  const [{ at }] = group as [SpfNode]
  if (!at.record) return undefined
  const { starts, harmful } = toLeaveOut(group, how)
  const kept = at.terms.filter(({ term }) => !starts.has(term.start))
  const read = asMeant(at.record)
  const open = group.some(({ effective }) => effective) && isOpenEnded(kept)
  if (starts.size === 0 && read === at.record && !open) return undefined
  const counts = harmful || read !== at.record
  if (isBroken(read) || !leavesSomebody(at.record, how.said(kept), counts)) return undefined
  // An all that was put right would end the record before terms that were meant to count.
  if (kept.filter(({ dead }) => dead).length > deadTerms(at.record).size) return undefined
  // Where receivers skip a slip and go on, putting it right must not stop them.
  const stops = !how.within || kept.some(mayStop)
  if (read !== at.record && !isBroken(at.record) && stops) return undefined
  const closing = open && how.closable()
  // What stood at the end cannot go where nothing can take its place.
  if (open && !closing && !isOpenEnded(at.terms)) return undefined
  const terms = at.terms.map(({ term }) => term)
  const drop = new Set(terms.filter(({ start }) => starts.has(start)))
  return (
    mendSpf({ text: read.text, terms }, { drop, ...(closing && { all: '~all' }) }) ??
    (read === at.record ? undefined : read.text.replace(/ +/g, ' ').trim())
  )
}

/**
 * Where the terms of a record begin that are to go, since they repeat others or do harm, and whether any does harm. One
 * record may stand at several places of the tree, each with terms of its own: where they begin is the same in all.
 */
function toLeaveOut(group: readonly SpfNode[], { crowded }: How): { starts: Set<number>; harmful: boolean } {
  const starts = new Set<number>()
  let harmful = false
  for (const { at, repeats } of group) {
    for (const { look } of repeats) starts.add(look.term.start)
    if (at.terms.some(({ dead }) => dead)) {
      const terms = at.terms.map(({ term }) => term)
      for (const { start } of deadRepeats({ terms }, at.domain)) starts.add(start)
    }
    for (const look of at.terms) {
      if (!leadsNowhere(look) && !(crowded && isGone(look))) continue
      harmful = true
      starts.add(look.term.start)
    }
  }
  return { starts, harmful }
}

/**
 * A record that named somebody and lets nobody pass once it is mended only its owner can put right. Where mending
 * changes what receivers make of it (`counts`), somebody who is named must pass; else to be named is enough.
 */
function leavesSomebody(record: SpfRecord, kept: readonly SpfTermLook[], counts: boolean): boolean {
  if (!namesSender(record)) return true
  return (counts ? sendersIn(kept) : kept).some(({ term }) => isNaming(term))
}

/** Whether receivers may give up at a term, or inside it: it is an error, or nobody can tell. */
function mayStop({ term, dead, child, mx }: SpfTermLook): boolean {
  if (dead) return false
  if (mx?.kind === 'records' && mx.records.length > spfLimits.exchanges) return true
  if (term.name !== 'include' && term.name !== 'redirect') return false
  return !child?.record || isBroken(child.record) || child.terms.some(mayStop)
}

/**
 * An include or redirect that makes receivers give up (RFC 7208 sections 5.2 and 6.1) and can mean nobody any more: to a
 * name that does not exist, or back to where it came from.
 */
function leadsNowhere({ term, dead, dynamic, name, child }: SpfTermLook): boolean {
  if (dead || dynamic || (term.name !== 'include' && term.name !== 'redirect')) return false
  if (child?.cut === 'loop') return true
  // A known sender's name that is wrong means that sender all the same.
  return name !== undefined && child?.txt?.kind === 'no-such-name' && !isKnownSender(name)
}

/** Says nothing of those whom no term names: no `all`, or a neutral one, and no redirect. */
export function isOpenEnded(looks: readonly SpfTermLook[]): boolean {
  const terms = looks.map(({ term }) => term)
  const all = allOf({ terms })
  return all ? all.qualifier === '?' : !terms.some((term) => term.kind === 'modifier' && term.name === 'redirect')
}
