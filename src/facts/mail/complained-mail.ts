import type { MailPart } from '../../core/mail.ts'
import { canonicalAddress } from '../../records/address.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import { type HeaderField, parseFields } from '../../records/mail/fields.ts'
import { readTags } from '../../records/tag-list.ts'
import { decodeWords } from './decode.ts'

/** What the header of a mail that somebody complained about tells: whose it was, and which mailing. */
export interface ComplainedMail {
  original: { id?: string; from?: string; subject?: string }
  returnPath?: string
  /** Who complained, as the receiver wrote it into the header. */
  recipient?: string
  /** The server that the mail came from, where the receiver wrote it (X-Originating-IP of Yahoo). */
  connectedFrom?: string
  campaign: { field: string; value: string }[]
  /** Domains that signed it, each once. */
  signers: string[]
}

const longest = 500
const most = 10

/** Who got it: written by Microsoft and Yahoo above the header, not by the sender. */
const recipientFields = ['x-hmxmroriginalrecipient', 'x-apparently-to']
/** What tells which mailing it was, the surest first. */
const campaignFields = [
  'feedback-id',
  'cfbl-feedback-id',
  'x-feedback-id',
  'x-campaign',
  'x-campaign-id',
  'x-campaignid',
  'x-mailer-campaign',
  'x-csa-complaints',
  'list-id',
  'list-unsubscribe',
]

/** Reads it out of that part, or out of a header as text. */
export function complainedMail(part: Pick<MailPart, 'text'> | undefined): ComplainedMail {
  const fields = parseFields((part?.text ?? '').slice(0, 262_144).replace(/^(?:[ \t]*\r?\n)+/, ''))
  const value = (key: string) => fields.find((field) => field.key === key)?.value.slice(0, longest) || undefined
  const [id, from, subject] = [value('message-id'), value('from'), value('subject')]
  const returnPath = bare(value('return-path'))
  const recipient = recipientFields.map((key) => mailboxIn(value(key))).find((one) => one !== undefined)
  const connectedFrom = canonicalAddress((value('x-originating-ip') ?? '').replace(/^\[(.*)\]$/, '$1'))
  return {
    original: {
      ...(id !== undefined && { id }),
      ...(from !== undefined && { from: decodeWords(from) }),
      ...(subject !== undefined && { subject: decodeWords(subject) }),
    },
    ...(returnPath !== undefined && { returnPath }),
    ...(recipient !== undefined && { recipient }),
    ...(connectedFrom !== undefined && { connectedFrom }),
    campaign: campaignFields.flatMap((key) => {
      const field = fields.find((one) => one.key === key)
      return field?.value ? [{ field: field.name, value: field.value.slice(0, longest) }] : []
    }),
    signers: signersIn(fields),
  }
}

const bare = (value: string | undefined): string | undefined => value?.trim().replace(/^<(.*)>$/, '$1') || undefined

/** `<bob@rcpt.example>`, or `bob@rcpt.example via 192.0.2.1; Thu, 29 Apr …` as Yahoo writes it. */
const mailboxIn = (value: string | undefined): string | undefined => {
  const [first = ''] = (value ?? '').split(/[;\s]/, 1)
  return bare(parseAddresses(first).addresses[0]?.address ?? first)
}

const signersIn = (fields: readonly HeaderField[]): string[] => [
  ...new Set(
    fields
      .filter(({ key }) => key === 'dkim-signature')
      .slice(0, most)
      .flatMap(({ value }) => {
        const domain = readTags(value.slice(0, 4000))
          .find(({ name }) => name === 'd')
          ?.value?.toLowerCase()
        return domain !== undefined && /^[\w-][\w.-]{0,252}$/.test(domain) ? [domain] : []
      }),
  ),
]
