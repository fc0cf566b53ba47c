import { fieldsOf, type Mail, type MailPart } from '../../core/mail.ts'
import type { ReportContent, ReportedRecipient } from '../../core/mail-report.ts'
import { explainReply } from '../../knowledge/replies.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import { type BounceText, readBounceText } from '../../records/mail/bounce-text.ts'
import { type DeliveryStatus, parseDeliveryStatus, remoteOf } from '../../records/mail/delivery-status.ts'
import { parseFields } from '../../records/mail/fields.ts'
import { readReply } from '../../records/reply/read.ts'
import type { Around } from '../../records/reply/said.ts'
import { readComplaint } from './complaint.ts'
import { decodeWords } from './decode.ts'
import { htmlOf, textParts } from './text-parts.ts'

const mostRecipients = 100
const longestName = 500

/**
 * A report about other mail, taken apart; nothing where the message is a letter, be it one that quotes a report. `sender` is
 * its return path, where that is known: of a report about delivery it is the null one (RFC 3464 section 2, RFC 5321 section 4.5.5).
 */
export function readReport(mail: Mail, sender: string | undefined): ReportContent | undefined {
  const [top] = mail.parts
  if (!top) return undefined
  const kind = top.type === 'multipart/report' ? (top.parameters['report-type']?.toLowerCase() ?? 'any') : 'none'
  const complaint = readComplaint(mail)
  if (complaint) return complaint
  if (sender) return undefined
  const status = own(mail).find(
    ({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status',
  )
  const read = status && (kind === 'any' || kind === 'delivery-status') && parseDeliveryStatus(status.text ?? '')
  if (read && read.count > 0) return standard(mail, read)
  return kind === 'none' || kind === 'any' || kind === 'delivery-status' ? inWords(mail, sender === '') : undefined
}

/** Parts of the message itself; not of one within it. */
const own = ({ parts }: Mail): MailPart[] => parts.filter(({ depth }) => depth <= 2)

/** Made by a program, as far as the header tells: by the null return path, or, where no return path is known, by who wrote it. */
function isByProgram(mail: Mail, isNull: boolean): boolean {
  if (isAbsence(mail)) return false
  return isNull || fieldsOf(mail, 'x-failed-recipients').length > 0 || (isSystem(mail) && !isAnswer(mail))
}
/** Postmasters answer, too, and forward what they got. */
const isAnswer = (mail: Mail): boolean => fieldsOf(mail, 'in-reply-to').length + fieldsOf(mail, 'references').length > 0
/** An answer of somebody who is away (RFC 3834 section 5, RFC 5230 section 4.6). */
const isAbsence = (mail: Mail): boolean =>
  fieldsOf(mail, 'auto-submitted').some(({ value }) => /\bvacation\b/i.test(value.slice(0, longestName)))
/** The mailbox of a mail system, not a name that anybody may bear. */
const isSystem = (mail: Mail): boolean =>
  fieldsOf(mail, 'from').some(({ value }) => {
    const [first] = parseAddresses(value).addresses
    return /^(?:mailer-?daemon|postmaster|microsoftexchange\w{0,40})$/i.test(
      first?.local ?? value.trim().split(/\s/, 1)[0] ?? '',
    )
  })

type Original = { id?: string; from?: string; subject?: string }

/** What the report says of the mail that it is about: its header, in a part of its own or at the end of the text. */
function originalOf(mail: Mail, below?: string): Original {
  const part = own(mail).find(({ type }) =>
    [
      'message/rfc822',
      'text/rfc822-headers',
      'message/global',
      'message/rfc822-headers',
      'message/global-headers',
    ].includes(type),
  )
  const fields = parseFields((part?.text ?? below ?? '').replace(/^(?:[ \t]*\r?\n)+/, ''))
  const value = (key: string) => fields.find((field) => field.key === key)?.value.slice(0, longestName) || undefined
  const [id, from, subject] = [value('message-id'), value('from'), value('subject')]
  return {
    ...(id !== undefined && { id }),
    ...(from !== undefined && { from: decodeWords(from) }),
    ...(subject !== undefined && { subject: decodeWords(subject) }),
  }
}

const mailboxIn = (from: string | undefined): string | undefined =>
  from === undefined ? undefined : parseAddresses(from).addresses[0]?.address

function standard(mail: Mail, { reporter, recipients, count }: DeliveryStatus): ReportContent {
  const original = originalOf(mail)
  return {
    kind: 'delivery',
    standard: true,
    ...(reporter !== undefined && { reporter }),
    recipients: recipients.map(({ diagnostic, ...one }) => {
      const around = remoteOf(one.remote)
      const { remote: _, ...rest } = one
      return {
        ...rest,
        ...(around.host !== undefined && { remote: around.host }),
        reply: explained(diagnostic ?? one.status ?? '', {
          ...around,
          to: one.recipient,
          ...(one.status !== undefined && { dsn: one.status }),
          ...(one.action === 'failed' && { gaveUp: true }),
          ...senderOf(original),
        }),
      }
    }),
    count,
    original,
  }
}

const senderOf = ({ from }: Original): Around => {
  const mailbox = mailboxIn(from)
  return mailbox === undefined ? {} : { from: mailbox }
}
const explained = (text: string, around: Around): ReportedRecipient['reply'] => explainReply(readReply(text, around))

/**
 * A bounce in words alone: a program has to have made it, and it has to name a recipient and a reason. Where the words are
 * those of no program that is known, both the return path and who wrote it have to be a mail system's.
 */
function inWords(mail: Mail, isNull: boolean): ReportContent | undefined {
  if (!isByProgram(mail, isNull)) return undefined
  const told = bounceText(mail)
  if (!told || (told.program === undefined && !(isNull && isSystem(mail)))) return undefined
  const original = originalOf(mail, told.original)
  const recipients = told.recipients.filter(({ recipient }) => recipient !== '')
  const reason = told.recipients.find(({ reason }) => reason !== '')?.reason ?? ''
  const missing = failedRecipients(mail).filter(
    (one) => !recipients.some(({ recipient }) => recipient.toLowerCase() === one.toLowerCase()),
  )
  const all = [
    ...recipients,
    ...missing.map((recipient) => ({ recipient, reason: recipients.length > 0 ? '' : reason })),
  ]
  if (all.length === 0 || reason === '') return undefined
  const reporter = reporterOf(mail)
  return {
    kind: 'delivery',
    standard: false,
    ...(reporter !== undefined && { reporter }),
    recipients: all.slice(0, mostRecipients).map((one) => recipientOf(one, told, original)),
    count: Math.max(all.length, told.count),
    original,
  }
}

function recipientOf(
  { recipient, reason }: { recipient: string; reason: string },
  { program, delayed }: BounceText,
  original: Original,
): ReportedRecipient {
  const reply = explained(reason, {
    ...(recipient !== '' && { to: recipient }),
    ...senderOf(original),
    ...(program !== undefined && !delayed && { gaveUp: true }),
  })
  const isUnclear = program === undefined && !delayed && (reply.code ?? 500) < 500
  return {
    recipient,
    action: isUnclear ? 'unclear' : delayed ? 'delayed' : 'failed',
    ...(isUnclear && { unclear: 'its words do not tell whether it is tried again' }),
    ...(reply.enhanced !== undefined && { status: reply.enhanced }),
    reply,
  }
}

function bounceText(mail: Mail): BounceText | undefined {
  const { plain, html } = textParts(mail)
  for (const text of [...plain.map((part) => part.text ?? ''), ...html.map((part) => htmlOf(part).text)]) {
    const read = readBounceText(text)
    if (read) return read
  }
  return undefined
}

/** Exim and Gmail name them in the header. */
const failedRecipients = (mail: Mail): string[] => [
  ...new Set(
    fieldsOf(mail, 'x-failed-recipients')
      .slice(0, 20)
      .flatMap(({ value }) => parseAddresses(value).addresses.map(({ address }) => address)),
  ),
]

/** The host of whoever made the report. */
const reporterOf = (mail: Mail): string | undefined =>
  parseAddresses(fieldsOf(mail, 'from')[0]?.value ?? '').addresses[0]?.domain
