import type { Finding } from '../core/finding.ts'
import type { Blind, BlindReason } from '../core/observation.ts'
import type { Report, Step } from '../core/report.ts'
import type { StepId } from '../core/step.ts'

/** One cause and everything that it blinds. */
export interface Unseen {
  blind: Blind
  findings: readonly Finding[]
  steps: ReadonlySet<StepId>
}

/** Findings that could not be reached, by cause: the same reason with the same words is one cause. */
export function unseen(steps: readonly Step[]): Unseen[] {
  const causes = new Map<string, { blind: Blind; findings: Finding[]; steps: Set<StepId> }>()
  for (const step of steps)
    for (const finding of step.findings) {
      if (!finding.blind) continue
      const key = `${finding.blind.reason} ${finding.blind.detail}`
      const cause = causes.get(key) ?? { blind: finding.blind, findings: [], steps: new Set() }
      cause.findings.push(finding)
      cause.steps.add(step.id)
      causes.set(key, cause)
    }
  return [...causes.values()]
}

/** What stopped us and what that leaves open, in sentences. */
export function unseenSays({ blind, findings }: Unseen): string {
  const checks = [...new Set(findings.map(({ check }) => check))]
  const questions = [...new Set(findings.flatMap((finding) => finding.blind?.question ?? []))]
  const [only] = checks
  const left =
    checks.length === 1 ? `${only} is not judged` : `${checks.length} checks are not judged: ${checks.join(', ')}`
  const asked = questions.length === 0 ? '' : ` Asked for: ${some(questions, 3)}.`
  return `${blind.detail}, so ${left}.${asked}`
}

function some(words: readonly string[], most: number): string {
  const shown = words.length <= most + 1 ? words : words.slice(0, most)
  const left = words.length - shown.length
  return shown.join(', ') + (left > 0 ? ` and ${left} more` : '')
}

/** The same run again in a way that may bring an answer, to be pasted; nothing where no such command is known. */
export function retry({ typed }: Report, reason: BlindReason): string | undefined {
  const change = changes[reason]
  if (typed === undefined || change === undefined || typed.includes('--replay')) return undefined
  if (change.every((word) => typed.includes(word))) return undefined
  const replaced = change.filter((word) => /^--/.test(word))
  const kept = typed.filter(
    (word, i) =>
      !replaced.some((option) => word === option || word.startsWith(`${option}=`) || typed[i - 1] === option),
  )
  return ['relaycheck', ...kept, ...change].map(quoted).join(' ')
}

const changes: Partial<Record<BlindReason, readonly string[]>> = {
  timeout: ['--timeout', '15', '--deadline', '180'],
  'server-failure': ['--authoritative'],
}

/** A word as a POSIX shell takes it. */
const quoted = (word: string) => (/^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
