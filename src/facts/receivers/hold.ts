import {
  type ReceiverFound,
  type ReceiverRule,
  type RuleFound,
  type RuleTest,
  receiverIds,
  type Tested,
} from '../../core/receivers.ts'
import { receiverRules } from '../../knowledge/receivers.ts'

type Tests = Readonly<Record<RuleTest, Tested>>

/** What is found of a rule by the tests; of one that nothing can tell of it is the same for everybody. */
function finderOf(rule: ReceiverRule): (tests: Tests) => RuleFound {
  const { by, shows = 'nothing here shows it' } = rule
  if (by) return (tests) => ({ rule, tested: tests[by] })
  const found: RuleFound = { rule, tested: { state: 'unobservable', says: shows } }
  return () => found
}

const shelves = receiverIds.map((receiver) => {
  const findersOf = (applies: ReceiverRule['appliesTo']) =>
    receiverRules[receiver].filter(({ appliesTo }) => appliesTo === applies).map(finderOf)
  return { receiver, ofAll: findersOf('all'), ofBulk: findersOf('bulk') }
})

/** What the tests come to for every rule of every receiver. `bulk`: the rules for bulk senders apply too. */
export const holdAgainst = (tests: Tests, bulk: boolean): ReceiverFound[] =>
  shelves.map(({ receiver, ofAll, ofBulk }) => {
    const rules = ofAll.map((find) => find(tests))
    const more = ofBulk.map((find) => find(tests))
    return bulk ? { receiver, rules: [...rules, ...more], bulk: [] } : { receiver, rules, bulk: more }
  })
