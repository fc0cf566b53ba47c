import type { DnsAnswer } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { shorten } from '../../core/spf-evidence.ts'
import { type SpfCost, type SpfCosts, type SpfVoids, spfLimits } from '../../core/spf-survey.ts'

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
  const voids = { ipv4: voidsOf(tree, 'a'), ipv6: voidsOf(tree, 'aaaa') }
  return { lookups, rows, dynamic, ...(unseen && { unseen }), voids }
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
    const before = { lookups: sum.lookups, open: sum.open }
    const row: SpfCost = {
      depth,
      term: shorten(term.text),
      lookups: 1,
      running: 0,
      atLeast: false,
      runningAtLeast: false,
      dynamic,
      blind: child?.txt?.kind === 'blind',
      ...(child?.cut && { cut: child.cut }),
    }
    sum.rows.push(row)
    sum.lookups += 1
    if (child) enter(child, depth + 1, sum)
    else if (dynamic && (term.name === 'include' || term.name === 'redirect')) {
      sum.open += 1
      sum.dynamic.push(row.term)
    }
    row.lookups = sum.lookups - before.lookups
    row.running = sum.lookups
    row.atLeast = sum.open > before.open
    row.runningAtLeast = sum.open > 0
  }
}

function enter(child: SpfTree, depth: number, sum: Sum): void {
  const unseen = child.txt?.kind === 'blind' ? child.txt.blind : child.cut === 'too-many' ? notAsked : undefined
  if (unseen) sum.unseen ??= unseen
  if (unseen || child.cut) sum.open += 1
  spend(child, depth, sum)
}

/** Long enough for any verdict and any list that is read. */
const longestList = 1000

/** `include` and `redirect` to no record are no voids here: they end the evaluation before the second one counts. */
function voidsOf(tree: SpfTree, family: 'a' | 'aaaa'): SpfVoids {
  const voids: SpfVoids = { byTerm: [], byQuery: [], dynamic: [] }
  const network = family === 'a' ? 'ip4' : 'ip6'
  const count = (answer: DnsAnswer, question: string, term?: string): void => {
    if (answer.kind === 'blind') voids.unseen ??= answer.blind
    if (answer.kind === 'blind' || answer.kind === 'records' || voids.byQuery.length === longestList) return
    voids.byQuery.push(question)
    if (term) voids.byTerm.push(term)
  }
  const visit = (at: SpfTree): void => {
    if (at.txt?.kind === 'blind') voids.unseen ??= at.txt.blind
    if (at.cut === 'too-many') voids.unseen ??= notAsked
    for (const look of at.terms) if (!look.dead) visitTerm(look)
  }
  const visitTerm = (look: SpfTermLook): void => {
    const { term, name = '', child, cut, dynamic } = look
    const text = shorten(term.text)
    if (cut) voids.unseen ??= notAsked
    if ((dynamic || term.name === 'ptr') && voids.dynamic.length < longestList) voids.dynamic.push(text)
    const own = term.name === 'exists' ? look.a : look[family]
    const type = family === 'a' || term.name === 'exists' ? 'A' : 'AAAA'
    if (own) count(own, `${type} ${name}`, text)
    if (look.mx) count(look.mx, `MX ${name}`, text)
    const passes = term.kind === 'mechanism' && term.qualifier === '+'
    const sender = (found: boolean) => {
      if (!passes || !found) return
      if (voids.byQuery.length > spfLimits.voids) voids.sender = 'late'
      else voids.sender ??= 'early'
    }
    sender(term.name === network || term.name === 'all' || own?.kind === 'records')
    for (const exchange of look.exchanges ?? []) {
      count(exchange[family], `${type} ${exchange.host}`)
      sender(exchange[family].kind === 'records')
    }
    if (child) visit(child)
  }
  visit(tree)
  return voids
}
