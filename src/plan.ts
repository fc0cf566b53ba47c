import type { Check, Subject } from './core/check.ts'
import type { FactName } from './core/facts.ts'
import type { DeadList, ListChoice } from './core/lists.ts'
import { nearest } from './core/nearest.ts'
import { type Choice, type DomainRequest, isBulk, type Usage, usage } from './core/request.ts'
import type { Asked, DomainTarget, Target } from './core/target.ts'
import { readLists } from './plan-lists.ts'
import { canonicalAddress } from './records/address.ts'
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
  | 'parked'
  | 'authoritative'
  | 'outputs'
  | 'lists'
  | 'deadLists'
> &
  Choice

/** Values as typed -> what to look at and what to judge, or one sentence on the first value that cannot be meant. */
export function plan(
  question: Question,
  registry: readonly Check[],
  deadLists: readonly DeadList[],
): Plan<DomainTarget> | Usage {
  const checks = chooseChecks(question, registry)
  if ('usage' in checks) return checks
  try {
    const { sender, helo, parked, authoritative } = question
    const targets = distinct(question.targets.map(target))
    const lists = chosenLists(question, deadLists)
    return planOf(targets, checks, {
      addresses: [...new Set(question.addresses.map(sendingAddress))],
      ...(sender !== undefined && { sender: envelopeSender(sender) }),
      ...(helo !== undefined && { helo: heloName(helo) }),
      selectors: [...new Set(question.selectors.map((selector) => selectorName(selector, targets)))],
      mostGuesses: isBulk(question) ? 25 : 200,
      parked,
      authoritative,
      ...(lists && { lists }),
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

function must<T extends object>(read: T | { fault: string }): T {
  if ('fault' in read) throw new Misread(read.fault)
  return read
}

const subjectNeeds = (subject: Subject | undefined): readonly FactName[] =>
  subject ? [...subjectNeeds(subject.within), ...subject.needs] : []

/** A value that cannot be meant; the message is for people. */
class Misread extends Error {}

const target = (typed: string): DomainTarget => must(readTarget(typed))

/** A domain as typed -> a target, or one sentence that says what to change. */
export function readTarget(typed: string): DomainTarget | { fault: string } {
  const parsed = parseDomain(typed)
  return 'fault' in parsed ? parsed : { kind: 'domain', name: parsed.name, display: parsed.display }
}

/** The same domain typed twice is one target. */
const distinct = (targets: DomainTarget[]) => [...new Map(targets.map((t) => [t.name, t])).values()]

/** An IPv4 address in an IPv6 one is that IPv4 address (RFC 7208 section 5). */
function sendingAddress(typed: string): string {
  const address = canonicalAddress(typed.trim().replace(/^\[(.*)\]$/s, '$1'))
  if (address === undefined)
    throw new Misread(`--ip takes one IPv4 or IPv6 address, not "${typed}": --ip 192.0.2.1 (give it again for another)`)
  return address.replace(/^::ffff:(?=\d+\.)/, '')
}

/** RFC 5321 section 4.1.2: `local@domain`, in angle brackets or without; `<>` is the null sender, `''` from here on. */
function envelopeSender(typed: string): string {
  const [, inside = typed.trim()] = /^<(.*)>$/s.exec(typed.trim()) ?? []
  if (inside === '' && typed !== '') return ''
  const at = inside.lastIndexOf('@')
  const local = inside.slice(0, at)
  if (at < 1 || !(/^[^\s"<>@\p{Cc}]+$/u.test(local) || /^"[^\p{Cc}]*"$/u.test(local)))
    throw new Misread(`--sender takes an address (user@example.com), or "<>" for the null sender, not "${typed}".`)
  if (new TextEncoder().encode(local).length > 64)
    throw new Misread(`--sender: the part before @ is longer than 64 octets, which no server takes (RFC 5321).`)
  const domain = parseDomain(inside.slice(at + 1))
  if ('fault' in domain) throw new Misread(`--sender ${typed}: ${domain.fault}`)
  return `${local}@${domain.name}`
}

/** A name, or an address literal (RFC 5321 section 4.1.3), which then names no domain to judge. */
function heloName(typed: string): string {
  const [, literal] = /^\[(?:IPv6:)?(.*)\]$/is.exec(typed) ?? []
  if (literal !== undefined && canonicalAddress(literal) !== undefined) return typed
  const name = parseDomain(typed)
  if ('fault' in name) throw new Misread(`--helo ${typed}: ${name.fault}`)
  return name.name
}

/** RFC 6376 section 3.1: labels as in a host name, and underscores, which are in use; the whole name of a key will do. */
function selectorName(typed: string, targets: readonly DomainTarget[]): string {
  const [selector = '', domain] = typed
    .toLowerCase()
    .replace(/\.$/, '')
    .split(/\._domainkey\.?/)
  if (selector.length > 190 || !/^(?:[a-z0-9_][a-z0-9_-]{0,62}\.)*[a-z0-9_][a-z0-9_-]{0,62}$/.test(selector))
    throw new Misread(
      `--selector takes the selector alone, what s= says in a DKIM-Signature, not "${typed}": --selector s1`,
    )
  if (domain && !targets.some(({ name }) => name === domain))
    throw new Misread(
      `--selector ${typed} names a key of another domain: give the selector alone, --selector ${selector}`,
    )
  return selector
}

/** The checks that `--only` and `--skip` leave, in registry order. A pattern that fits none is a mistake. */
export function chooseChecks({ only, skip }: Choice, registry: readonly Check[]): readonly Check[] | Usage {
  const ids = registry.map((check) => check.id)
  for (const [option, patterns] of [
    ['--only', only],
    ['--skip', skip],
  ] as const)
    for (const pattern of patterns)
      if (!ids.some(fits(pattern))) return usage(`${option} ${pattern} fits no check${meant(pattern, ids)}`)
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
