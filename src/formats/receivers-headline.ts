import type { Verdict } from '../core/finding.ts'
import type { Step } from '../core/report.ts'

const standing: readonly (readonly [Verdict, string])[] = [
  ['fail', 'not ready'],
  ['unknown', 'not seen'],
  ['info', 'for small senders alone'],
  ['pass', 'ready'],
]

/** What stands behind the title of the step `receivers`: how each of them would take the mail; nothing where there is none. */
export function receiversHeadline({ findings }: Pick<Step, 'findings'>): string | undefined {
  const parts = standing.flatMap(([verdict, says]) => {
    const names = findings.flatMap(({ verdict: is, about }) =>
      is === verdict && about.receiver ? [about.receiver] : [],
    )
    return names.length > 0 ? [`${says}: ${names.join(', ')}`] : []
  })
  return parts.length > 0 ? parts.join('; ') : undefined
}
