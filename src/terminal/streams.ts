import type { Verbosity } from '../core/request.ts'
import type { Style } from '../core/style.ts'

/** What is known of one input or output: a terminal's stream, a pipe's, or a file (nothing of both). */
export interface Stream {
  isTTY?: boolean | undefined
  columns?: number | undefined
  /** Of a terminal's input: what is typed comes at once, and not line by line. */
  setRawMode?(on: boolean): unknown
}
type Env = Readonly<Record<string, string | undefined>>

/** How a text is to look on this stream. */
export function styleFor(stream: Stream, env: Env, asked: { color: boolean; verbosity: Verbosity }): Style {
  return {
    color: asked.color ? colorLevel(stream, env) : 0,
    width: stream.isTTY && stream.columns ? stream.columns : 80,
    unicode: isUtf8(env),
    verbosity: asked.verbosity,
  }
}

/** How a text is to look in a file: plain, at 80 columns, in UTF-8. */
export const fileStyle = (verbosity: Verbosity): Style => ({ color: 0, width: 80, unicode: true, verbosity })

/** FORCE_COLOR comes before NO_COLOR, as in Node; then only a terminal that can is given colours. */
function colorLevel({ isTTY }: Stream, env: Env): Style['color'] {
  const { FORCE_COLOR: forced, NO_COLOR, TERM = '', COLORTERM } = env
  if (forced !== undefined) return forcedLevel(forced)
  if (NO_COLOR || !isTTY || TERM === 'dumb') return 0
  if (COLORTERM === 'truecolor' || COLORTERM === '24bit') return 3
  return /256/.test(TERM) ? 2 : 1
}

function forcedLevel(forced: string): Style['color'] {
  if (forced === '0' || forced === 'false') return 0
  return forced === '2' ? 2 : forced === '3' ? 3 : 1
}

/** Whether the locale is UTF-8 (POSIX: LC_ALL before LC_CTYPE before LANG); on Windows, whether the terminal is a new one. */
export function isUtf8({ LC_ALL, LC_CTYPE, LANG, WT_SESSION, TERM_PROGRAM }: Env): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') || WT_SESSION !== undefined || TERM_PROGRAM === 'vscode'
}

/** Whether something that moves may be shown there. A terminal that claims no columns at all sends ora into an endless loop. */
export const canAnimate = ({ isTTY, columns = 0 }: Stream, { TERM, CI }: Env): boolean =>
  isTTY === true && columns > 0 && TERM !== 'dumb' && !CI
