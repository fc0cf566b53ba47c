import { defineSubject, type Outcome, type Ruling } from '../core/check.ts'
import type { Facts } from '../core/facts.ts'
import type { About, Evidence } from '../core/finding.ts'
import type { Blind } from '../core/observation.ts'
import {
  type ReceiverId,
  type ReceiverRule,
  type Receivers,
  type RuleFound,
  type RuleTest,
  ruleTests,
} from '../core/receivers.ts'
import { receiverRules } from '../knowledge/receivers.ts'
import { receiverCauses } from './receiver-causes.ts'

/** Mail that receivers would judge by their rules. */
export const receivedMail = defineSubject({
  needs: ['receivers'],
  absent: ({ receivers }) => receivers.nobody,
})

/** What each check of a receiver can conclude. */
export const receiverOutcomes = {
  ready: {
    verdict: 'pass',
    says: 'As far as {seenIn} shows, {mail} keeps the rules of {receiver}, those for bulk senders among them.{open}',
    brief: '{receiver}',
  },
  'ready-for-small-senders': {
    verdict: 'info',
    says: 'As far as {seenIn} shows, {mail} keeps what {receiver} asks of everybody, but not what it asks of those who send in bulk: {broken}.',
  },
  'not-ready': {
    verdict: 'fail',
    says: '{receiver} may refuse {mail}, or file it as spam: {broken}.',
    fix: '{fix}',
  },
} as const satisfies Record<string, Outcome>
type Rulings = Ruling<keyof typeof receiverOutcomes>

/** What a receiver asks, in a sentence. */
export function asksOf(receiver: ReceiverId): string {
  const of = (applies: ReceiverRule['appliesTo']) =>
    receiverRules[receiver].filter(({ appliesTo }) => appliesTo === applies).map(({ asks }) => asks)
  return `Asked of everybody: ${of('all').join(', ')}. Of those who send in bulk: ${of('bulk').join(', ')}.`
}

/** How one receiver would take the mail: a rule that applies and is broken decides, then one that could not be seen. */
export const judgeReceiver =
  (id: ReceiverId, receiver: string) =>
  ({ receivers }: Pick<Facts, 'receivers'>): Rulings | Rulings[] => {
    const found = receivers.found.find((each) => each.receiver === id)
    if (!found) throw new Error(`nothing was found of ${receiver}`)
    const { rules, bulk } = found
    const at = { receivers, receiver, all: rules.concat(bulk) }
    const broken = rules.filter(isBroken)
    if (broken.length > 0) return byCause('not-ready', broken, at)
    const unseen = blindAmong(rules)
    if (unseen) return cannotTell(unseen, at)
    const brokenInBulk = bulk.filter(isBroken)
    if (brokenInBulk.length > 0) return byCause('ready-for-small-senders', brokenInBulk, at)
    const unseenInBulk = blindAmong(bulk)
    if (unseenInBulk) return cannotTell(unseenInBulk, at)
    const { mail, seenIn } = receivers
    const about = { mail, seenIn, receiver, open: openIn(at.all), unobservable: unobservableIn(at.all) }
    return { outcome: 'ready', about, evidence: evidenceUnlessBrief(at) }
  }

/** What a ruling about one receiver is made of. */
interface Judged {
  receivers: Receivers
  receiver: string
  all: readonly RuleFound[]
}

function cannotTell(blind: Blind, at: Judged): Rulings {
  const { mail, seenIn } = at.receivers
  const about = { mail, seenIn, receiver: at.receiver, unobservable: unobservableIn(at.all) }
  return { cannotTell: blind, about, evidence: evidenceUnlessBrief(at) }
}

const evidenceUnlessBrief = ({ receivers, all }: Judged): Evidence[] => (receivers.brief ? [] : [tableOf(all)])

/** What other checks tell the cause of stands apart from what only this one tells. */
function byCause(
  outcome: 'not-ready' | 'ready-for-small-senders',
  broken: readonly RuleFound[],
  at: Judged,
): Rulings | Rulings[] {
  const own: RuleFound[] = []
  const elsewhere: RuleFound[] = []
  let follows = none
  for (const one of broken) {
    const causes = receiverCauses(one, at.receivers)
    if (causes.length === 0) own.push(one)
    else elsewhere.push(one)
    follows = together(follows, causes)
  }
  const evidence = [tableOf(at.all)]
  const ruling = (part: readonly RuleFound[], follows: readonly string[]): Rulings => ({
    outcome,
    about: aboutBroken(part, at),
    evidence,
    follows,
  })
  if (elsewhere.length === 0) return ruling(own, none)
  return own.length === 0 ? ruling(elsewhere, follows) : [ruling(own, none), ruling(elsewhere, follows)]
}

/** What decides, and what was not shown: it does not count, and is no good news either. */
const deciding: ReadonlySet<RuleTest | undefined> = new Set(['spf-and-dkim', 'alignment', 'dmarc-pass', 'dmarc-record'])

function openIn(rules: readonly RuleFound[]): string {
  const open = new Set<string>()
  for (const { rule, tested } of rules)
    if (tested.state === 'unobservable' && deciding.has(rule.by)) open.add(tested.says)
  return open.size === 0 ? '' : ` Not known: ${[...open].join('; ')}.`
}

const isBroken = ({ tested }: RuleFound): boolean => tested.state === 'broken'

function blindAmong(rules: readonly RuleFound[]): Blind | undefined {
  const unseen = rules.find(({ tested }) => tested.state === 'blind')?.tested
  return unseen?.state === 'blind' ? unseen.blind : undefined
}

/** The ids of the rules that nothing shows. */
function unobservableIn(rules: readonly RuleFound[]): string[] {
  const ids: string[] = []
  for (const { rule, tested } of rules) if (tested.state === 'unobservable') ids.push(rule.id)
  return ids
}

/** In one order for all receivers, so that what is the same reads the same; of one cause the rule that asks for most comes first. */
const byTest = (a: RuleFound, b: RuleFound): number => placeOf(a) - placeOf(b)
const placeOf = ({ rule: { by } }: RuleFound): number => (by === undefined ? ruleTests.length : ruleTests.indexOf(by))
const isFirst = ({ tested: { says } }: RuleFound, i: number, all: readonly RuleFound[]): boolean =>
  all.findIndex(({ tested }) => tested.says === says) === i

/** What is broken by one cause is told once, whatever rules it breaks. */
function aboutBroken(broken: readonly RuleFound[], { receivers: { mail, seenIn }, receiver, all }: Judged): About {
  const told = broken.length === 1 ? broken : broken.toSorted(byTest).filter(isFirst)
  return {
    mail,
    seenIn,
    receiver,
    rules: broken.map(({ rule }) => rule.id),
    codes: broken.reduce((codes, { rule }) => together(codes, rule.codes), none),
    broken: plainest(told.map(({ tested }) => tested.says)).join('; '),
    fix: told.reduce((fixes, one) => together(fixes, [fixOf(one)]), none).join(' '),
    unobservable: unobservableIn(all),
  }
}

const fixOf = ({ rule, tested }: RuleFound): string => (tested.state === 'broken' ? tested.fix : undefined) ?? rule.fix

const none: readonly string[] = []

/** Two lists, in each of which nothing stands twice, as one of which that is true as well. */
const together = (first: readonly string[], second: readonly string[]): readonly string[] =>
  first.length === 0 ? second : first.concat(second.filter((one) => !first.includes(one)))

/** What another cause says as well is not told twice. */
const plainest = (says: readonly string[]): readonly string[] =>
  says.length === 1 ? says : says.filter((one) => !says.some((other) => other !== one && other.includes(one)))

const words = { holds: 'holds', broken: 'broken', blind: 'not seen', unobservable: 'not shown' } as const

const head = ['', 'rule', 'what was seen'] as const
/** The rules' own words, once for all domains of a long list. */
const labels = new Map<RuleFound['rule'], string>()

function labelOf(rule: RuleFound['rule']): string {
  const known = labels.get(rule)
  if (known !== undefined) return known
  const label = rule.appliesTo === 'bulk' ? `bulk: ${rule.asks}` : rule.asks
  labels.set(rule, label)
  return label
}

const rowOf = ({ rule, tested: { state, says } }: RuleFound) => [words[state], labelOf(rule), says]

const tableOf = (rules: readonly RuleFound[]): Evidence => ({
  kind: 'table',
  head,
  rows: rules.map(rowOf),
  detail: true,
})
