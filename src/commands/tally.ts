import type { ExitCode } from '../core/report.ts'
import { grouped } from '../records/number.ts'
import type { Io } from '../terminal/io.ts'
import { startProgress } from '../terminal/progress.ts'

/** How far a run with many domains has come, shown where standard error is a terminal that the reports do not go to. */
export interface Tally {
  add(code: ExitCode): void
  /** Takes the progress line away; the first call leaves one line that sums up. */
  end(): void
}

const words: readonly (readonly [ExitCode, string])[] = [
  [1, 'fail'],
  [3, 'not seen'],
  [2, 'refused'],
  [70, 'by a bug'],
  [130, 'cut short'],
]

export function startTally(io: Io, toFile: boolean): Tally {
  const quiet = io.stdout.isTTY === true && !toFile
  const progress = quiet ? undefined : startProgress('asking DNS', io)
  const started = performance.now()
  const counts = new Map<ExitCode, number>()
  let done = 0
  let over = false
  const sum = () => {
    const parts = words.flatMap(([code, word]) => (counts.has(code) ? `${grouped(counts.get(code) ?? 0)} ${word}` : []))
    const seconds = Math.max(performance.now() - started, 1) / 1000
    return [`${grouped(done)} done`, ...parts, `${grouped(Math.round(done / seconds))}/s`].join(', ')
  }
  return {
    add(code) {
      done++
      if (code !== 0) counts.set(code, (counts.get(code) ?? 0) + 1)
      progress?.say(sum)
    },
    end() {
      progress?.stop()
      if (!over && io.stderr.isTTY && !quiet) io.stderr.write(`relaycheck: ${sum()}\n`)
      over = true
    },
  }
}
