import type { Mail, MailPart } from '../../core/mail.ts'
import { type MailHtml, readHtml } from './html.ts'

/** The parts that are the message's own text: nothing attached, and nothing of a message within it. */
export interface TextParts {
  plain: readonly MailPart[]
  html: readonly MailPart[]
  /** There are more than are looked at. */
  cut?: true
}

const most = 10

/** The parts of the message itself: a message within it is one, and none of what that holds. */
export function ownParts({ parts }: Pick<Mail, 'parts'>): MailPart[] {
  const within = parts.filter(({ type }) => type.startsWith('message/')).map(({ path }) => `${path}.`)
  return parts.filter(({ path }) => !within.some((above) => path.startsWith(above)))
}

export function textParts(mail: Pick<Mail, 'parts'>): TextParts {
  const own = ownParts(mail).filter(({ disposition }) => disposition !== 'attachment')
  const plain = own.filter(({ type }) => type === 'text/plain')
  const html = own.filter(({ type }) => type === 'text/html')
  return {
    plain: plain.slice(0, most),
    html: html.slice(0, most),
    ...((plain.length > most || html.length > most) && { cut: true }),
  }
}

const read = new WeakMap<MailPart, MailHtml>()

/** What a reader has of an HTML part; each is read once. */
export function htmlOf(part: MailPart): MailHtml {
  const html = read.get(part) ?? readHtml(part.text ?? '')
  read.set(part, html)
  return html
}
