import { Buffer } from 'node:buffer'
import type { MailSaved } from '../../core/mail.ts'
import { type Beginning, beginningOf } from '../../records/mail/beginning.ts'
import { postmark } from '../../records/mail/mbox.ts'

/** A message out of the file that it was saved in. */
export interface Saved {
  /** The octets of the message among these, once it has begun. */
  write(chunk: Uint8Array): Uint8Array[]
  end(): Uint8Array[]
  /** What was undone, and what was passed over; once it has ended. */
  how(): MailSaved
}

/** A step on the way from the file to the message. */
interface Step {
  write(chunk: Buffer): Buffer
  end(): Buffer
}

const enough = 65_536

/** Undoes what editors and mail programs do to a message when they save it; of several in one file (mbox) the first is taken. */
export function openSaved(): Saved {
  const begun: Buffer[] = []
  let length = 0
  let beginning: Beginning | undefined
  let mailbox: UpTo | undefined
  let steps: Step[] | undefined
  const open = (): Buffer => {
    const head = Buffer.concat(begun)
    beginning = beginningOf(head.toString('latin1', 0, enough))
    steps = beginning ? stepsFor(beginning) : []
    if (beginning?.isMailbox) {
      mailbox = new UpTo(nextMessage)
      steps.push(mailbox)
    }
    return head
  }
  const through = (chunk: Buffer): Buffer => (steps ?? []).reduce((octets, step) => step.write(octets), chunk)
  return {
    write(chunk) {
      const octets = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      if (steps) return [through(octets)]
      begun.push(Buffer.from(octets))
      length += octets.length
      return length < enough ? [] : [through(open())]
    },
    end() {
      const first = steps ? [] : [through(open())]
      const last = (steps ?? []).map((step, i, all) =>
        all.slice(i + 1).reduce((octets, next) => next.write(octets), step.end()),
      )
      return [...first, ...last]
    },
    how: () => ({
      ...(beginning?.isAppleMail && { isAppleMail: true as const }),
      ...(beginning?.hasDoubledCr && { hadDoubledCr: true as const }),
      ...(mailbox && mailbox.count > 0 && { messages: mailbox.count + 1 }),
    }),
  }
}

const stepsFor = ({ skip, isAppleMail, hasDoubledCr }: Beginning): Step[] => [
  ...(skip > 0 ? [behind(skip)] : []),
  ...(isAppleMail ? [new UpTo(propertyList)] : []),
  ...(hasDoubledCr ? [singleCr()] : []),
]

const nothing = Buffer.alloc(0)

/** The octets behind the first `skip`. */
function behind(skip: number): Step {
  let left = skip
  return {
    write(chunk) {
      const from = Math.min(left, chunk.length)
      left -= from
      return chunk.subarray(from)
    },
    end: () => nothing,
  }
}

/** CRLF for CR CR LF, wherever the chunks are cut. */
function singleCr(): Step {
  let held = ''
  return {
    write(chunk) {
      const text = held + chunk.toString('latin1')
      held = text.endsWith('\r\r') ? '\r\r' : text.endsWith('\r') ? '\r' : ''
      return Buffer.from(text.slice(0, text.length - held.length).replaceAll('\r\r\n', '\r\n'), 'latin1')
    },
    end: () => Buffer.from(held, 'latin1'),
  }
}

/** Behind an empty line, a header below it. */
const nextMessage = new RegExp(`(?<=\\n)\\r?\\n${postmark.source}\\r?\\n(?=[!-9;-~]{1,100}:)`, 'g')
/** What Apple Mail puts behind a message. */
const propertyList = /<\?xml version="1\.0"[^\r\n>]{0,40}>\s{1,4}<!DOCTYPE plist /g
const longestMark = 640

/** What stands before the first mark; counts the marks. */
class UpTo implements Step {
  count = 0
  readonly #mark: RegExp
  /** The last character that is told apart: a mark may ask for what stands before it. */
  #before = ''
  #held = ''

  constructor(mark: RegExp) {
    this.#mark = mark
  }

  write(chunk: Buffer): Buffer {
    const text = this.#held + chunk.toString('latin1')
    return this.#take(text, Math.max(0, text.length - longestMark))
  }

  end(): Buffer {
    return this.#take(this.#held, this.#held.length)
  }

  /** What begins before `most` is told apart now, the rest with what comes next. */
  #take(text: string, most: number): Buffer {
    const isBefore = this.count === 0
    let end = most
    for (const found of (this.#before + text).matchAll(this.#mark)) {
      const index = found.index - this.#before.length
      if (index >= most) break
      if (this.count === 0) end = index
      this.count++
    }
    this.#before = text.slice(0, most).slice(-1) || this.#before
    this.#held = text.slice(most)
    return isBefore ? Buffer.from(text.slice(0, end), 'latin1') : nothing
  }
}
