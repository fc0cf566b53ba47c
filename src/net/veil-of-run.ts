import { replaced, type Span } from './redact/spans.ts'
import { passwordFinder, passwordLabel, type Redact, redactor } from './redact.ts'
import type { Keys } from './secrets.ts'

/** What takes the secrets of a run out of what somebody else has written: a message that comes back may quote them. */
export interface VeilOfRun {
  /** A text as it may be shown. */
  hide: Redact
  /** A message as it may be recorded: as long as before, `x` for each octet of a secret, line ends left. Nothing where it holds none. */
  blot(octets: Uint8Array): Uint8Array | undefined
}
export interface SecretsOfRun {
  /** Passwords, tokens and keys, each with who logs in by it (`''`: nobody). */
  secrets: readonly { user: string; secret: string }[]
  /** Words that everybody sees, which stay whole: hosts, users, addresses. */
  shown: readonly string[]
  /** Those of lists. */
  keys: Keys
  /** What else takes secrets out of a text: those that this machine's own files hold. */
  clean?: Redact
}

/** What is looked through at once, and how much of the next with it. */
const piece = { length: 64 * 1024, beyond: 8 * 1024 }

export function veilOfRun({ secrets, shown, keys, clean = (text) => text }: SecretsOfRun): VeilOfRun {
  const finders = secrets.map(({ user, secret }) => passwordFinder(secret, user, shown))
  const ofKeys = keys.size === 0 ? (text: string) => text : redactor(keys)
  const spansIn = (text: string): Span[] => {
    if (finders.length === 0) return []
    const starts = Array.from({ length: Math.ceil(text.length / piece.length) }, (_, i) => i * piece.length)
    return starts.flatMap((at) => {
      const part = text.slice(at, at + piece.length + piece.beyond)
      return finders.flatMap((find) => find(part)).map(([start, end]): Span => [at + start, at + end])
    })
  }
  return {
    hide: (text) => clean(ofKeys(replaced(text, spansIn(text), passwordLabel))),
    blot(octets) {
      const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1')
      const blotted = blottedAt(text, spansIn(text))
      const whole = clean(ofKeys(blotted))
      return whole === text ? undefined : Buffer.from(whole, 'latin1')
    },
  }
}

function blottedAt(text: string, spans: readonly Span[]): string {
  const parts: string[] = []
  let done = 0
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (end <= done) continue
    const from = Math.max(start, done)
    parts.push(text.slice(done, from), text.slice(from, end).replace(/(?<!\n)[^\r\n]|(?<=\n)[^\r\n \t]/g, 'x'))
    done = end
  }
  return [...parts, text.slice(done)].join('')
}
