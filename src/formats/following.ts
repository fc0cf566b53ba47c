import type { Finding } from '../core/finding.ts'
import type { Step } from '../core/report.ts'
import type { StepId } from '../core/step.ts'
import { receiversOf, standing } from './receivers-standing.ts'

/** What follows from what, in a report: such findings have no cause of their own, and are told with their causes. */
export interface Following {
  /** Those that follow, each with its causes in the order in which they are told. */
  causes: ReadonlyMap<Finding, readonly Cause[]>
  /** By the last of its causes: what is named at the end of that one's story. */
  named: ReadonlyMap<Finding, readonly Finding[]>
}
/** A finding that others follow from: the first of its check that fails or warns. */
export interface Cause {
  finding: Finding
  step: StepId
  /** The step's heading. */
  title: string
}

/** Looks through all targets; a finding whose causes are not among those of its own target follows from nothing. */
export function following(steps: readonly Step[]): Following {
  const causes = new Map<Finding, readonly Cause[]>()
  for (const of of Map.groupBy(steps, ({ target }) => target).values()) {
    const byCheck = causesByCheck(of)
    for (const finding of of.flatMap(({ findings }) => findings)) {
      const found = canFollow(finding) ? causesOf(finding, byCheck) : []
      if (found.length > 0) causes.set(finding, found)
    }
  }
  const named = new Map<Finding, Finding[]>()
  for (const [finding, found] of causes) {
    const last = found.at(-1)?.finding
    if (last) named.set(last, [...(named.get(last) ?? []), finding])
  }
  return { causes, named }
}

const canFollow = ({ verdict, follows = [] }: Finding): boolean =>
  follows.length > 0 && ['fail', 'warn', 'info'].includes(verdict)

/** In the order of the stories: step by step, what fails before what warns. Lists have a way of telling of their own. */
function causesByCheck(steps: readonly Step[]): Map<string, Cause> {
  const told = steps
    .filter(({ id }) => id !== 'lists')
    .flatMap(({ id, title, findings }) =>
      ['fail', 'warn'].flatMap((verdict) =>
        findings.flatMap((finding) => (finding.verdict === verdict ? [{ finding, step: id, title }] : [])),
      ),
    )
  const byCheck = new Map<string, Cause>()
  for (const cause of told) if (!byCheck.has(cause.finding.check)) byCheck.set(cause.finding.check, cause)
  return byCheck
}

/** What a finding follows from in the end, of which nothing else is the cause; where something fails, that is it, and not what only warns. */
function causesOf(finding: Finding, byCheck: ReadonlyMap<string, Cause>): Cause[] {
  const directOf = (of: Finding) => [...byCheck.values()].filter((cause) => of.follows?.includes(cause.finding.check))
  const reached = new Set(directOf(finding))
  const roots = new Set<Cause>()
  // A set goes on with what is added while it is walked.
  for (const cause of reached) {
    const further = directOf(cause.finding)
    if (further.length === 0) roots.add(cause)
    for (const one of further) reached.add(one)
  }
  const all = [...byCheck.values()].filter((cause) => roots.has(cause))
  const failing = all.filter(({ finding: { verdict } }) => verdict === 'fail')
  return failing.length > 0 ? failing : all
}

/** The line that ends a cause's story, where something follows from it: receivers by name, all else by id. */
export function followSays(cause: Finding, { causes, named }: Following): string | undefined {
  const findings = named.get(cause)
  if (!findings) return undefined
  const others = new Set(
    findings
      .flatMap((one) => (causes.get(one) ?? []).map(({ finding }) => finding.check))
      .filter((check) => check !== cause.check),
  )
  const from = others.size === 0 ? 'this' : `this, and from ${andList([...others])},`
  return `From ${from} follows: ${namesOf(findings).join('; ')}.`
}

/** The line that ends the story of what follows, where that is told all the same. */
export function causesSay(finding: Finding, { causes }: Following): string | undefined {
  const checks = causes.get(finding)?.map((cause) => cause.finding.check)
  return checks && `This follows from ${andList(checks)}.`
}

function namesOf(findings: readonly Finding[]): string[] {
  const receivers = Object.entries(standing).flatMap(([verdict, says]) => {
    const names = receiversOf(findings.filter((finding) => finding.verdict === verdict))
    return names.length === 0 ? [] : [`${andList(names)} ${verdict === 'info' ? 'ready ' : ''}${says}`]
  })
  return [...receivers, ...distinct(findings.flatMap(({ id, about }) => (about.receiver === undefined ? [id] : [])))]
}

const distinct = (words: readonly string[]): string[] => [...new Set(words)]
const andList = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), words.at(-1)].filter((part) => part).join(' and ')

/** Under which headings the causes of all these stand; nothing where one of them has a story of its own. */
export function seeSteps(findings: readonly Finding[], { causes }: Following): string | undefined {
  if (findings.length === 0 || findings.some((finding) => !causes.has(finding))) return undefined
  const titles = findings.flatMap((finding) => (causes.get(finding) ?? []).map(({ title }) => title))
  return `see ${distinct(titles).join(', ')}`
}
