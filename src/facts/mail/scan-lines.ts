import type { MailLine, MailLines } from '../../core/mail.ts'

/** Who is told of each line, without its line end: a whole one, or, where it is longer than 2,048 octets, piece by piece. */
export interface LineSink {
  /** Octets `start` to `end` of a chunk; `offset` of the line in the message, `lineEnd` 0 to 2 octets behind it. */
  line(octets: Buffer, start: number, end: number, offset: number, lineEnd: number): void
  piece(octets: Buffer, start: number, end: number): void
  longEnd(lineEnd: number): void
  /** Where the line that comes next belongs; asked before it is told. */
  place(): { part: string; head: boolean; rawAllowed: boolean; ignored: boolean }
}

/** Longer ones are told in pieces; nothing that is looked for in a line is. */
const wholeLine = 2048
const longestLine = 998
const mostShown = 10

const ordinary = 0
const classes = new Uint8Array(256)
const [nulClass, lineFeedClass, returnClass, highClass] = [1, 2, 3, 4]
classes[0] = nulClass
classes[10] = lineFeedClass
classes[13] = returnClass
classes.fill(highClass, 128)

/** Parts octets into lines, wherever the chunks are cut, and counts what lines can be counted for; bounded memory. */
export class LineReader {
  readonly #sink: LineSink
  /** The beginning of a line that the chunks so far have not ended. */
  readonly #held = Buffer.allocUnsafe(wholeLine + 1)
  #heldLength = 0
  /** The line is too long to be held: its pieces are told as they come. */
  #flowing = false
  #flowed = 0
  #high = false
  #pendingReturn = false
  #offset = 0
  #line = 1
  #lineStart = 0
  readonly #endings = { crlf: { count: 0, first: [] as MailLine[] }, lf: { count: 0, first: [] as MailLine[] } }
  readonly #long: Counted = { first: [], count: 0 }
  readonly #raw: Counted = { first: [], count: 0 }
  #rawUnread = false
  #bareCr = 0
  #firstCr: number | undefined
  #nul = 0
  #firstNul: number | undefined

  constructor(sink: LineSink) {
    this.#sink = sink
  }

  write(chunk: Buffer): void {
    if (chunk.length === 0) return
    if (this.#pendingReturn && chunk[0] !== 10) this.#bare(this.#line)
    this.#pendingReturn = false
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const kind = classes[chunk[at] as number] as number
      if (kind === ordinary) continue
      if (kind === highClass) this.#high = true
      else if (kind === lineFeedClass) {
        this.#endLine(chunk, start, at)
        start = at + 1
      } else if (kind === nulClass) {
        this.#nul++
        this.#firstNul ??= this.#line
      } else if (at + 1 === chunk.length) this.#pendingReturn = true
      else if (chunk[at + 1] !== 10) this.#bare(this.#line)
    }
    this.#hold(chunk, start, chunk.length)
    this.#offset += chunk.length
  }

  /** The last line may have no line end. */
  end(): MailLines & { octets: number } {
    if (this.#pendingReturn) this.#bare(this.#line)
    const octets = this.#flowed + this.#heldLength
    if (octets > 0) this.#tell(octets, 0)
    const { crlf, lf } = this.#endings
    const isMixed = crlf.count > 0 && lf.count > 0
    const odd = crlf.count < lf.count ? crlf : lf
    return {
      octets: this.#offset,
      count: octets > 0 ? this.#line : this.#line - 1,
      ending: isMixed ? 'mixed' : lf.count > 0 ? 'lf' : 'crlf',
      odd: isMixed ? odd.first : [],
      oddCount: isMixed ? odd.count : 0,
      ...(isMixed && { oddEnding: odd === crlf ? ('crlf' as const) : ('lf' as const) }),
      bareCr: this.#bareCr,
      ...(this.#firstCr !== undefined && { firstCr: this.#firstCr }),
      long: this.#long.first,
      longCount: this.#long.count,
      raw: this.#raw.first,
      rawCount: this.#raw.count,
      ...(this.#rawUnread && { rawUnread: true as const }),
      nul: this.#nul,
      ...(this.#firstNul !== undefined && { firstNul: this.#firstNul }),
    }
  }

  #bare(line: number): void {
    this.#bareCr++
    this.#firstCr ??= line
  }

  /** The line feed stands at `end`. */
  #endLine(chunk: Buffer, start: number, end: number): void {
    const isWhole = this.#heldLength === 0 && !this.#flowing
    const hasReturn = end > start ? chunk[end - 1] === 13 : !isWhole && this.#held[this.#heldLength - 1] === 13
    const lineEnd = hasReturn ? 2 : 1
    if (isWhole && end - start <= wholeLine) {
      this.#told(chunk, start, end - lineEnd + 1, end - start - lineEnd + 1, lineEnd)
    } else {
      this.#hold(chunk, start, end)
      if (hasReturn) this.#heldLength--
      this.#tell(this.#flowed + this.#heldLength, lineEnd)
    }
    this.#line++
    this.#lineStart = this.#offset + end + 1
  }

  /** Keeps what is not known yet to end a line; a long line goes on at once, but for a CR at its end. */
  #hold(chunk: Buffer, start: number, end: number): void {
    if (start === end) return
    if (!this.#flowing && this.#heldLength + end - start <= wholeLine + 1) {
      this.#heldLength += chunk.copy(this.#held, this.#heldLength, start, end)
      return
    }
    this.#flowing = true
    this.#flow(this.#held, 0, this.#heldLength)
    const kept = chunk[end - 1] === 13 ? 1 : 0
    this.#flow(chunk, start, end - kept)
    this.#heldLength = chunk.copy(this.#held, 0, end - kept, end)
  }

  #flow(octets: Buffer, start: number, end: number): void {
    if (start === end) return
    this.#flowed += end - start
    this.#sink.piece(octets, start, end)
  }

  /** The end of a line that was held, or flowed. */
  #tell(octets: number, lineEnd: number): void {
    if (octets > wholeLine) this.#flow(this.#held, 0, this.#heldLength)
    const isLong = octets > wholeLine
    const length = this.#heldLength
    this.#heldLength = 0
    this.#flowing = false
    this.#flowed = 0
    if (isLong) this.#longEnd(octets, lineEnd)
    else this.#told(this.#held, 0, length, octets, lineEnd)
  }

  #longEnd(octets: number, lineEnd: number): void {
    this.#count(octets, lineEnd)
    this.#sink.longEnd(lineEnd)
  }

  #told(from: Buffer, start: number, end: number, octets: number, lineEnd: number): void {
    this.#count(octets, lineEnd)
    this.#sink.line(from, start, end, this.#lineStart, lineEnd)
  }

  #count(octets: number, lineEnd: number): void {
    const ending = lineEnd === 2 ? this.#endings.crlf : this.#endings.lf
    if (lineEnd > 0) ending.count++
    const isShown = lineEnd > 0 && ending.first.length < mostShown
    if (!isShown && octets <= longestLine && !this.#high) return
    const { part, head, rawAllowed, ignored } = this.#sink.place()
    const line = { line: this.#line, octets, part }
    if (isShown) ending.first.push(line)
    if (octets > longestLine && !head) add(this.#long, line)
    if (this.#high && ignored) this.#rawUnread = true
    else if (this.#high && !rawAllowed) add(this.#raw, line)
    this.#high = false
  }
}

interface Counted {
  first: MailLine[]
  count: number
}

function add(to: Counted, line: MailLine): void {
  to.count++
  if (to.first.length < mostShown) to.first.push(line)
}
