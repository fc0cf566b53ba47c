import type { HeaderField } from './fields.ts'

/** What a message is known by: the token in its subject and header, and its Message-ID without angle brackets. `''`: none. */
export interface Marks {
  token: string
  id: string
}
/** What a header shows of that, each value its beginning. */
export interface Marked {
  tokens: readonly string[]
  ids: readonly string[]
  subjects: readonly string[]
  /** It answers other mail, or reports about it (RFC 5322 section 3.6.4, RFC 3834 section 5, RFC 6522). */
  answers: boolean
  /** It may be such a report: a program sent it. */
  automatic: boolean
}

const longest = 300
const most = 3

/** Takes from a header what tells whether it is a message that is waited for. */
export function markedBy(fields: readonly HeaderField[]): Marked {
  const all = (key: string) => fields.filter((field) => field.key === key).slice(0, most)
  const said = (key: string) => all(key).map(({ value }) => value.slice(0, longest))
  const submitted = said('auto-submitted')
  const reports =
    said('content-type').some((value) => /^multipart\/report/i.test(value)) ||
    said('from').some((value) => /mailer-daemon|postmaster|mail delivery/i.test(value)) ||
    all('x-failed-recipients').length > 0
  return {
    tokens: said('x-relaycheck-probe'),
    ids: said('message-id').flatMap((value) => /<([^<>\s]+)>/.exec(value)?.[1] ?? []),
    subjects: said('subject'),
    answers: reports || submitted.some((value) => /^auto-replied/i.test(value)) || said('in-reply-to').length > 0,
    automatic:
      reports ||
      submitted.some((value) => !/^no\b/i.test(value)) ||
      said('return-path').some((value) => /^<\s*>/.test(value)) ||
      said('subject').some((value) => /undeliver|returned mail|delivery|failure/i.test(value)),
  }
}

/** Whether it is the very message: some relays write a Message-ID of their own, and then the token tells. */
export function isMarked({ tokens, ids, subjects, answers }: Marked, { token, id }: Marks): boolean {
  if (id !== '' && ids.includes(id)) return true
  if (token === '') return false
  return tokens.includes(token) || (!answers && subjects.some((subject) => subject.includes(token)))
}

const mostNamed = 4

/** Whether a message as it stands (latin1) names the other one anywhere, soft line ends of quoted-printable taken out. */
export function names(message: string, { token, id }: Marks): boolean {
  const text = message.replaceAll('=\r\n', '').replaceAll('=\n', '')
  return [token, id].some((mark) => mark.length >= mostNamed && text.includes(mark))
}
