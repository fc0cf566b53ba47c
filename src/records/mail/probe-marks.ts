import { parseDomain } from '../domain.ts'
import { parseAddresses } from './addresses.ts'
import type { HeaderField } from './fields.ts'

/** What a message is known by: the token in its subject and header, and its Message-ID without angle brackets. `''`: none. */
export interface Marks {
  token: string
  id: string
  /** Who From names, `user@domain` as `mailboxOf` writes it. */
  from?: string | undefined
  subject?: string
  /** The recipient: one message may be sent to several. */
  to?: string
  /** How large it is: a report about it may hold all of it. */
  octets?: number
}
/** What a header shows of that, each value its beginning. */
export interface Marked {
  tokens: readonly string[]
  ids: readonly string[]
  subjects: readonly string[]
  /** As `mailboxOf` writes it. */
  from?: string
  /** In-Reply-To and References. */
  answered: readonly string[]
  /** It answers other mail, forwards it, or reports about it (RFC 5322 section 3.6.4, RFC 3834 section 5, RFC 6522). */
  answers: boolean
  /** It may be such a report: a program sent it. */
  automatic: boolean
}

const longest = 300
const longestList = 1000
const most = 3

/** What begins the subject of an answer, or of what is forwarded, in the languages that programs speak. */
const answering =
  /^(?:re|aw|antw?|sv|vs|odp|ynt|rif|ref|res|r|fwd?|wg|tr|vl|rv|enc|i|doorst|vb|pd)(?:\[\d{1,3}\])?\s?:/i

/** Takes from a header what tells whether it is a message that is waited for. */
export function markedBy(fields: readonly HeaderField[]): Marked {
  const all = (key: string) => fields.filter((field) => field.key === key).slice(0, most)
  const said = (key: string) => all(key).map(({ value }) => value.slice(0, longest))
  const submitted = said('auto-submitted')
  const subjects = said('subject')
  const answered = [...all('in-reply-to'), ...all('references')].map(({ value }) => value.slice(-longestList))
  const [author] = all('from').flatMap(({ value }) => parseAddresses(value.slice(0, longestList)).addresses)
  const reports =
    said('content-type').some((value) => /^multipart\/report/i.test(value)) ||
    said('from').some((value) => /mailer-daemon|postmaster|mail delivery/i.test(value)) ||
    all('x-failed-recipients').length > 0
  return {
    tokens: said('x-relaycheck-probe'),
    ids: said('message-id').flatMap((value) => /<([^<>\s]+)>/.exec(value)?.[1] ?? []),
    subjects,
    ...(author && { from: mailboxOf(author.address) }),
    answered,
    answers:
      reports ||
      submitted.some((value) => /^auto-replied/i.test(value)) ||
      answered.length > 0 ||
      subjects.some((subject) => answering.test(subject)),
    automatic:
      reports ||
      submitted.some((value) => !/^no\b/i.test(value)) ||
      said('return-path').some((value) => /^<\s*>/.test(value)) ||
      subjects.some((subject) => /undeliver|returned mail|delivery|failure/i.test(subject)),
  }
}

/** An address as it is compared: in lower case, its domain in A-labels. */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = parseDomain(address.slice(at + 1))
  return `${address.slice(0, at)}@${'fault' in domain ? address.slice(at + 1) : domain.name}`.toLowerCase()
}

/**
 * Whether it is the very message. Some relays write a Message-ID of their own, and some receivers a word before the subject:
 * then the token tells, together with the author and the end of the subject; it alone may stand in anybody's mail.
 */
export function isMarked({ tokens, ids, subjects, answers, from: author }: Marked, marks: Marks): boolean {
  const { token, id, from, subject = '' } = marks
  if (id !== '' && ids.includes(id)) return true
  if (token === '' || from === undefined || subject === '' || answers) return false
  const isOurs = subjects.length === 1 && subjects.every((one) => squeezed(one).endsWith(squeezed(subject)))
  return tokens.includes(token) && author === from && isOurs
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Whether a message answers the other one, or bears its token. */
export function relates({ tokens, subjects, answered }: Marked, { token, id }: Marks): boolean {
  if (id !== '' && answered.some((list) => list.includes(`<${id}>`))) return true
  return token !== '' && [...tokens, ...subjects].some((one) => one.includes(token))
}

const mostNamed = 4

/** Whether a message as it stands (latin1) names the other one anywhere, soft line ends of quoted-printable taken out. */
export function names(message: string, { token, id }: Marks): boolean {
  const text = message.replaceAll('=\r\n', '').replaceAll('=\n', '')
  return [token, id].some((mark) => mark.length >= mostNamed && text.includes(mark))
}
