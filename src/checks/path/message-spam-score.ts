import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Evidence } from '../../core/finding.ts'
import type { SpamMark, SpamRule } from '../../core/mail-auth.ts'
import { knownSpamRule } from '../../knowledge/spam-rules.ts'
import { visible } from '../../records/visible.ts'
import { few } from '../few.ts'
import { letter } from '../message-subjects.ts'

const mend = {
  fix: '{how} {orders}',
  fixes: {
    address: '{how} {orders} This tells what there is to be said of the address:\n    relaycheck ip {ip}',
    unnamed:
      'Mend what the other checks name, send the message once more, and compare what the filter says; where it stays, ask the postmaster of the receiver which rule it is.',
  },
} as const

const outcomes = {
  low: {
    verdict: 'pass',
    says: 'The spam filter of the receiver lets it pass: {verdicts}.',
    brief: '{verdicts}',
  },
  high: {
    verdict: 'warn',
    says: 'The spam filter of the receiver, {filter} ({field}), calls it spam{points}: {costs}. Such mail goes into the junk folder, or is refused.',
    ...mend,
  },
  'high-elsewhere': {
    verdict: 'warn',
    says: '{filter} ({field}) calls it spam{points}: {costs}. {whose}; other filters may come to the same.',
    ...mend,
  },
  elsewhere: {
    verdict: 'info',
    says: 'Not called spam by {verdicts}, but nothing shows that this is the filter of the receiver: it may be one that the message passed before.',
    brief: 'not scored by the receiver',
  },
  none: {
    verdict: 'skip',
    says: 'No spam filter has written into the header what it makes of the message.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>[]

export default defineCheck({
  id: 'message-spam-score',
  step: 'path',
  title: 'The receiver does not call it spam',
  why: 'Mail that authenticates perfectly still goes to junk for its words, its links, or what its sender has sent before.',
  refs: ['spamassassin.apache.org, docs.rspamd.com, learn.microsoft.com: what each filter writes'],
  subject: letter,
  needs: ['spamMarks', 'envelope'],
  outcomes,
  judge({ spamMarks, envelope: { ip } }): Rulings {
    if (spamMarks.length === 0) return [{ outcome: 'none' }]
    const own = spamMarks.filter(({ by }) => by === 'receiver')
    const rest = spamMarks.filter(({ by }) => by !== 'receiver')
    const rulings: Rulings = [
      ...own.filter(({ spam }) => spam).map((mark) => callsSpam('high', mark, ip?.value)),
      ...rest.filter(({ spam }) => spam).map((mark) => callsSpam('high-elsewhere', mark, ip?.value)),
    ]
    if (own.length > 0 && !own.some(({ spam }) => spam)) return [passes('low', own), ...rulings]
    return rulings.length > 0 ? rulings : [passes('elsewhere', rest)]
  },
})

const passes = (outcome: 'low' | 'elsewhere', marks: readonly SpamMark[]): Rulings[number] => ({
  outcome,
  about: { verdicts: few([...new Set(marks.map((mark) => `${mark.filter}${pointsOf(mark)}`))]) },
  evidence: marks.flatMap(tableOf),
})

function callsSpam(outcome: 'high' | 'high-elsewhere', mark: SpamMark, ip: string | undefined): Rulings[number] {
  const costly = costliest(mark)
  const { filter, field, by } = mark
  const costs = costsOf(costly, mark)
  const whose =
    by === 'other'
      ? `That is not the filter of the receiver${mark.host ? `, but the one of ${mark.host}` : ''}`
      : 'It may be the filter of the receiver, or one that the message passed before'
  const orders = ordersFor(costly)
  const how = isScored(mark) ? 'Mend what costs most, in this order.' : 'Mend what it names.'
  const isOfAddress = ip !== undefined && orders.some((order) => order.endsWith(ofAddress))
  const said = orders.map((order) => (isOfAddress ? order.replace(ofAddress, '.') : order)).join(' ')
  const about = { filter, field, points: pointsOf(mark), costs, how, orders: said, ...(isOfAddress && { ip }) }
  const fixFor = orders.length === 0 ? 'unnamed' : isOfAddress ? 'address' : undefined
  return {
    outcome,
    about: { ...about, ...(outcome === 'high-elsewhere' && { whose }) },
    evidence: tableOf(mark),
    ...(fixFor && { fixFor }),
  }
}

/** How an order ends that is about the address; where that is known it has the command on a line of its own. */
const ofAddress = ' (relaycheck ip ADDRESS helps).'
const isScored = ({ rules }: Pick<SpamMark, 'rules'>): boolean => rules.some(({ score }) => score !== undefined)

const mostTold = 4

/** The rules that cost; where no scores are told, those of which something is known. */
function costliest({ rules }: SpamMark): SpamRule[] {
  const scored = rules.filter(({ score }) => (score ?? 0) > 0)
  const named = rules.filter(({ name, score }) => score === undefined && knownSpamRule(name)?.order !== undefined)
  return (scored.length > 0 ? scored : named).slice(0, mostTold)
}

const told = ({ name, score, means }: SpamRule): string => {
  const points = score === undefined ? '' : ` ${shown(score)}`
  return means === undefined ? `${name}${points}` : `${name}${points} (${means})`
}

/** An order for each rule that has one, the costliest first, none twice. */
const ordersFor = (rules: readonly SpamRule[]): string[] => [
  ...new Set(rules.flatMap(({ name }) => knownSpamRule(name)?.order ?? [])),
]

function costsOf(costly: readonly SpamRule[], { rules }: SpamMark): string {
  if (costly.length > 0)
    return `${costly[0]?.score === undefined ? 'it names' : 'what costs most is'} ${costly.map(told).join(', ')}`
  return rules.length > 0 ? 'it names no rule that costs' : 'it does not say why'
}

/** The score, or the filter's own words where it says more by them than by a number. */
const pointsOf = ({ score, limit, says, rules }: SpamMark): string => {
  const isNumber = score !== undefined && (says === undefined || rules.some((rule) => rule.score !== undefined))
  if (!isNumber) return says === undefined ? '' : ` (${says})`
  return limit === undefined ? ` with ${shown(score)} points` : ` with ${shown(score)} points of ${shown(limit)}`
}

const shown = (score: number): string => String(Math.round(score * 1000) / 1000 + 0)

const mostRows = 15

function tableOf({ rules }: Pick<SpamMark, 'rules'>): Evidence[] {
  const counted = rules.filter(({ score }) => score !== 0)
  if (counted.length === 0) return []
  const first = counted.slice(0, mostRows)
  if (!isScored({ rules }))
    return [
      { kind: 'table', head: ['rule', 'means'], rows: first.map(({ name, means = '' }) => [visible(name), means]) },
    ]
  const rows = first.map(({ name, score, means = '' }) => [
    visible(name),
    score === undefined ? '' : shown(score),
    means,
  ])
  return [{ kind: 'table', head: ['rule', 'points', 'means'], rows }]
}
