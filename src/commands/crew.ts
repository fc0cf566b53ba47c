/** How many are at work at once. One that waits for long, on a dead server say, makes room for another, up to `mostWaiting`. */
export interface Limits {
  mostBusy: number
  mostWaiting: number
  /** From when on it counts as waiting, in milliseconds. */
  waitsAfterMs: number
}
export interface Crew {
  /** Resolves when one more may be started. */
  room(): Promise<void>
  /** Counts one in until its work is done. */
  start(work: Promise<void>): void
  /** Resolves when all that was started is done. */
  done(): Promise<void>
}

export function openCrew({ mostBusy, mostWaiting, waitsAfterMs }: Limits): Crew {
  const at = { busy: 0, waiting: 0 }
  let changed: (() => void) | undefined
  const count = (who: keyof typeof at, by: number) => {
    at[who] += by
    if (by < 0) changed?.()
  }
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>((wake) => (changed = wake))
  }
  return {
    room: () => until(() => at.busy < mostBusy && at.waiting < mostWaiting),
    done: () => until(() => at.busy + at.waiting === 0),
    start(work) {
      let as: keyof typeof at = 'busy'
      count(as, 1)
      const late = setTimeout(() => {
        as = 'waiting'
        count('waiting', 1)
        count('busy', -1)
      }, waitsAfterMs)
      void work.finally(() => {
        clearTimeout(late)
        count(as, -1)
      })
    },
  }
}
