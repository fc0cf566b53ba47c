import type { Check } from '../core/check.ts'
import { type StepId, steps } from '../core/step.ts'

/** Every check as Markdown tables, one a step: what README prints. */
export function checksTable(checks: readonly Check[]): string {
  return byStep(checks)
    .map(({ title, of }) =>
      [
        `### ${title}`,
        '',
        '| Check | Is well when | Outcomes |',
        '| --- | --- | --- |',
        ...of.map((check) => `| \`${check.id}\` | ${cell(check.title)} | ${cell(outcomesOf(check))} |`),
      ].join('\n'),
    )
    .join('\n\n')
}

/** The checks under their steps' titles, both in catalogue order. */
export function byStep(checks: readonly Check[]): { id: StepId; title: string; of: Check[] }[] {
  return (Object.keys(steps) as StepId[])
    .map((id) => ({ id, title: steps[id], of: checks.filter((check) => check.step === id) }))
    .filter(({ of }) => of.length > 0)
}

/** `one=pass, none=fail`. */
export const outcomesOf = (check: Check): string =>
  Object.entries(check.outcomes)
    .map(([outcome, { verdict }]) => `${outcome}=${verdict}`)
    .join(', ')

const cell = (text: string) => text.replace(/[\\|<>]/g, '\\$&')
