import type { Style } from '../core/style.ts'

/** Shows that something is going on; `stop` takes every trace of it away, and may be called at any time. */
export interface Progress {
  stop(): void
}

/** How long a run may take before anything is shown, in milliseconds: a short one should not flicker. */
const patience = 150

/** A spinner with a text, on a terminal (see canAnimate). ora is loaded only if it comes to that. */
export function startProgress(text: string, stream: NodeJS.WriteStream, style: Style): Progress {
  let stopped = false
  let spinner: { stop(): unknown } | undefined
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora')
    if (stopped) return
    const frames = style.unicode ? 'dots' : 'line'
    spinner = ora({
      text,
      stream,
      color: false,
      spinner: frames,
      isEnabled: true,
      hideCursor: false,
      discardStdin: false,
    }).start()
  }, patience)
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
      spinner?.stop()
    },
  }
}
