import type { Check } from '../core/check.ts'
import type { Verdict } from '../core/finding.ts'
import { nearest } from '../core/nearest.ts'
import { type Usage, usage } from '../core/request.ts'
import { steps, stepsOf } from '../core/step.ts'
import type { Style } from '../core/style.ts'
import { toJson } from './json.ts'
import { inAscii, type Pen, pen as penFor } from './paint.ts'
import { ends, hang, indented } from './wrap.ts'

/** One thing that a check can find. In `says` and `fix`, `{words in braces}` stand for what a run sees. */
export interface Meaning {
  id: string
  verdict: Verdict
  says: string
  fix?: string
}
/** What there is to say about one check: all that it can find, or the one outcome that was asked for. */
export interface Explanation {
  check: Check
  meanings: readonly Meaning[]
}

/** `spf-lookups`, or `spf-lookups/too-many`; for an id that does not exist a usage error with the nearest one that does. */
export function explain(what: string, checks: readonly Check[]): Explanation | Usage {
  const [id = '', outcome, ...rest] = what.trim().toLowerCase().split('/')
  const check = checks.find((one) => one.id === id)
  if (!check) {
    const meant = nearest(
      id,
      checks.map((one) => one.id),
    )
    return usage(
      `There is no check "${what}"${meant ? `. Did you mean ${meant}?` : ': relaycheck checks lists them all.'}`,
    )
  }
  const all = meaningsOf(check)
  if (outcome === undefined) return { check, meanings: all }
  const meanings = all.filter((meaning) => meaning.id === `${id}/${outcome}`)
  if (meanings.length > 0 && rest.length === 0) return { check, meanings }
  const meant = nearest(
    outcome,
    all.map((meaning) => meaning.id.slice(id.length + 1)),
  )
  return usage(
    `${id} cannot find "${outcome}"${meant ? `. Did you mean ${id}/${meant}?` : `: relaycheck explain ${id} says what it can.`}`,
  )
}

function meaningsOf(check: Check): Meaning[] {
  return [
    ...Object.entries(check.outcomes).map(([outcome, { verdict, says, fix }]) => ({
      id: `${check.id}/${outcome}`,
      verdict,
      says,
      ...(fix !== undefined && { fix }),
    })),
    {
      id: `${check.id}/unknown`,
      verdict: 'unknown',
      says: 'It could not be seen; the report says why.',
    },
    ...(check.subject === undefined
      ? []
      : [
          {
            id: `${check.id}/not-applicable`,
            verdict: 'skip' as const,
            says: 'There is nothing to judge; the report says why.',
          },
        ]),
    ...(stepsOf.address.includes(check.step)
      ? [
          {
            id: `${check.id}/behind-relay`,
            verdict: 'skip' as const,
            says: 'It could not be seen, and need not be: the mail of this machine goes out through a relay, whose address receivers see.',
          },
        ]
      : []),
  ]
}

/** An explanation for people. */
export function explainText({ check, meanings }: Explanation, style: Style): string {
  const pen = penFor(style)
  const lines = [
    ...ends(check.id, steps[check.step], pen.width).map((line) => pen.bold(line)),
    '',
    ...indented(check.title, pen.width, 2),
    '',
    ...indented(check.why, pen.width, 2),
    ...meanings.flatMap((meaning) => ['', ...meaningText(meaning, pen)]),
    ...legend(meanings, pen),
    ...(check.refs.length > 0
      ? ['', ...indented(sourcesOf(check).join('; '), pen.width, 2).map((line) => pen.dim(line))]
      : []),
  ]
  const whole = `${lines.join('\n')}\n`
  return pen.unicode ? whole : inAscii(whole)
}

/** The check's sources and those of single outcomes, each once. */
const sourcesOf = ({ refs, outcomes }: Check): string[] => [
  ...new Set([...refs, ...Object.values(outcomes).flatMap((outcome) => outcome.refs ?? [])]),
]

function legend(meanings: readonly Meaning[], pen: Pen): string[] {
  const [word] = /\{\w+\}/.exec(meanings.map(({ says, fix }) => `${says} ${fix ?? ''}`).join(' ')) ?? []
  if (word === undefined) return []
  return [
    '',
    ...indented(`${word} stands for what a run sees, and so does any other word in braces.`, pen.width, 2).map(pen.dim),
  ]
}

function meaningText({ id, verdict, says, fix }: Meaning, pen: Pen): string[] {
  const indent = pen.column
  const head = `  ${pen.sign[verdict]} ${verdict}`
  const [first = '', ...rest] = hang(head, id, pen.width, indent)
  return [
    pen.verdict(verdict, head) + first.slice(head.length),
    ...rest,
    ...indented(says, pen.width, indent),
    ...(fix ?? '')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .flatMap((line) =>
        line.startsWith('    ') ? [' '.repeat(indent + 2) + line.trim()] : indented(line, pen.width, indent + 2),
      ),
  ]
}

/** An explanation for programs. */
export const explainJson = ({ check, meanings }: Explanation): string =>
  toJson({
    schema: 1,
    id: check.id,
    step: check.step,
    title: check.title,
    why: check.why,
    outcomes: meanings,
    refs: sourcesOf(check),
  })
