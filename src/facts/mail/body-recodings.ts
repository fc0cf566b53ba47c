import { Buffer } from 'node:buffer'
import type { Breakage } from '../../core/mail-auth.ts'
import { decodeContent } from './decode.ts'

/** A change that servers on the way make to bodies, and how it is undone: nothing where it cannot have been made. */
export interface Recoding {
  proven: NonNullable<Breakage['proven']>
  says: string
  undo(body: Uint8Array, encoding: string): Uint8Array | undefined
}

const octetsOf = (body: Uint8Array): Buffer => Buffer.from(body.buffer, body.byteOffset, body.length)
const textOf = (body: Uint8Array): string => octetsOf(body).toString('latin1')

const decodedFrom = (coded: string) => (body: Uint8Array, encoding: string) =>
  encoding === coded ? decodeContent(octetsOf(body), coded) : undefined

/** Lines that begin with `what` begin with `by` instead; nothing where none does. `whole`: the line is nothing else. */
function begun(body: Uint8Array, what: string, by: string, whole = false): Uint8Array | undefined {
  const octets = octetsOf(body)
  const places: number[] = []
  for (let start = 0; start < octets.length; ) {
    const next = octets.indexOf(10, start)
    const end = next < 0 ? octets.length : next
    const isLine = octets.toString('latin1', start, Math.min(end, start + what.length)) === what
    const rest = end - start - what.length
    const isWhole = rest === 0 || (rest === 1 && octets[end - 1] === 13)
    if (isLine && (!whole || isWhole)) places.push(start)
    start = end + 1
  }
  return places.length === 0 ? undefined : put(octets, places, what.length, Buffer.from(by, 'latin1'))
}

/** The octets with `by` in the place of as many as `length` at each place. */
function put(octets: Buffer, places: readonly number[], length: number, by: Buffer): Buffer {
  const out = Buffer.alloc(octets.length + places.length * (by.length - length))
  let [from, to] = [0, 0]
  for (const place of places) {
    to += octets.copy(out, to, from, place)
    to += by.copy(out, to)
    from = place + length
  }
  octets.copy(out, to, from)
  return out
}

/** What can be undone without loss, likeliest first. */
export const recodings: readonly Recoding[] = [
  {
    proven: 're-encoded',
    says: 'the body was re-encoded: it was signed as 8-bit text, and came as quoted-printable',
    undo: decodedFrom('quoted-printable'),
  },
  {
    proven: 're-encoded',
    says: 'the body was re-encoded: it was signed as it reads, and came as base64',
    undo: decodedFrom('base64'),
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
    undo: (body) => begun(body, '..', '.'),
  },
  {
    proven: 'dots',
    says: 'a dot at the beginning of lines was taken away on the way',
    undo: (body) => begun(body, '.', '..'),
  },
  {
    proven: 'links',
    says: 'its links were rewritten to lead over a filter (Safe Links of Microsoft 365, or another)',
    undo: withoutFilters,
  },
  {
    proven: 'from-quoted',
    says: 'a ">" was put before lines that begin with "From ", as files of many messages (mbox) are kept',
    undo: (body) => begun(body, '>From ', 'From '),
  },
  {
    proven: 'blanks',
    says: 'the blank behind "--" at the top of the signature of the text was taken away',
    undo: (body) => begun(body, '--', '-- ', true),
  },
]

function toLatin1(body: Uint8Array): Uint8Array | undefined {
  const octets = octetsOf(body)
  if (!/[\x80-\xff]/.test(octets.toString('latin1'))) return undefined
  const text = octets.toString('utf8')
  return /[^\0-\xff]/.test(text) ? undefined : Buffer.from(text, 'latin1')
}

/** Lines of at least that length, which end so, with the line behind them, less the blank that it begins with. */
function joined(body: Uint8Array, least: number, end: RegExp): Uint8Array | undefined {
  if (!hasLineOf(body, least)) return undefined
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

function hasLineOf(body: Uint8Array, least: number): boolean {
  let start = 0
  for (let end = body.indexOf(10); end >= 0; end = body.indexOf(10, start)) {
    if (end - start >= least) return true
    start = end + 1
  }
  return false
}

/** Links that lead over a filter, each with what it leads to in the end. */
const filtered =
  /https:\/\/(?:[a-z0-9-]{1,30}\.safelinks\.protection\.outlook\.com\/\?url=|linkprotect\.cudasvc\.com\/url\?a=)([\w.~%!*'()+-]{1,4000})(?:&[\w.~%!*'()+=&;-]{0,4000})?|https:\/\/urldefense\.com\/v3\/__([^\s"<>]{1,1000}?)__;[^\s"<>]{0,1000}/g

/** The host of a filter over which links in the body lead. */
export function filterIn(body: Uint8Array): string | undefined {
  const octets = octetsOf(body)
  return filterHosts.find((host) => octets.includes(host))
}
const filterHosts = [
  'safelinks.protection.outlook.com',
  'urldefense.com',
  'urldefense.proofpoint.com',
  'linkprotect.cudasvc.com',
]

function withoutFilters(body: Uint8Array): Uint8Array | undefined {
  if (filterIn(body) === undefined) return undefined
  const text = textOf(body)
  const before = text.replace(filtered, (whole: string, coded?: string, plain?: string) => {
    try {
      return plain ?? decodeURIComponent(coded ?? '')
    } catch {
      return whole
    }
  })
  return before === text ? undefined : Buffer.from(before, 'latin1')
}
