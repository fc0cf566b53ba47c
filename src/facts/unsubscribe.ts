import type { MessageGatherer } from '../core/gatherer.ts'
import { fieldsOf } from '../core/mail.ts'
import { leftOutOf, type MailSignature, type MailSignatures } from '../core/mail-auth.ts'
import type { Unsubscribe } from '../core/mail-content.ts'
import { type Blind, seen } from '../core/observation.ts'
import { oneClick, parseListUnsubscribe, schemeOf } from '../records/mail/unsubscribe.ts'

/** How a reader may unsubscribe, as the header says it (RFC 2369, RFC 8058). Nothing of it is called. */
export const unsubscribe: MessageGatherer<'unsubscribe'> = async ({ look }) => {
  const mail = await look('mail')
  if (!mail.seen) return mail
  const [fields, posts] = ['list-unsubscribe', 'list-unsubscribe-post'].map((key) =>
    fieldsOf(mail.value, key).map(({ value }) => value),
  ) as [string[], string[]]
  if (fields.length === 0 && posts.length === 0) return seen(undefined)
  const read = readFields(fields, posts)
  if (!read.oneClick) return seen({ ...read, signed: false })
  const signatures = await look('signatures')
  return signatures.seen ? seen({ ...read, ...signedBy(signatures.value) }) : signatures
}

function readFields(fields: readonly string[], posts: readonly string[]): Omit<Unsubscribe, 'signed'> {
  const [field, post] = [fields[0], posts[0]]
  const { uris, fault } = field === undefined ? { uris: [], fault: undefined } : parseListUnsubscribe(field)
  const wrong = faultOf(fields, posts) ?? fault
  return {
    uris,
    ...(wrong !== undefined && { fault: wrong }),
    ...(post !== undefined && { post }),
    oneClick:
      fields.length === 1 && posts.length === 1 && post === oneClick && uris.some((uri) => schemeOf(uri) === 'https'),
  }
}

function faultOf(fields: readonly string[], posts: readonly string[]): string | undefined {
  if (fields.length === 0) return 'List-Unsubscribe-Post stands there without List-Unsubscribe'
  if (fields.length > 1) return `there are ${fields.length} List-Unsubscribe fields, and one is allowed`
  if (posts.length > 1) return `there are ${posts.length} List-Unsubscribe-Post fields, and one is allowed`
  return undefined
}

/** Whether both fields are covered by a signature that passes, or by one of which nobody can tell. */
function signedBy(found: MailSignatures): { signed: boolean; unverified?: Blind } {
  const covering = found.signatures.filter(covers)
  if (covering.some(({ result }) => result === 'pass')) return { signed: true }
  const unverified = covering.find(({ result, blind }) => result === 'temperror' && blind)?.blind ?? leftOutOf(found)
  return { signed: false, ...(unverified && { unverified }) }
}

const covers = ({ fields }: MailSignature): boolean =>
  ['list-unsubscribe', 'list-unsubscribe-post'].every((name) => fields.includes(name))
