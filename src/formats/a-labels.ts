import type { Finding } from '../core/finding.ts'
import type { Report } from '../core/report.ts'
import { parseDomain } from '../records/domain.ts'

/** The report with its domains in A-labels (RFC 5890) wherever sentences have U-labels: for a terminal that is not UTF-8. */
export function inALabels(report: Report): Report {
  const targets = new Set(report.steps.map(({ target }) => target))
  const names = [...targets].flatMap((display) => {
    const parsed = parseDomain(display)
    return 'name' in parsed && parsed.name !== display ? [{ wherever: whole(display), name: parsed.name }] : []
  })
  if (names.length === 0) return report
  const plain = (text: string) => names.reduce((so, { wherever, name }) => so.replace(wherever, name), text)
  const plainFinding = ({ says, brief, fix, ...rest }: Finding): Finding => ({
    ...rest,
    says: plain(says),
    ...(brief !== undefined && { brief: plain(brief) }),
    ...(fix !== undefined && { fix: plain(fix) }),
  })
  return {
    ...report,
    ...(report.typed && { typed: report.typed.map(plain) }),
    steps: report.steps.map((step) => ({
      ...step,
      target: plain(step.target),
      findings: step.findings.map(plainFinding),
    })),
  }
}

/** A name by itself or with labels before it, in capitals too. */
const whole = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_-])${name.replaceAll('.', '\\.')}(?![\\p{L}\\p{N}_-])`, 'giu')
