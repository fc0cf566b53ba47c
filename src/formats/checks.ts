import type { Check } from '../core/check.ts'
import type { Style } from '../core/style.ts'
import { byStep, outcomesOf } from './checks-table.ts'
import { toJson } from './json.ts'
import { inAscii, pen as penFor } from './paint.ts'
import { hang, indented } from './wrap.ts'

/** Every check for people: id, title and what it can find, under its step. */
export function checksText(checks: readonly Check[], style: Style): string {
  const pen = penFor(style)
  const indent = Math.max(0, ...checks.map(({ id }) => id.length)) + 4
  const lines = byStep(checks).flatMap(({ title, of }, i) => [
    ...(i === 0 ? [] : ['']),
    pen.bold(title),
    ...of.flatMap((check) => [
      ...hang(`  ${check.id}`, check.title, pen.width, indent),
      ...indented(outcomesOf(check), pen.width, indent).map(pen.dim),
    ]),
  ])
  const whole = `${lines.join('\n')}\n\nrelaycheck explain ${checks[0]?.id ?? 'ID'} says more.\n`
  return pen.unicode ? whole : inAscii(whole)
}

/** Every check for programs. */
export const checksJson = (checks: readonly Check[]): string =>
  toJson({
    schema: 1,
    checks: checks.map((check) => ({
      id: check.id,
      step: check.step,
      title: check.title,
      outcomes: Object.entries(check.outcomes).map(([outcome, { verdict }]) => ({
        id: `${check.id}/${outcome}`,
        outcome,
        verdict,
      })),
    })),
  })
