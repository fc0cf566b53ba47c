/** How many are at work at once. One that waits for long, on a dead server say, makes room for another, up to `mostWaiting`, if there is time for one. */
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

/** Where this thread has no time, what takes long waits for it and not for a server: more at once would only take more memory. */
function watchTime(): () => boolean {
  let [since, from] = [performance.now(), performance.eventLoopUtilization()]
  let hasTime = true
  return () => {
    const now = performance.now()
    if (now - since < sampleMs) return hasTime
    const to = performance.eventLoopUtilization()
    hasTime = performance.eventLoopUtilization(to, from).utilization < mostBusyShare
    since = now
    from = to
    return hasTime
  }
}
const sampleMs = 250
const mostBusyShare = 0.9

export function openCrew({ mostBusy, mostWaiting, waitsAfterMs }: Limits, hasTime = watchTime()): Crew {
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
      const late = setInterval(() => {
        if (!hasTime()) return
        clearInterval(late)
        as = 'waiting'
        count('waiting', 1)
        count('busy', -1)
      }, waitsAfterMs)
      void work.finally(() => {
        clearInterval(late)
        count(as, -1)
      })
    },
  }
}
