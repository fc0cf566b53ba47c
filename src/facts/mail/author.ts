import type { MailAddress, MailField } from '../../core/mail.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import { decodeWords } from './decode.ts'

/** More than these are not read. */
const mostAuthors = 50

/**
 * The author whose domain DMARC goes by: nothing where From is missing, repeated, or names several domains or none. Several
 * addresses of one domain leave that domain (RFC 7489 section 6.6.1), and so does a comma within a name.
 */
export function authorOf(
  fields: readonly MailField[],
): (MailAddress & { domain: string; isOneOfSeveral?: true }) | undefined {
  const [field, another] = fields.filter(({ key }) => key === 'from')
  if (!field || another) return undefined
  const { addresses } = parseAddresses(field.value)
  const [author, ...others] = addresses.filter(({ domain }) => domain !== undefined)
  if (author?.domain === undefined || addresses.length > mostAuthors) return undefined
  if (others.some((other) => other.domain !== author.domain)) return undefined
  const { display, domain, ...mailbox } = author
  return {
    ...mailbox,
    domain,
    ...(display !== undefined && { display: decodeWords(display) }),
    ...(addresses.length > 1 && { isOneOfSeveral: true as const }),
  }
}
