import type { DkimKeyFault } from './record.ts'

/** Where a fault lies in the record's text, and the tag it is in. */
export interface Place {
  start: number
  end: number
  tag?: string
}
/** Takes down a fault; `tolerated` where most verifiers use the key all the same. */
export type Note = (place: Place, says: string, weight?: 'tolerated') => void

const mostFaults = 20
const mostCharacters = 60

/** A list of faults, and what takes them down: the first 20 that are tolerated, and the first 20 that are not. */
export function notebook(text: string): { faults: DkimKeyFault[]; note: Note } {
  const faults: DkimKeyFault[] = []
  const note: Note = ({ start, end, tag }, says, weight) => {
    if (faults.filter(({ tolerated }) => tolerated === (weight && true)).length >= mostFaults) return
    const excerpt = text.slice(start, Math.min(end, start + mostCharacters))
    faults.push({
      ...(tag !== undefined && { tag }),
      start,
      text: excerpt,
      says,
      ...(weight && { tolerated: true }),
    })
  }
  return { faults, note }
}
