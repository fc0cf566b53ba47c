import type { Evidence, TreeRow } from '../core/finding.ts'
import type { SpfStep } from '../core/spf.ts'

/** The way of the evaluation, as a drawn tree: what was looked up, what matched, and where it stopped. */
export function traceEvidence(trace: readonly SpfStep[]): Evidence[] {
  if (!hasBegun(trace)) return []
  const rows: TreeRow[] = [{ depth: 0, text: 'v=spf1', cells: [] }]
  let addresses: SpfStep[] = []
  const drawAddresses = () => {
    const [step] = addresses
    if (step && addresses.length === 1) rows.push(rowOf(step))
    else if (step) rows.push(rowOf({ ...step, term: `${addresses.length} addresses` }))
    addresses = []
  }
  for (const step of trace) {
    // Inside other records only what costs or decides is of interest.
    if (step.cost === 0 && step.depth > 0 && step.came !== 'pass' && step !== trace.at(-1)) continue
    if (step.cost === 0 && step.came === 'no match') addresses.push(step)
    else {
      drawAddresses()
      rows.push(rowOf(step))
    }
  }
  drawAddresses()
  const servers = [...new Set(trace.flatMap(({ server }) => server ?? []))]
  const note: Evidence[] = servers.length ? [{ kind: 'note', text: `answers from ${servers.join(', ')}` }] : []
  return [{ kind: 'tree', head: ['lookups', 'running'], rows }, ...note]
}

/** Without one sound record nothing is evaluated: one step stands for that alone, and there is nothing to draw. */
const hasBegun = ([first, second]: readonly SpfStep[]): boolean =>
  second !== undefined || (first !== undefined && (first.term !== '' || first.came === 'neutral'))

function rowOf({ depth, term, cost, lookups, came }: SpfStep): TreeRow {
  return { depth: depth + 1, text: term || 'the end', cells: cost > 0 ? [cost, lookups] : ['', ''], mark: came }
}
