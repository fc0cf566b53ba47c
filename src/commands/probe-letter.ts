import { Buffer } from 'node:buffer'
import { type ProbeRequest, type Usage, usage } from '../core/request.ts'
import { readFile } from '../net/files.ts'
import { readGiven } from '../net/letter/given.ts'
import type { LetterOptions } from '../net/letter.ts'
import { readPem } from '../net/pem.ts'
import { parseDomain } from '../records/domain.ts'
import { parseAddresses } from '../records/mail/addresses.ts'
import { parseFields } from '../records/mail/fields.ts'
import type { Marks } from '../records/mail/probe-marks.ts'
import { isMailbox } from '../records/smtp/mailbox.ts'

/** What files hold of a message: the message itself, who wrote it, and the key that signs. */
export interface LetterFiles {
  given?: NonNullable<LetterOptions['given']>
  /** What the one that was given is known by. */
  marks?: Marks
  from?: string
  key?: { key: string; called: string }
}

/** Reads them before anything is opened or asked. A replay sends nothing, and only wants to know who wrote. */
export function letterFiles(request: ProbeRequest): LetterFiles | Usage {
  const { message, dkimKey, replay } = request
  const text = message === undefined ? undefined : readFile(message)
  if (text !== undefined && typeof text !== 'string') return text
  const key = dkimKey === undefined || replay !== undefined ? undefined : readPem(dkimKey, '--dkim-key')
  if (key && 'usage' in key) return key
  const from = text === undefined ? undefined : authorIn(text)
  const given =
    text === undefined || message === undefined
      ? undefined
      : { octets: Buffer.from(text, 'latin1'), called: `"${message}"` }
  const marks = given && replay === undefined ? marksOf(given, request) : undefined
  if (marks && 'usage' in marks) return marks
  return {
    ...(given && { given }),
    ...(marks && { marks }),
    ...(from !== undefined && { from }),
    ...(key && dkimKey !== undefined && { key: { key: key.pem, called: `"${dkimKey}"` } }),
  }
}

/** Where a mailbox is watched it has to be known again. */
function marksOf(
  given: NonNullable<LetterOptions['given']>,
  { imap, maildir, listen }: ProbeRequest,
): Marks | Usage | undefined {
  const isWatched = [imap, maildir, listen].some((one) => one !== undefined)
  const read = isWatched ? readGiven(given) : undefined
  if (!read || 'usage' in read) return read
  const { id, token } = read.letter
  return id === '' && token === ''
    ? usage(
        `${given.called} has no Message-ID: it could not be told from other mail where it arrives. Give it one (Message-ID: <word@domain>), or watch no mailbox.`,
      )
    : read.letter
}

/** The first address that From names, `user@domain` with the domain in A-labels. */
function authorIn(message: string): string | undefined {
  const field = parseFields(message).find(({ key }) => key === 'from')
  const [author] = field ? parseAddresses(field.value).addresses : []
  if (!author?.domain || !isMailbox(author.address)) return undefined
  const domain = parseDomain(author.domain)
  return 'fault' in domain ? undefined : `${author.local}@${domain.name}`
}
