import type { MailPart } from '../../core/mail.ts'
import { readOctets } from '../../records/mail/fields.ts'
import { decodeCharset, decodeContent, isWide } from './decode.ts'

/** A part that is still being read. */
export type GrowingPart = { -readonly [K in keyof MailPart]: MailPart[K] }

/** Decoded octets of one part, and of all of them, that are kept. */
const mostOfPart = 262_144
const mostOfAll = 2_097_152
/** Encoded octets that surely stand for as much: `=41` is three, a soft line break behind each of 76 a few more. */
const mostEncoded: Readonly<Record<string, number>> = { base64: mostOfPart * 1.4, 'quoted-printable': mostOfPart * 3.2 }

const reported = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/feedback-report',
  'message/disposition-notification',
  'message/global-disposition-notification',
  'message/rfc822',
  'message/global',
  'message/rfc822-headers',
  'message/global-headers',
  'text/rfc822-headers',
])
const carriesMail = (type: string): boolean => type === 'message/rfc822' || type === 'message/global'

/** Whether the text of a part is kept: that of attachments is not, what reports are made of aside. */
export const isKept = ({ type, disposition }: Pick<MailPart, 'type' | 'disposition'>): boolean =>
  reported.has(type) || (type.startsWith('text/') && disposition !== 'attachment')

/** Keeps the text of one part after another, as much as may be kept of each and of all. */
export class TextKeeper {
  #part: GrowingPart | undefined
  #kept = Buffer.allocUnsafe(8192)
  #octets = 0
  #limit = 0
  #isCut = false
  #left = mostOfAll
  /** The line end belongs to the boundary where one follows. */
  #lineEnd = 0

  begin(part: GrowingPart): void {
    this.#part = part
    this.#octets = 0
    this.#lineEnd = 0
    this.#limit = mostEncoded[part.encoding] ?? mostOfPart
    this.#isCut = false
  }

  add(octets: Buffer, start: number, end: number): void {
    if (!this.#part || this.#isCut) return
    this.keepLineEnd()
    this.#append(octets, start, end)
  }

  addLineEnd(lineEnd: number): void {
    if (!this.#part || this.#isCut) return
    this.keepLineEnd()
    this.#lineEnd = lineEnd
  }

  /** No boundary followed. */
  keepLineEnd(): void {
    if (this.#lineEnd > 0) this.#append(lineEnds, 2 - this.#lineEnd, 2)
    this.#lineEnd = 0
  }

  /** A boundary ends the part: what is left of it is decoded. */
  end(): void {
    const part = this.#part
    if (!part) return
    this.#part = undefined
    this.#lineEnd = 0
    const whole = decodeContent(this.#kept.subarray(0, this.#octets), part.encoding)
    const most = Math.min(mostOfPart, this.#left)
    const octets = whole.length > most ? whole.subarray(0, most) : whole
    this.#left -= octets.length
    const isCut = this.#isCut || octets.length < whole.length
    if (carriesMail(part.type)) part.within = octets.toString('latin1')
    const head = part.within === undefined ? undefined : headOf(part.within)
    part.text = head ? readOctets(head.text) : textOf(part, octets, isCut)
    if (isCut && !head?.whole) part.cut = true
  }

  #append(octets: Buffer, start: number, end: number): void {
    const fits = Math.min(end - start, this.#limit - this.#octets)
    if (fits < end - start) this.#isCut = true
    if (fits <= 0) return
    if (this.#octets + fits > this.#kept.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#kept.length, this.#octets + fits))
      this.#kept.copy(larger, 0, 0, this.#octets)
      this.#kept = larger
    }
    this.#octets += octets.copy(this.#kept, this.#octets, start, start + fits)
  }
}

const lineEnds = Buffer.from('\r\n')

/** For programs, but some write it in the charset of their words. */
const inCharset = new Set(['message/delivery-status', 'message/global-delivery-status', 'message/feedback-report'])

function textOf({ type, parameters }: MailPart, octets: Buffer, isCut: boolean): string {
  const isDeclared = !reported.has(type) || (inCharset.has(type) && parameters.charset !== undefined)
  return isDeclared || isWide(octets)
    ? decodeCharset(octets, parameters.charset, isCut)
    : readOctets(octets.toString('latin1'))
}

/** The header of a message within, to its first empty line. */
function headOf(text: string): { text: string; whole: boolean } {
  if (text.startsWith('\n') || text.startsWith('\r\n')) return { text: '', whole: true }
  const ends = ['\n\n', '\n\r\n'].map((empty) => text.indexOf(empty)).filter((at) => at >= 0)
  return ends.length > 0 ? { text: text.slice(0, Math.min(...ends) + 1), whole: true } : { text, whole: false }
}
