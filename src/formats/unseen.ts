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

/** Options to leave out, and options with their values to give instead. */
interface Retry {
  without?: string
  given?: Readonly<Record<string, string>>
}
const retries: Partial<Record<BlindReason, Retry>> = {
  timeout: { given: { '--timeout': '15', '--deadline': '180' } },
  'server-failure': { given: { '--authoritative': '' } },
}

/** The same run again in a way that may bring an answer, to be pasted; nothing where no such command is known. */
export function retry({ typed, command }: Report, { reason, ownServers }: Blind): string | undefined {
  const change = ownServers ? { without: '--authoritative' } : retries[reason]
  if (typed === undefined || change === undefined || typed.includes('--replay')) return undefined
  const { without, given = {} } = change
  if (command === 'ip' && '--authoritative' in given) return undefined
  const more = Object.entries(given).flatMap(([option, value]) => (value === '' ? [option] : [option, value]))
  if (without === undefined ? more.every((word) => typed.includes(word)) : !typed.includes(without)) return undefined
  const takes = (option: string | undefined) => given[option ?? ''] !== undefined && given[option ?? ''] !== ''
  const kept = typed.filter(
    (word, i) => word !== without && !(word.replace(/=.*$/s, '') in given) && !takes(typed[i - 1]),
  )
  return ['relaycheck', ...kept, ...more].map(quoted).join(' ')
}

/** A word as a POSIX shell takes it. */
const quoted = (word: string) => (/^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
