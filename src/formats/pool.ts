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

/** Pulled: something of the address fails. Unknown: nothing does, but what decides was not seen. */
function fitnessOf(findings: readonly Finding[]): { fitness: Fitness; reason: string } {
  const own = findings.filter(({ check }) => check.startsWith('ip-'))
  const failed = own.find(({ verdict }) => verdict === 'fail')
  if (failed) return { fitness: 'pull', reason: failed.says }
  const unseen = own.find(({ verdict }) => verdict === 'unknown') ?? own.find(isUnseenCore)
  if (unseen) return { fitness: 'unknown', reason: unseen.says }
  return { fitness: 'fit', reason: 'nothing known against it' }
}

const unseenStates = ['refused', 'unreachable', 'broken', 'unknown-code']

/** A list of tier core that did not answer the question, though the check as a whole makes no more of it than a skip. */
const isUnseenCore = ({ check, about }: Finding): boolean =>
  check === 'ip-listed' && about.tier === 'core' && unseenStates.includes(String(about.state))
