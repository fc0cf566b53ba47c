import { Buffer } from 'node:buffer'
import type { Breakage } from '../../core/mail-auth.ts'

/** A change that servers on the way make to bodies, and how it is undone: nothing where it cannot have been made. */
interface Recoding {
  proven: NonNullable<Breakage['proven']>
  says: string
  undo(body: Uint8Array, encoding: string): Uint8Array | undefined
}

const textOf = (body: Uint8Array): string => Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1')
/** Replaces in octets; nothing where there is nothing to replace. */
const replaced = (body: Uint8Array, pattern: RegExp, by: string | ((...match: string[]) => string)) => {
  const text = textOf(body)
  const changed = text.replace(pattern, by as string)
  return changed === text ? undefined : Buffer.from(changed, 'latin1')
}

/** What can be undone without loss, likeliest first. */
export const recodings: readonly Recoding[] = [
  {
    proven: 're-encoded',
    says: 'the body was re-encoded: it was signed as 8-bit text, and came as quoted-printable',
    undo: (body, encoding) => (encoding === 'quoted-printable' ? fromQuotedPrintable(body) : undefined),
  },
  {
    proven: 're-encoded',
    says: 'the body was re-encoded: it was signed as it reads, and came as base64',
    undo: (body, encoding) => (encoding === 'base64' ? Buffer.from(textOf(body), 'base64') : undefined),
  },
  {
    proven: 're-encoded',
    says: 'the body was re-encoded: it was signed in ISO-8859-1, and came in UTF-8',
    undo: toLatin1,
  },
  {
    proven: 'wrapped',
    says: 'lines of more than 998 octets were broken on the way',
    undo: (body) => joined(body, 990, /\r?$/),
  },
  {
    proven: 'wrapped',
    says: 'lines of more than 990 octets were broken on the way',
    undo: (body) => joined(body, 900, /!\r?$/),
  },
  {
    proven: 'dots',
    says: 'a dot at the beginning of lines was doubled on the way',
    undo: (body) => replaced(body, /^\.\./gm, '.'),
  },
  {
    proven: 'dots',
    says: 'a dot at the beginning of lines was taken away on the way',
    undo: (body) => replaced(body, /^\./gm, '..'),
  },
  {
    proven: 'from-quoted',
    says: 'a ">" was put before lines that begin with "From ", as files of many messages (mbox) are kept',
    undo: (body) => replaced(body, /^>From /gm, 'From '),
  },
  {
    proven: 'blanks',
    says: 'the blank behind "--" at the top of the signature of the text was taken away',
    undo: (body) => replaced(body, /^--(?=\r?$)/gm, '-- '),
  },
]

/** RFC 2045 section 6.7. */
const fromQuotedPrintable = (body: Uint8Array): Uint8Array | undefined =>
  replaced(body, /=(?:([0-9A-Fa-f]{2})|\r?\n)/g, (_, hex) =>
    hex === undefined ? '' : String.fromCharCode(Number.parseInt(hex, 16)),
  )

function toLatin1(body: Uint8Array): Uint8Array | undefined {
  const octets = Buffer.from(body.buffer, body.byteOffset, body.length)
  if (!/[\x80-\xff]/.test(octets.toString('latin1'))) return undefined
  const text = octets.toString('utf8')
  return /[^\0-\xff]/.test(text) ? undefined : Buffer.from(text, 'latin1')
}

/** Lines of at least that length, which end so, with the line behind them, less the blank that it begins with. */
function joined(body: Uint8Array, least: number, end: RegExp): Uint8Array | undefined {
  const lines = textOf(body).split('\n')
  const parts: string[] = []
  let isBroken = false
  let count = 0
  for (const [i, line] of lines.entries()) {
    const rest = isBroken ? line.slice(1) : line
    isBroken = line.length >= least && end.test(line.slice(-2)) && /^[ \t]/.test(lines[i + 1] ?? '')
    if (isBroken) count++
    parts.push(isBroken ? rest.slice(0, -(end.exec(rest.slice(-2))?.[0].length ?? 0) || undefined) : `${rest}\n`)
  }
  return count === 0 ? undefined : Buffer.from(parts.join('').slice(0, -1), 'latin1')
}
