import type { Check, Subject } from './core/check.ts'
import type { FactName } from './core/facts.ts'
import type { DeadList, ListChoice } from './core/lists.ts'
import { nearest } from './core/nearest.ts'
import type { RelayProfile } from './core/relay.ts'
import { type Choice, type DomainRequest, isBulk, type Usage, usage } from './core/request.ts'
import { type Asked, type DomainTarget, guessesOfMany, type Target } from './core/target.ts'
import { readLists } from './plan-lists.ts'
import {
  addressValue,
  heloName,
  Misread,
  mailbox,
  must,
  relayNamed,
  returnPathName,
  selectorName,
} from './plan-values.ts'
import { parseDomain } from './records/domain.ts'

/** What a run has to do, everything parsed. */
export interface Plan<T extends Target = Target> {
  targets: readonly T[]
  checks: readonly Check[]
  /** What the checks and their subjects read. */
  facts: ReadonlySet<FactName>
  asked: Asked
}
/** The part of a request that a plan is made from. */
export type Question = Pick<
  DomainRequest,
  | 'targets'
  | 'addresses'
  | 'sender'
  | 'helo'
  | 'selectors'
  | 'relay'
  | 'returnPath'
  | 'parked'
  | 'bulk'
  | 'authoritative'
  | 'outputs'
  | 'lists'
  | 'deadLists'
> &
  Choice

/** What a plan has to know of the world: lists that have ended, and relays by their ids. */
export interface Known {
  deadLists: readonly DeadList[]
  relays: readonly RelayProfile[]
}

/** Values as typed -> what to look at and what to judge, or one sentence on the first value that cannot be meant. */
export function plan(
  question: Question,
  registry: readonly Check[],
  { deadLists, relays }: Known,
): Plan<DomainTarget> | Usage {
  const checks = chooseChecks(question, registry)
  if ('usage' in checks) return checks
  try {
    const { sender, helo, relay, returnPath, parked, bulk, authoritative } = question
    const targets = distinct(question.targets.map(target))
    const lists = chosenLists(question, deadLists)
    return planOf(targets, checks, {
      addresses: [...new Set(question.addresses.map((typed) => addressValue('--ip', typed)))],
      ...(sender !== undefined && { sender: mailbox('--sender', sender) }),
      ...(helo !== undefined && { helo: heloName(helo) }),
      selectors: [...new Set(question.selectors.map((selector) => selectorName(selector, targets)))],
      mostGuesses: isBulk(question) ? guessesOfMany : 200,
      parked,
      authoritative,
      ...(bulk && { bulk }),
      ...(lists && { lists }),
      ...(relay !== undefined && { relay: relayNamed(relay, relays) }),
      ...(returnPath !== undefined && { returnPath: returnPathName(returnPath) }),
    })
  } catch (error) {
    if (error instanceof Misread) return usage(error.message)
    throw error
  }
}

/** Targets and checks, with what these read. */
export const planOf = <T extends Target>(targets: readonly T[], checks: readonly Check[], asked: Asked): Plan<T> => ({
  targets,
  checks,
  facts: new Set(checks.flatMap((check) => [...subjectNeeds(check.subject), ...check.needs])),
  asked,
})

/** The lists' own limits: many domains are asked about at none, unless somebody says at which. */
function chosenLists(question: Question, deadLists: readonly DeadList[]): ListChoice | undefined {
  const { lists = isBulk(question) ? undefined : 'core', deadLists: dead } = question
  return lists === undefined ? undefined : must(readLists(lists, dead, deadLists))
}

const subjectNeeds = (subject: Subject | undefined): readonly FactName[] =>
  subject ? [...subjectNeeds(subject.within), ...subject.needs] : []

const target = (typed: string): DomainTarget => must(readTarget(typed))

/** A domain as typed -> a target, or one sentence that says what to change. */
export function readTarget(typed: string): DomainTarget | { fault: string } {
  const parsed = parseDomain(typed)
  return 'fault' in parsed ? parsed : { kind: 'domain', name: parsed.name, display: parsed.display }
}

/** The same domain typed twice is one target. */
const distinct = (targets: DomainTarget[]) => [...new Map(targets.map((t) => [t.name, t])).values()]

/** The checks that `--only` and `--skip` leave, in registry order. A pattern that fits none is a mistake. */
export function chooseChecks({ only, skip }: Choice, registry: readonly Check[]): readonly Check[] | Usage {
  const ids = registry.map((check) => check.id)
  for (const [option, patterns] of [
    ['--only', only],
    ['--skip', skip],
  ] as const)
    for (const pattern of patterns)
      if (!ids.some(fits(pattern))) return usage(`${option} "${pattern}" fits no check${meant(pattern, ids)}`)
  const chosen = registry.filter(({ id }) => {
    const named = (pattern: string) => fits(pattern)(id)
    return (only.length === 0 || only.some(named)) && !skip.some(named)
  })
  if (chosen.length > 0) return chosen
  return usage(
    only.length > 0
      ? '--only and --skip together leave no check to run: relax one of them.'
      : '--skip leaves no check to run: skip fewer.',
  )
}

function meant(pattern: string, ids: readonly string[]): string {
  const typed = pattern.toLowerCase()
  const near = ids.some((id) => id.startsWith(`${typed}-`)) ? `'${typed}-*'` : nearest(typed, ids)
  return near === undefined ? ': relaycheck checks lists them all.' : `. Did you mean ${near}?`
}

/** `*` stands for any run of characters, `?` for one; capitals are as good as small letters. */
function fits(pattern: string): (id: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.')
  const glob = new RegExp(`^${source}$`, 'is')
  return (id) => glob.test(id)
}
