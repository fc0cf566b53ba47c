import type { Finding } from '../core/finding.ts'
import type { Blind } from '../core/observation.ts'
import type { Report, Step } from '../core/report.ts'
import { orders, unprintable } from '../records/visible.ts'

/** A report for programs: `schema` 1 (report.schema.json), fields in a fixed order, new ones last. */
export const json = (report: Report): string => toJson(reportOut(report))

/** A report as plain data, as programs get it. */
export function reportOut(report: Report) {
  const { tool, command, at, durationMs, verdict, exitCode, counts, resolvers } = report
  const { pass, info, warn, fail, unknown, skip } = counts
  return {
    schema: 1,
    tool: { name: tool.name, version: tool.version },
    command,
    at,
    durationMs,
    verdict,
    exitCode,
    counts: { pass, info, warn, fail, unknown, skip },
    steps: report.steps.map(stepOut),
    resolvers: resolvers.map(({ address, from, upstreams }) => ({ address, from, upstreams })),
  }
}

const stepOut = ({ id, title, target, verdict, findings }: Step) => ({
  id,
  title,
  target,
  verdict,
  findings: findings.map(findingOut),
})

/** Without `brief`, which is the text report's own. */
const findingOut = (finding: Finding) => ({
  id: finding.id,
  check: finding.check,
  outcome: finding.outcome,
  verdict: finding.verdict,
  blind: finding.blind && reasonOf(finding.blind),
  says: finding.says,
  about: finding.about,
  evidence: finding.evidence,
  fix: finding.fix,
  repair: finding.repair,
  refs: finding.refs,
  follows: finding.follows,
})

const reasonOf = ({ reason, detail, question }: Blind) => ({ reason, detail, question })

/** JSON that can be shown as it is: whatever does not print or gives orders stands as `\uXXXX`, whoever reads it gets it back. */
export const toJson = (value: unknown): string => `${shown(JSON.stringify(value, null, 2))}\n`

/** The same on one line, which holds no line end of any kind: not its own either. */
export const toJsonLine = (value: unknown): string => shown(JSON.stringify(value))

/** What is neither ASCII nor a line end is little, and only that is looked at closely. */
function shown(text: string): string {
  const printed = isPlain.test(text) ? text : text.replace(/[^\n -~]+/g, (part) => part.replace(unprintable, escaped))
  return printed.includes('##') ? printed.replace(orders, escaped) : printed
}

/** Nothing in it is more than our own mark of what is left out. */
const isPlain = /^[\n -~\u2026]*$/

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')
