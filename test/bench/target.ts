/** One line of the bench's table: what is asked for, what was measured, and how the two stand to each other. */
export interface Target {
  what: string
  asked: string
  measured: string
  /** Measured by asked, so that 1 is just met; at least: more is better. */
  ratio: number
  better: 'at least' | 'at most'
}

export const isMet = ({ ratio, better }: Target): boolean => (better === 'at most' ? ratio <= 1 : ratio >= 1)

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}
