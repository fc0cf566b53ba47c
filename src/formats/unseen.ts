import type { Finding } from '../core/finding.ts'
import type { Blind, BlindReason } from '../core/observation.ts'
import type { Report, Step } from '../core/report.ts'
import type { StepId } from '../core/step.ts'

/** One cause and everything that it blinds. */
export interface Unseen {
  blind: Blind
  findings: Finding[]
  /** Those in which it blinds something, out of all. */
  steps: Set<StepId>
  among: readonly Step[]
}

/** Findings of one target that could not be reached, by cause: the same reason with the same words is one cause. */
export function unseen(among: readonly Step[]): Unseen[] {
  const causes = new Map<string, Unseen>()
  for (const step of among)
    for (const finding of step.findings) {
      if (!finding.blind) continue
      const key = `${finding.blind.reason} ${finding.blind.detail}`
      const cause = causes.get(key) ?? { blind: finding.blind, findings: [], steps: new Set(), among }
      cause.findings.push(finding)
      cause.steps.add(step.id)
      causes.set(key, cause)
    }
  return [...causes.values()]
}

/** What stopped us and what that leaves open, in sentences; `everything`: with every check and question by name. */
export function unseenSays(cause: Unseen, everything: boolean): string {
  const { blind, findings, among } = cause
  const checks = checksOf(findings)
  const nothing = checks.length > 1 && among.every((step) => isLost(step, cause))
  const listed = everything ? `: ${checks.join(', ')}` : ''
  const left = nothing
    ? `nothing could be judged (${checks.length} checks${listed})`
    : notJudged(leftOpen(cause, everything))
  const questions = [...new Set(findings.flatMap((finding) => finding.blind?.question ?? []))]
  const asked = questions.length === 0 || (nothing && !everything) ? '' : ` Asked for: ${some(questions, 3)}.`
  return `${blind.detail}, so ${left}.${asked}`
}

const notJudged = (parts: readonly string[]): string =>
  `${[parts.slice(0, -1).join(', '), parts.at(-1)].filter((part) => part).join(' and ')} ${parts.length === 1 ? 'is' : 'are'} not judged`

const checksOf = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ check }) => check))]

/** Whole steps first, then checks; a check that came to something all the same is open in part only. */
function leftOpen(cause: Unseen, everything: boolean): string[] {
  const isBlinded = (finding: Finding) => cause.findings.includes(finding)
  const whole = everything
    ? []
    : cause.among.filter((step) => isLost(step, cause) && checksOf(step.findings.filter(isBlinded)).length > 1)
  const rest = cause.among.filter((step) => !whole.includes(step)).flatMap(({ findings }) => findings)
  const checks = checksOf(rest.filter(isBlinded))
  const isPart = (check: string) => rest.some((finding) => finding.check === check && !finding.blind)
  return [
    ...whole.map(({ title }) => `all of ${title}`),
    ...checks.filter((check) => !isPart(check)),
    ...checks.filter(isPart).map((check) => `a part of ${check}`),
  ]
}

/** All that applied in this step was blinded by this one cause. */
const isLost = ({ findings }: Step, cause: Unseen): boolean =>
  findings.every((finding) => finding.verdict === 'skip' || cause.findings.includes(finding))

function some(words: readonly string[], most: number): string {
  const shown = words.length <= most + 1 ? words : words.slice(0, most)
  const left = words.length - shown.length
  return shown.join(', ') + (left > 0 ? ` and ${left} more` : '')
}

/** Options to leave out, to add, or to give at least this value (seconds); `most` is the largest that each takes. */
interface Retry {
  without?: string
  with?: string
  atLeast?: Readonly<Record<string, { least: number; most: number }>>
}
const retries: Partial<Record<BlindReason, Retry>> = {
  timeout: { atLeast: { '--timeout': { least: 15, most: 600 }, '--deadline': { least: 180, most: 86_400 } } },
  'server-failure': { with: '--authoritative' },
}

/** The same run again in a way that may bring an answer, to be pasted; nothing where no such command is known. */
export function retry({ typed, command }: Report, { reason, ownServers, wayOut }: Blind): string | undefined {
  const change = ownServers ? { without: '--authoritative' } : retries[reason]
  if (typed === undefined || change === undefined || wayOut !== undefined || typed.includes('--replay'))
    return undefined
  if (command !== 'domain' && change.with === '--authoritative') return undefined
  const words = changed(typed, change)
  return words && ['relaycheck', ...words].map(quoted).join(' ')
}

function changed(typed: readonly string[], { without, with: added, atLeast = {} }: Retry): string[] | undefined {
  if (without !== undefined) return typed.includes(without) ? typed.filter((word) => word !== without) : undefined
  if (added !== undefined) return typed.includes(added) ? undefined : [...typed, added]
  const given = (option: string) => Number(givenFor(typed, option) ?? 0)
  const limits = Object.entries(atLeast)
  const enough = limits.every(([option, { least }]) => given(option) >= least)
  const values = limits.map(([option, { least, most }]) => {
    const value = enough ? Math.min(given(option) * 2, most) : Math.max(given(option), least)
    return { option, value }
  })
  if (values.every(({ option, value }) => value === given(option))) return undefined
  const kept = typed.filter((word, i) => !(word.replace(/=.*$/s, '') in atLeast) && !((typed[i - 1] ?? '') in atLeast))
  return [...kept, ...values.flatMap(({ option, value }) => [option, String(value)])]
}

/** What was given for an option, as one word with it or as the next. */
function givenFor(typed: readonly string[], option: string): string | undefined {
  const at = typed.findLastIndex((word) => word === option || word.startsWith(`${option}=`))
  return typed[at] === option ? typed[at + 1] : typed[at]?.slice(option.length + 1)
}

/** A word as a POSIX shell takes it. */
const quoted = (word: string) => (/^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
