import type { Step } from '../core/report.ts'
import { type Following, seeSteps } from './following.ts'
import { receiversOf, standing } from './receivers-standing.ts'

/** What stands behind the title of the step `receivers`: how each of them would take the mail; nothing where there is none. */
export function receiversHeadline({ findings }: Pick<Step, 'findings'>, from: Following): string | undefined {
  const parts = Object.entries(standing).flatMap(([verdict, says]) => {
    const of = findings.filter((finding) => finding.verdict === verdict && finding.about.receiver !== undefined)
    if (of.length === 0) return []
    const see = seeSteps(of, from)
    return [`${says}: ${receiversOf(of).join(', ')}${see === undefined ? '' : ` (${see})`}`]
  })
  return parts.length > 0 ? parts.join('; ') : undefined
}
