import type { MessageGatherer } from '../core/gatherer.ts'
import type { MailField } from '../core/mail.ts'
import type { ReceiversWord } from '../core/mail-auth.ts'
import type { Envelope, MailHop } from '../core/mail-path.ts'
import { seen } from '../core/observation.ts'
import type { MessageAsked } from '../core/target.ts'
import { parseDomain } from '../records/domain.ts'
import { receiversReturnPath } from './mail/receiver-house.ts'

/** Who sent, as the receiver's border saw it; what was asked goes before what stands in the header. */
export const envelope: MessageGatherer<'envelope'> = async ({ look, asked }) => {
  const [mail, path, word] = await Promise.all([look('mail'), look('mailPath'), look('receiversWord')])
  if (!mail.seen) return mail
  if (!path.seen) return path
  const { message = {} } = asked
  const { border } = path.value
  const returnPath = receiversReturnPath(mail.value.fields, path.value)
  return seen({
    ...learned('ip', message.ip, border?.ip),
    ...learned('helo', message.helo, border?.helo),
    ...senderOf(message, border, returnPath, word.seen ? word.value.results : []),
  })
}

function learned(key: 'ip' | 'helo', given: string | undefined, received: string | undefined): Envelope {
  if (given !== undefined) return { [key]: { value: given, from: 'option' } }
  return received === undefined ? {} : { [key]: { value: received, from: 'received' } }
}

function senderOf(
  { sender }: MessageAsked,
  border: MailHop | undefined,
  returnPath: MailField | undefined,
  results: ReceiversWord['results'],
): Pick<Envelope, 'sender'> {
  if (sender !== undefined) return { sender: { value: sender, from: 'option' } }
  const received = border?.envelopeFrom === undefined ? undefined : reversePath(border.envelopeFrom)
  if (received !== undefined) return { sender: { value: received, from: 'received' } }
  const path = returnPath && reversePath(returnPath.value)
  if (path !== undefined) return { sender: { value: path, from: 'return-path' } }
  const spf = results.find(({ method }) => method === 'spf')?.properties['smtp.mailfrom']
  const told =
    spf === undefined ? undefined : reversePath(spf.includes('@') || spf === '<>' ? spf : `postmaster@${spf}`)
  return told === undefined ? {} : { sender: { value: told, from: 'spf' } }
}

const mostCharacters = 1000

/**
 * A reverse-path (RFC 5321 section 4.1.2) as `user@domain`, the domain in A-labels, or `''` for the null one; nothing where
 * it is neither. What stands before a route is dropped.
 */
export function reversePath(text: string): string | undefined {
  const [, inside = text.trim()] = /^\s*<([^<>]*)>/.exec(text.slice(0, mostCharacters)) ?? []
  if (inside === '') return ''
  const mailbox = inside.startsWith('@') ? inside.slice(inside.indexOf(':') + 1) : inside
  const at = mailbox.lastIndexOf('@')
  if (at < 1 || at > mostCharacters) return undefined
  const domain = parseDomain(mailbox.slice(at + 1))
  return 'fault' in domain ? undefined : `${mailbox.slice(0, at)}@${domain.name}`
}
