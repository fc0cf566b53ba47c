import type { DnsAnswer } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { shorten } from '../../core/spf-evidence.ts'
import { type SpfCost, type SpfCosts, type SpfVoids, spfLimits } from '../../core/spf-survey.ts'
import type { SpfTerm } from '../../records/spf/record.ts'

/** Why a part of a tree was not looked at: it had asked enough already. */
export const notAsked: Blind = {
  reason: 'not-attempted',
  detail: 'the SPF record leads to so many questions that relaycheck stopped asking',
}

/** Lookups and voids of a whole tree where nothing matches (RFC 7208 section 4.6.4), for clients of either address family. */
export function costsOf(tree: SpfTree): SpfCosts {
  const sum: Sum = { lookups: 0, open: 0, rows: [], dynamic: [] }
  spend(tree, 1, sum)
  const { lookups, rows, dynamic, unseen } = sum
  return { lookups, rows, dynamic, ...(unseen && { unseen }), voids: voidsOf(tree) }
}

/** `open` counts the places from which more may come. */
interface Sum extends Pick<SpfCosts, 'lookups' | 'rows' | 'dynamic' | 'unseen'> {
  open: number
}

const costing = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect'])

function spend(tree: SpfTree, depth: number, sum: Sum): void {
  for (const look of tree.terms) {
    const { term, dead, dynamic, child } = look
    if (dead || !costing.has(term.name)) continue
    const { lookups, open } = sum
    const row: SpfCost = {
      depth,
      term: shorten(term.text),
      lookups: 1,
      running: 0,
      atLeast: false,
      runningAtLeast: false,
      dynamic,
      blind: child?.txt?.kind === 'blind',
    }
    if (child?.cut) row.cut = child.cut
    sum.rows.push(row)
    sum.lookups += 1
    if (child) enter(child, depth + 1, sum)
    else if (dynamic && (term.name === 'include' || term.name === 'redirect')) {
      sum.open += 1
      sum.dynamic.push(row.term)
    }
    row.lookups = sum.lookups - lookups
    row.running = sum.lookups
    row.atLeast = sum.open > open
    row.runningAtLeast = sum.open > 0
  }
}

function enter(child: SpfTree, depth: number, sum: Sum): void {
  const unseen = unseenAt(child)
  if (unseen) sum.unseen ??= unseen
  if (unseen || child.cut) sum.open += 1
  spend(child, depth, sum)
}

const unseenAt = ({ txt, cut }: SpfTree): Blind | undefined =>
  txt?.kind === 'blind' ? txt.blind : cut === 'too-many' ? notAsked : undefined

/** Long enough for any verdict and any list that is read. */
const longestList = 1000

/** `include` and `redirect` to no record are no voids here: they end the evaluation before the second one counts. */
function voidsOf(tree: SpfTree): SpfCosts['voids'] {
  const voids: SpfCosts['voids'] = {
    ipv4: { byTerm: [], byQuery: [], dynamic: [] },
    ipv6: { byTerm: [], byQuery: [], dynamic: [] },
  }
  visit(voids, tree)
  return voids
}

function visit(voids: SpfCosts['voids'], at: SpfTree): void {
  const unseen = unseenAt(at)
  if (unseen) {
    voids.ipv4.unseen ??= unseen
    voids.ipv6.unseen ??= unseen
  }
  for (const look of at.terms) {
    if (look.dead) continue
    visitTerm(voids.ipv4, look, 'a')
    visitTerm(voids.ipv6, look, 'aaaa')
    if (look.child) visit(voids, look.child)
  }
}

/** `family` is that of the client, by the answer that it reads. */
function visitTerm(voids: SpfVoids, look: SpfTermLook, family: 'a' | 'aaaa'): void {
  const { term, name = '', exchanges, mx } = look
  if (look.cut) voids.unseen ??= notAsked
  if ((look.dynamic || term.name === 'ptr') && voids.dynamic.length < longestList)
    voids.dynamic.push(shorten(term.text))
  const own = term.name === 'exists' ? look.a : look[family]
  const type = family === 'a' || term.name === 'exists' ? 'A' : 'AAAA'
  if (own) count(voids, own, type, name, term)
  if (mx) count(voids, mx, 'MX', name, term)
  const passes = term.kind === 'mechanism' && term.qualifier === '+'
  const network = family === 'a' ? 'ip4' : 'ip6'
  if (passes && (term.name === network || term.name === 'all' || own?.kind === 'records')) meetSender(voids)
  if (!exchanges) return
  for (const exchange of exchanges) {
    count(voids, exchange[family], type, exchange.host)
    if (passes && exchange[family].kind === 'records') meetSender(voids)
  }
}

/** `term` is the one whose own question it was. */
function count(voids: SpfVoids, answer: DnsAnswer, type: string, name: string, term?: SpfTerm): void {
  if (answer.kind === 'blind') voids.unseen ??= answer.blind
  if (answer.kind === 'blind' || answer.kind === 'records' || voids.byQuery.length === longestList) return
  voids.byQuery.push(`${type} ${name}`)
  if (term) voids.byTerm.push(shorten(term.text))
}

function meetSender(voids: SpfVoids): void {
  if (voids.byQuery.length > spfLimits.voids) voids.sender = 'late'
  else voids.sender ??= 'early'
}
