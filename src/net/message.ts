import { addAbortSignal, type Readable } from 'node:stream'
import { type Usage, usage } from '../core/request.ts'
import { beginsMessage, otherThanMessage } from '../records/mail/beginning.ts'
import { fileTrouble } from './files.ts'

/** The largest message that is read, in octets: receivers take half of it, or less. */
export const largestMessage = 50 * 1024 * 1024
/** What has to be there before it can be told for a message. */
const enough = 64 * 1024

/** A message that comes from a file or a pipe, once it has begun as one: its octets as they come, in bounded memory. */
export async function openMessage(
  stream: Readable,
  { called, signal }: { called: string; signal: AbortSignal },
): Promise<AsyncIterable<Uint8Array> | Usage> {
  const octets: AsyncIterator<Uint8Array> = addAbortSignal(signal, stream)[Symbol.asyncIterator]()
  const begun: Uint8Array[] = []
  try {
    for (let length = 0; length < enough; ) {
      const { value, done } = await octets.next()
      if (done) break
      begun.push(value)
      length += value.length
    }
  } catch (error) {
    stream.destroy()
    return usage(`${called} cannot be read: ${signal.aborted ? 'it did not come in time' : fileTrouble(error)}.`)
  }
  const read = Buffer.concat(begun)
  const head = read.toString('latin1')
  const [mark = ''] = editors.exec(head) ?? []
  if (beginsMessage(head.slice(mark.length))) return whole([read.subarray(mark.length)], octets)
  stream.destroy()
  return usage(`${called} ${instead(head)}`)
}

/** What editors put in front of a text: a mark of UTF-8, empty lines. */
const editors = /^(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*/

/** What it is that is no message, and what to give in its place. */
function instead(head: string): string {
  const itself = 'Save the message itself, header and all ("Show original", "Save as .eml").'
  if (head.trim() === '') return 'is empty: give a message as it was received, header and all.'
  if (/^(?:\xff\xfe|\xfe\xff)|^(?:[\t-~]\0){4}|^(?:\0[\t-~]){4}/.test(head))
    return 'is text in UTF-16, as editors save it, and no mail is: save the message as it was received (.eml), or the text in UTF-8.'
  if (/^\s*<(?:!doctype|\?xml|html|head|body|div|table|script|!--)/i.test(head.slice(0, 2000)))
    return 'is a web page, and no message. On Gmail\'s page "Show original" choose "Download original"; elsewhere save the message as .eml, or its source as text.'
  return (
    otherThanMessage(head) ?? `holds no message: it does not begin with header fields (From:, Received:). ${itself}`
  )
}

async function* whole(begun: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let octets = 0
  for (const chunk of begun) {
    octets += chunk.length
    yield chunk
  }
  try {
    for (;;) {
      const { value, done } = await rest.next()
      if (done) return
      octets += value.length
      if (octets > largestMessage) throw new RangeError('it is larger than 50 MB')
      yield value
    }
  } finally {
    await rest.return?.()
  }
}
