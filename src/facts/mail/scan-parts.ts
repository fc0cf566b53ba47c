import type { Mail } from '../../core/mail.ts'
import { parseContentType, parseParameterised } from '../../records/mail/content-type.ts'
import { type Header, type HeaderField, type HeaderLimits, parseHeader } from '../../records/mail/fields.ts'
import type { LineSink } from './scan-lines.ts'
import { type GrowingPart, isKept, TextKeeper } from './scan-text.ts'

/** Bounds against messages made to hurt. */
const mostDepth = 50
const mostParts = 500
const mostHead = 1_048_576
const partLimits: HeaderLimits = { fields: 500, octets: 65_536 }
const mostPartHeads = 2_097_152
const longestBoundary = 250

/** A part that is being read; the message itself is the first. */
interface Open {
  part: GrowingPart
  /** Where its body begins. */
  start: number
  /** Of a multipart that has not been closed. */
  boundary?: string
  children: number
}

/** Finds the parts of a message line by line (RFC 2046 section 5.1). */
export class PartReader implements LineSink {
  readonly #parts: GrowingPart[] = []
  /** From the message itself to the part that is being read. */
  readonly #open: Open[] = []
  readonly #text = new TextKeeper()
  /** The header that is being read; nothing within a body. */
  #head: string[] | undefined = []
  #headOctets = 0
  #partHeads = 0
  #top: Header = { fields: [], strays: [] }
  #cut: string | undefined
  #lastLineEnd = 0
  /** What follows belongs to a part too many, of which nothing is looked at. */
  #ignored = false
  #line = 1
  #headLine = 1

  constructor() {
    this.#begin('1', 'text/plain', 1)
  }

  place() {
    const { part } = this.#current
    const head = this.#head !== undefined
    return {
      part: part.path,
      head: head && this.#open.length === 1,
      rawAllowed: head || part.encoding === '8bit' || part.encoding === 'binary',
      ignored: this.#ignored,
    }
  }

  line(octets: Buffer, start: number, end: number, offset: number, lineEnd: number): void {
    const isDashed = octets[start] === 45 && octets[start + 1] === 45 && end - start > 2
    if (isDashed && this.#open.length > 0 && this.#meetsBoundary(octets, start, end, offset)) {
      // Nothing of the line belongs to a part.
    } else if (this.#head && start === end) this.#endHead(offset + lineEnd)
    else {
      this.#take(octets, start, end)
      this.#endLine(lineEnd)
    }
    this.#lastLineEnd = lineEnd
    this.#line++
  }

  piece(octets: Buffer, start: number, end: number): void {
    this.#take(octets, start, end)
  }

  longEnd(lineEnd: number): void {
    this.#endLine(lineEnd)
    this.#lastLineEnd = lineEnd
    this.#line++
  }

  /** What was found, once all `octets` of the message are told. */
  end(octets: number): Pick<Mail, 'fields' | 'strays' | 'cut' | 'parts' | 'isHeadAlone' | 'isHeadCut'> {
    const isHeadAlone = this.#head !== undefined && this.#open.length === 1
    if (this.#head) this.#endHead(octets)
    this.#text.keepLineEnd()
    this.#closeFrom(0, octets)
    const { fields, strays, cut = this.#cut } = this.#top
    return {
      fields,
      ...(strays.length > 0 && { strays }),
      ...(cut !== undefined && { cut }),
      parts: this.#parts,
      ...(this.#top.cut !== undefined && { isHeadCut: true as const }),
      ...(isHeadAlone && { isHeadAlone }),
    }
  }

  get #current(): Open {
    return this.#open.at(-1) as Open
  }

  #take(octets: Buffer, start: number, end: number): void {
    if (!this.#head) this.#text.add(octets, start, end)
    else if (this.#headOctets <= mostHead) {
      const last = Math.min(end, start + mostHead + 1 - this.#headOctets)
      this.#head.push(octets.toString('latin1', start, last))
      this.#headOctets += last - start
    }
  }

  #endLine(lineEnd: number): void {
    if (!this.#head) this.#text.addLineEnd(lineEnd)
    else if (this.#headOctets <= mostHead && lineEnd > 0) {
      this.#head.push(lineEnd === 2 ? '\r\n' : '\n')
      this.#headOctets += lineEnd
    }
  }

  /** Begins a part, its header first. */
  #begin(path: string, type: string, line: number): void {
    const part: GrowingPart = {
      path,
      depth: this.#open.length,
      type,
      parameters: {},
      encoding: '7bit',
      fields: [],
      octets: 0,
    }
    this.#parts.push(part)
    this.#open.push({ part, start: 0, children: 0 })
    this.#head = []
    this.#headOctets = 0
    this.#headLine = line
  }

  #endHead(bodyStart: number): void {
    const open = this.#current
    const { part } = open
    const text = (this.#head ?? []).join('')
    this.#head = undefined
    const isTop = this.#open.length === 1
    this.#partHeads += isTop ? 0 : Math.min(text.length, partLimits.octets)
    const isTooMuch = this.#partHeads > mostPartHeads
    if (isTooMuch) this.#cut ??= 'the headers of its parts are larger than 2 MB'
    const header = parseHeader(isTooMuch ? '' : text, this.#headLine, isTop ? undefined : partLimits)
    if (isTop) this.#top = header
    else part.fields = header.fields
    if (!isTop && header.cut !== undefined) this.#cut ??= `the header of its part ${part.path} is too large`
    open.start = bodyStart
    describe(part, header.fields)
    if (part.type.startsWith('multipart/')) this.#openMultipart(open)
    else if (isKept(part)) this.#text.begin(part)
  }

  #openMultipart(open: Open): void {
    const boundary = open.part.parameters.boundary ?? ''
    if (boundary === '' || boundary.length > longestBoundary) return
    if (open.part.depth < mostDepth) open.boundary = boundary
    else this.#cut ??= `its parts are nested more than ${mostDepth} deep`
  }

  /** Ends what is within the innermost multipart whose boundary this is; an outer one ends inner ones (RFC 2046 section 5.1.2). */
  #meetsBoundary(octets: Buffer, start: number, end: number, offset: number): boolean {
    if (end - start > longestBoundary + 100) return false
    let last = end
    while (octets[last - 1] === 32 || octets[last - 1] === 9) last--
    const text = octets.toString('latin1', start + 2, last)
    let place = this.#open.findLastIndex(({ boundary }) => boundary === text)
    const closes = place < 0 && text.endsWith('--')
    if (closes) place = this.#open.findLastIndex(({ boundary }) => boundary === text.slice(0, -2))
    if (place < 0) return false
    const bodyEnd = offset - this.#lastLineEnd
    if (this.#head) this.#endHead(bodyEnd)
    this.#closeFrom(place + 1, bodyEnd)
    const multipart = this.#open[place] as Open
    this.#ignored = false
    if (closes) delete multipart.boundary
    else this.#beginWithin(multipart)
    return true
  }

  #beginWithin(multipart: Open): void {
    multipart.children++
    if (this.#parts.length < mostParts)
      this.#begin(
        `${multipart.part.path}.${multipart.children}`,
        multipart.part.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
        this.#line + 1,
      )
    else {
      this.#cut ??= `it has more than ${mostParts} parts`
      this.#ignored = true
    }
  }

  /** The parts from that place on end there. */
  #closeFrom(place: number, bodyEnd: number): void {
    this.#text.end()
    for (const { part, start } of this.#open.splice(place)) part.octets = Math.max(0, bodyEnd - start)
  }
}

/** What its header says of a part (RFC 2045 sections 5 and 6, RFC 2183). */
function describe(part: GrowingPart, fields: readonly HeaderField[]): void {
  const said = (key: string) => fields.find((field) => field.key === key)?.value
  const written = said('content-type')
  if (written !== undefined) {
    const { type, parameters } = parseContentType(written)
    part.type = type
    part.parameters = parameters
  }
  const encoding = parseParameterised(said('content-transfer-encoding') ?? '').value
  if (encoding !== '') part.encoding = encoding.slice(0, 100)
  const disposition = parseParameterised(said('content-disposition') ?? '').value
  if (disposition !== '') part.disposition = disposition.slice(0, 100)
}
