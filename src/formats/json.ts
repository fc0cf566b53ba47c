import type { Finding } from '../core/finding.ts'
import type { Report, Step } from '../core/report.ts'
import { orders, unprintable } from '../records/visible.ts'

/** A report for programs: `schema` 1 (report.schema.json), fields in a fixed order, new ones last. */
export function json(report: Report): string {
  const { tool, command, at, durationMs, verdict, exitCode, counts, resolvers } = report
  const { pass, info, warn, fail, unknown, skip } = counts
  return toJson({
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
  })
}

const stepOut = ({ id, title, target, verdict, findings }: Step) => ({
  id,
  title,
  target,
  verdict,
  findings: findings.map(findingOut),
})

/** Without `brief`, which is the text report's own. */
const findingOut = ({ id, check, outcome, verdict, blind, says, about, evidence, fix, repair, refs }: Finding) => ({
  id,
  check,
  outcome,
  verdict,
  blind: blind && { reason: blind.reason, detail: blind.detail, question: blind.question },
  says,
  about,
  evidence,
  fix,
  repair,
  refs,
})

/** JSON that can be shown as it is: whatever does not print or gives orders stands as `\uXXXX`, whoever reads it gets it back. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  const shown = text.replace(unprintable, (character) => (character === '\n' ? character : escaped(character)))
  return `${shown.replace(orders, escaped)}\n`
}

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')
