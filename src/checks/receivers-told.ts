import { defineSubject, type Outcome, type Ruling } from '../core/check.ts'
import type { Facts } from '../core/facts.ts'
import type { About, Evidence } from '../core/finding.ts'
import {
  type ReceiverFound,
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
    const { mail, seenIn, found, brief } = receivers
    const one = found.find((each) => each.receiver === id)
    if (!one) throw new Error(`nothing was found of ${receiver}`)
    const { rules, bulk } = one
    const told = (broken: readonly RuleFound[], more: About = {}): { about: About; evidence: Evidence[] } => ({
      about: aboutOf({ mail, seenIn, receiver, ...more }, one, broken),
      evidence: brief && broken.length === 0 ? [] : [tableOf(one)],
    })
    const byCause = (outcome: 'not-ready' | 'ready-for-small-senders', broken: readonly RuleFound[]): Rulings[] => {
      const { own = [], elsewhere = [] } = Object.groupBy(broken, (rule) =>
        receiverCauses(rule, receivers).length === 0 ? 'own' : 'elsewhere',
      )
      return [own, elsewhere]
        .filter((part) => part.length > 0)
        .map((part) => ({ outcome, ...told(part), follows: causesOf(part, receivers) }))
    }
    const broken = rules.filter(isBroken)
    if (broken.length > 0) return byCause('not-ready', broken)
    const unseen = rules.find(({ state }) => state === 'blind')
    if (unseen?.state === 'blind') return { cannotTell: unseen.blind, ...told([]) }
    const brokenInBulk = bulk.filter(isBroken)
    if (brokenInBulk.length > 0) return byCause('ready-for-small-senders', brokenInBulk)
    const unseenInBulk = bulk.find(({ state }) => state === 'blind')
    return unseenInBulk?.state === 'blind'
      ? { cannotTell: unseenInBulk.blind, ...told([]) }
      : { outcome: 'ready', ...told([], { open: openIn(one) }) }
  }

const causesOf = (rules: readonly RuleFound[], receivers: Receivers): string[] => [
  ...new Set(rules.flatMap((rule) => receiverCauses(rule, receivers))),
]

/** What decides, and what was not shown: it does not count, and is no good news either. */
const deciding: ReadonlySet<RuleTest | undefined> = new Set(['spf-and-dkim', 'alignment', 'dmarc-pass', 'dmarc-record'])

function openIn({ rules, bulk }: ReceiverFound): string {
  const open = [...rules, ...bulk].filter(({ state, rule }) => state === 'unobservable' && deciding.has(rule.by))
  return open.length === 0 ? '' : ` Not known: ${[...new Set(open.map(({ says }) => says))].join('; ')}.`
}

const isBroken = ({ state }: RuleFound): boolean => state === 'broken'

/** In one order for all receivers, so that what is the same reads the same; of one cause the rule that asks for most comes first. */
const byTest = (a: RuleFound, b: RuleFound): number => placeOf(a) - placeOf(b)
const placeOf = ({ rule: { by } }: RuleFound): number => (by === undefined ? ruleTests.length : ruleTests.indexOf(by))

/** What is broken by one cause is told once, whatever rules it breaks. */
function aboutOf(words: About, { rules, bulk }: ReceiverFound, broken: readonly RuleFound[]): About {
  const unobservable = [...rules, ...bulk].filter(({ state }) => state === 'unobservable').map(({ rule }) => rule.id)
  if (broken.length === 0) return { ...words, unobservable }
  const causes = new Map<string, RuleFound>()
  for (const one of broken.toSorted(byTest)) if (!causes.has(one.says)) causes.set(one.says, one)
  return {
    ...words,
    rules: broken.map(({ rule }) => rule.id),
    codes: [...new Set(broken.flatMap(({ rule }) => rule.codes))],
    broken: plainest([...causes.keys()]).join('; '),
    fix: [...new Set([...causes.values()].map((one) => fixOf(one)))].join(' '),
    unobservable,
  }
}

const fixOf = (one: RuleFound): string => (one.state === 'broken' ? one.fix : undefined) ?? one.rule.fix

/** What another cause says as well is not told twice. */
const plainest = (says: readonly string[]): string[] =>
  says.filter((one) => !says.some((other) => other !== one && other.includes(one)))

const words = { holds: 'holds', broken: 'broken', blind: 'not seen', unobservable: 'not shown' } as const

const head = ['', 'rule', 'what was seen'] as const
/** The rules' own words, once for all domains of a long list. */
const labels = new Map<RuleFound['rule'], string>()

function labelOf(rule: RuleFound['rule']): string {
  const label = labels.get(rule) ?? (rule.appliesTo === 'bulk' ? `bulk: ${rule.asks}` : rule.asks)
  labels.set(rule, label)
  return label
}

function tableOf({ rules, bulk }: ReceiverFound): Evidence {
  const row = ({ rule, state, says }: RuleFound) => [words[state], labelOf(rule), says]
  return { kind: 'table', head, rows: [...rules.map(row), ...bulk.map(row)], detail: true }
}
