import type { Report, Step } from '../core/report.ts'

/** The steps of each target, targets in the order of the report. */
export function byTarget(steps: readonly Step[]): Step[][] {
  const targets = new Map<string, Step[]>()
  for (const step of steps) targets.set(step.target, [...(targets.get(step.target) ?? []), step])
  return [...targets.values()]
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026-11-24T06:00:00.000Z` -> `24 Nov 2026, 06:00 UTC`. */
export function date(iso: string): string {
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(iso) ?? []
  return `${Number(day)} ${months[Number(month) - 1]} ${year}, ${time} UTC`
}

/** Who answered, where anybody did. */
export function resolversOf({ resolvers }: Report): string[] {
  const named = resolvers.map(
    ({ address, upstreams }) => address + (upstreams?.length ? ` (asks ${upstreams.join(', ')})` : ''),
  )
  return named.length === 0 ? [] : [`asked ${named.join(', ')}`]
}
