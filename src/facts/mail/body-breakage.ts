import { createHash } from 'node:crypto'
import type { Breakage } from '../../core/mail-auth.ts'
import { grouped } from '../../records/number.ts'
import { type BodyWant, hashOf } from './body-hashes.ts'
import { type Recoding, recodings } from './body-recodings.ts'
import { canonicalBody } from './canonical-body.ts'

/** A body that is not the one that was signed. */
export interface BrokenBody {
  /** As it came. */
  body: Uint8Array
  want: BodyWant
  /** `bh=` */
  hash: string
  /** Content-Transfer-Encoding of the message, lower case. */
  encoding: string
}
type Found = Pick<Breakage, 'proven' | 'says'>

/** What was done to the body, where undoing it gives the body that was signed. */
export function bodyBreakage(broken: BrokenBody): Found | undefined {
  return otherForm(broken) ?? recoded(broken) ?? linesAdded(broken)
}

function otherForm({ body, want, hash }: BrokenBody): Found | undefined {
  const form = want.form === 'simple' ? 'relaxed' : 'simple'
  if (hashOf(body, { ...want, form }) !== hash) return undefined
  return form === 'relaxed'
    ? { proven: 'blanks', says: 'blanks in the body were changed, which canonicalization "simple" does not forgive' }
    : { says: 'the body hash was made by canonicalization "simple", and c= says "relaxed": the signer is at fault' }
}

function recoded({ body, want, hash, encoding }: BrokenBody): Found | undefined {
  for (const recoding of recodings) {
    const before = madeOf(body).before(recoding, encoding)
    if (before && hashOf(before, want) === hash) return { proven: recoding.proven, says: recoding.says }
  }
  return undefined
}

/** What is made of one body for all its signatures, each thing once. */
interface Made {
  before(recoding: Recoding, encoding: string): Uint8Array | undefined
  /** The canonical body, and where its lines begin. */
  canonical(form: BodyWant['form']): { text: Uint8Array; starts: Uint32Array }
}
const made = new WeakMap<Uint8Array, Made>()

function madeOf(body: Uint8Array): Made {
  const known = made.get(body)
  if (known) return known
  const befores = new Map<Recoding, Uint8Array | undefined>()
  const texts = new Map<BodyWant['form'], ReturnType<Made['canonical']>>()
  const fresh: Made = {
    before(recoding, encoding) {
      if (!befores.has(recoding)) befores.set(recoding, recoding.undo(body, encoding))
      return befores.get(recoding)
    },
    canonical(form) {
      const text = texts.get(form)?.text ?? canonical(body, form)
      const one = texts.get(form) ?? { text, starts: lineStarts(text) }
      texts.set(form, one)
      return one
    },
  }
  made.set(body, fresh)
  return fresh
}

/** Where lines begin and end in a canonical body; every one ends with CRLF. */
function lineStarts(text: Uint8Array): Uint32Array {
  const starts: number[] = [0]
  for (let at = text.indexOf(10); at >= 0 && at + 1 < text.length; at = text.indexOf(10, at + 1)) starts.push(at + 1)
  return Uint32Array.from(starts)
}

const mostTried = 5000
const longestEnd = 2048
const mostEnds = 4
const mostAtTop = 50
const mostHashed = 67_108_864

function linesAdded({ body, want, hash }: BrokenBody): Found | undefined {
  if (want.covered !== undefined) return undefined
  const { text, starts } = madeOf(body).canonical(want.form)
  return atEnd(text, starts, want, hash) ?? atTop(text, starts, want, hash)
}

function canonical(body: Uint8Array, form: BodyWant['form']): Uint8Array {
  const chunks: Uint8Array[] = []
  const made = canonicalBody(form, (octets) => chunks.push(octets.slice()))
  made.write(body)
  made.end()
  return Buffer.concat(chunks)
}

/** Lines put behind all others, or before the last delimiter of a multipart message or the end of a page of HTML. */
function atEnd(text: Uint8Array, starts: Uint32Array, want: BodyWant, hash: string): Found | undefined {
  const ends = endings(text, starts)
  const first = Math.max(0, starts.length - mostTried)
  const running = createHash(want.algorithm).update(text.subarray(0, starts[first]))
  for (let line = first; line < starts.length; line++) {
    const from = starts[line] as number
    const to = starts[line + 1] ?? text.length
    running.update(text.subarray(from, to))
    const isBlank = to - from === 2
    if (!isBlank && running.copy().digest('base64') === hash)
      return { proven: 'footer', says: `${linesWere(starts.length - line - 1)} added at the end of the body` }
    for (const end of ends)
      if (end > to && running.copy().update(text.subarray(end)).digest('base64') === hash)
        return {
          proven: 'footer',
          says: `${linesWere(starts.indexOf(end) - line - 1)} added near the end of the body`,
        }
  }
  return undefined
}

/** Where what stood at the end before may begin: at a delimiter, or where a page of HTML closes. */
const endings = (text: Uint8Array, starts: Uint32Array): number[] =>
  [...starts.subarray(-longestEnd)]
    .filter((start) => text.length - start <= longestEnd)
    .filter((start) =>
      /^(?:--\S|\s*<\/(?:body|html|div|table)>)/i.test(
        Buffer.from(text.subarray(start, start + 80)).toString('latin1'),
      ),
    )
    .slice(-mostEnds)

function atTop(text: Uint8Array, starts: Uint32Array, want: BodyWant, hash: string): Found | undefined {
  const most = Math.min(mostAtTop, starts.length - 1, Math.floor(mostHashed / Math.max(1, text.length)))
  for (let line = 1; line <= most; line++)
    if (createHash(want.algorithm).update(text.subarray(starts[line])).digest('base64') === hash)
      return { proven: 'banner', says: `${linesWere(line)} added at the top of the body` }
  return undefined
}

const linesWere = (count: number): string => (count === 1 ? 'a line was' : `${grouped(count)} lines were`)
