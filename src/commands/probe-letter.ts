import { Buffer } from 'node:buffer'
import type { ProbeRequest, Usage } from '../core/request.ts'
import { readFile } from '../net/files.ts'
import type { LetterOptions } from '../net/letter.ts'
import { readPem } from '../net/pem.ts'
import { parseDomain } from '../records/domain.ts'
import { parseAddresses } from '../records/mail/addresses.ts'
import { parseFields } from '../records/mail/fields.ts'
import { isMailbox } from '../records/smtp/mailbox.ts'

/** What files hold of a message: the message itself, who wrote it, and the key that signs. */
export interface LetterFiles {
  given?: NonNullable<LetterOptions['given']>
  from?: string
  key?: { key: string; called: string }
}

/** Reads them before anything is opened or asked. A replay sends nothing, and only wants to know who wrote. */
export function letterFiles({ message, dkimKey, replay }: ProbeRequest): LetterFiles | Usage {
  const text = message === undefined ? undefined : readFile(message)
  if (text !== undefined && typeof text !== 'string') return text
  const key = dkimKey === undefined || replay !== undefined ? undefined : readPem(dkimKey, '--dkim-key')
  if (key && 'usage' in key) return key
  const from = text === undefined ? undefined : authorIn(text)
  return {
    ...(text !== undefined &&
      message !== undefined && { given: { octets: Buffer.from(text, 'latin1'), called: message } }),
    ...(from !== undefined && { from }),
    ...(key && dkimKey !== undefined && { key: { key: key.pem, called: dkimKey } }),
  }
}

/** The first address that From names, `user@domain` with the domain in A-labels. */
function authorIn(message: string): string | undefined {
  const field = parseFields(message).find(({ key }) => key === 'from')
  const [author] = field ? parseAddresses(field.value).addresses : []
  if (!author?.domain || !isMailbox(author.address)) return undefined
  const domain = parseDomain(author.domain)
  return 'fault' in domain ? undefined : `${author.local}@${domain.name}`
}
