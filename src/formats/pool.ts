import type { Finding } from '../core/finding.ts'
import type { Report } from '../core/report.ts'

/** What a script that rotates addresses is to do with one. */
export type Fitness = 'fit' | 'pull' | 'unknown'

/** `ADDRESS<TAB>fit|pull|unknown<TAB>reason`, a line for each address of the report, in its order. */
export function pool({ steps }: Report): string {
  const byTarget = Map.groupBy(steps, ({ target }) => target)
  return [...byTarget]
    .map(([target, of]) => {
      const { fitness, reason } = fitnessOf(of.flatMap(({ findings }) => findings))
      return `${target}\t${fitness}\t${reason}\n`
    })
    .join('')
}

/** Pulled: something of the address fails. Fit: what decides was seen, and is well. All else is unknown: nobody looked is no good news. */
function fitnessOf(findings: readonly Finding[]): { fitness: Fitness; reason: string } {
  const own = findings.filter(({ check }) => check.startsWith('ip-'))
  const failed = own.find(({ verdict }) => verdict === 'fail')
  if (failed) return { fitness: 'pull', reason: failed.says }
  const unseen = own.find(({ verdict }) => verdict === 'unknown') ?? own.find(isUnseenCore)
  const reason = unseen?.says ?? notLookedAt(own)
  return reason === undefined ? { fitness: 'fit', reason: 'nothing known against it' } : { fitness: 'unknown', reason }
}

/** Without these an address that is refused everywhere may look well. */
const deciding = ['ip-routable', 'ip-ptr', 'ip-forward-confirmed']
const judged = ({ verdict }: Finding): boolean => verdict !== 'skip' && verdict !== 'unknown'

function notLookedAt(own: readonly Finding[]): string | undefined {
  const without = deciding.find((id) => !own.some((finding) => finding.check === id && judged(finding)))
  const decided = own.some((finding) => finding.about.decides === true && judged(finding))
  if (without === undefined && decided) return undefined
  const nothingToSee = own.find(({ outcome }) => outcome === 'not-applicable')?.says
  if (nothingToSee !== undefined) return nothingToSee
  return without === undefined
    ? 'Spamhaus ZEN was not asked, and no other list stands in for it'
    : `${without} was not among the checks of this run`
}

const unseenStates = ['refused', 'unreachable', 'broken', 'unknown-code', 'skipped']

/** A list of tier core that did not answer the question, though the check as a whole makes no more of it than a skip. */
const isUnseenCore = ({ about }: Finding): boolean =>
  about.tier === 'core' && unseenStates.includes(String(about.state))
