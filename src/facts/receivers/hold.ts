import {
  type ReceiverFound,
  type ReceiverRule,
  type RuleFound,
  type RuleTest,
  receiverIds,
  type Tested,
} from '../../core/receivers.ts'
import { receiverRules } from '../../knowledge/receivers.ts'

/** The rules of each receiver, and of those that nothing can tell of what is found: the same for everybody. */
const shelves = receiverIds.map((receiver) => {
  const rules = receiverRules[receiver]
  return {
    receiver,
    all: rules.filter(({ appliesTo }) => appliesTo === 'all'),
    bulk: rules.filter(({ appliesTo }) => appliesTo === 'bulk'),
  }
})
const untold = new Map<ReceiverRule, RuleFound>()

/** What the tests come to for every rule of every receiver. `bulk`: the rules for bulk senders apply too. */
export function holdAgainst(tests: Readonly<Record<RuleTest, Tested>>, bulk: boolean): ReceiverFound[] {
  const found = (rule: ReceiverRule): RuleFound => (rule.by ? { rule, tested: tests[rule.by] } : toldElsewhere(rule))
  return shelves.map(({ receiver, all, bulk: ofBulk }) => {
    const rules = all.map(found)
    const more = ofBulk.map(found)
    return bulk ? { receiver, rules: rules.concat(more), bulk: [] } : { receiver, rules, bulk: more }
  })
}

function toldElsewhere(rule: ReceiverRule): RuleFound {
  const known = untold.get(rule) ?? {
    rule,
    tested: { state: 'unobservable', says: rule.shows ?? 'nothing here shows it' },
  }
  untold.set(rule, known)
  return known
}
