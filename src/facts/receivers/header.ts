import { fieldsOf, type Mail, unread } from '../../core/mail.ts'
import type { Tested } from '../../core/receivers.ts'
import { notSeen } from './legs.ts'

/** What must stand there once, and what may stand there once (RFC 5322 section 3.6; Message-ID as Gmail has it). */
const needed = ['from', 'date', 'message-id'] as const
const single = [...needed, 'sender', 'reply-to', 'to', 'cc', 'bcc', 'in-reply-to', 'references', 'subject'] as const

/** Whether the header has what receivers refuse mail without, and nothing twice. `hasAuthor`: From names one author. */
export function headerTest(mail: Mail, hasAuthor: boolean): Tested {
  const count = (key: string) => fieldsOf(mail, key).length
  const repeated = single.filter((key) => count(key) > 1)
  if (repeated.length > 0)
    return { state: 'broken', says: `${named(repeated)} ${stand(repeated)} there more than once` }
  const hidden = unread(mail)
  if (hidden) return notSeen('not all of its header was read', hidden)
  const missing = needed.filter((key) => count(key) === 0)
  if (missing.length > 0)
    return { state: 'broken', says: `${named(missing)} ${missing.length > 1 ? 'are' : 'is'} missing` }
  return hasAuthor
    ? { state: 'holds', says: 'each field once' }
    : { state: 'broken', says: 'From names no single author with a domain' }
}

const named = (keys: readonly string[]): string => keys.map((key) => spelled[key] ?? capital(key)).join(', ')
const spelled: Readonly<Record<string, string>> = {
  'message-id': 'Message-ID',
  'reply-to': 'Reply-To',
  'in-reply-to': 'In-Reply-To',
}
const capital = (key: string): string => key.slice(0, 1).toUpperCase() + key.slice(1)
const stand = (keys: readonly string[]): string => (keys.length > 1 ? 'stand' : 'stands')
