import type { MailAddress, MailField } from '../../core/mail.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import { decodeWords } from './decode.ts'

/** The one author whose domain DMARC goes by (RFC 9989 section 4.4): nothing where From is missing, repeated, or names several or none. */
export function authorOf(fields: readonly MailField[]): (MailAddress & { domain: string }) | undefined {
  const [field, another] = fields.filter(({ key }) => key === 'from')
  if (!field || another) return undefined
  const { addresses } = parseAddresses(field.value)
  const [author, second] = addresses
  if (author?.domain === undefined || second) return undefined
  const { display, domain, ...mailbox } = author
  return { ...mailbox, domain, ...(display !== undefined && { display: decodeWords(display) }) }
}
