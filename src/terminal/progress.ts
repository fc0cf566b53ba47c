import type { Io } from './io.ts'
import { canAnimate, isUtf8 } from './streams.ts'

/** Shows that something is going on; `stop` takes every trace of it away, and may be called at any time. */
export interface Progress {
  /** What is going on from now on; asked for only where it is shown. */
  say(text: () => string): void
  stop(): void
}

/** How long a run may take before anything is shown, in milliseconds: a short one should not flicker. */
const patience = 150

/** A spinner with a text, only where standard error is a terminal. ora is loaded only if it comes to that. */
export function startProgress(text: string, { stderr, env }: Pick<Io, 'stderr' | 'env'>): Progress {
  if (!canAnimate(stderr, env)) return { say() {}, stop() {} }
  let due = 0
  let stopped = false
  let spinner: { text: string; stop(): unknown } | undefined
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora')
    if (stopped) return
    const frames = isUtf8(env) ? 'dots' : 'line'
    spinner = ora({
      text,
      stream: stderr,
      color: false,
      spinner: frames,
      isEnabled: true,
      hideCursor: false,
      discardStdin: false,
    }).start()
  }, patience)
  return {
    say(text) {
      if (spinner && performance.now() >= due) {
        spinner.text = text()
        due = performance.now() + patience
      }
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      spinner?.stop()
    },
  }
}
