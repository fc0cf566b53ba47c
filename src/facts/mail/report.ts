import { fieldsOf, type Mail, type MailPart } from '../../core/mail.ts'
import type { MailReport, ReportedRecipient } from '../../core/mail-report.ts'
import { explainReply } from '../../knowledge/replies.ts'
import { canonicalAddress } from '../../records/address.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import { type BounceText, readBounceText } from '../../records/mail/bounce-text.ts'
import { type DeliveryStatus, parseDeliveryStatus } from '../../records/mail/delivery-status.ts'
import { parseFeedbackReport } from '../../records/mail/feedback-report.ts'
import { parseFields } from '../../records/mail/fields.ts'
import { readReply } from '../../records/reply/read.ts'
import type { Around } from '../../records/reply/said.ts'
import { decodeWords } from './decode.ts'
import { htmlOf, textParts } from './text-parts.ts'

const mostRecipients = 100
const longestName = 500

/** A report about other mail, taken apart; nothing where the message is a letter, be it one that quotes a report. */
export function readReport(mail: Mail): MailReport | undefined {
  const [top] = mail.parts
  if (!top) return undefined
  const isReport = top.type === 'multipart/report'
  const kind = top.parameters['report-type']?.toLowerCase()
  const feedback = own(mail).find(({ type }) => type === 'message/feedback-report')
  if (isReport && feedback && (kind === undefined || kind === 'feedback-report')) return complaint(mail, feedback)
  if (!isByProgram(mail)) return undefined
  const status = own(mail).find(
    ({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status',
  )
  if (isReport && kind !== undefined && kind !== 'delivery-status' && !status) return undefined
  const read = status && parseDeliveryStatus(status.text ?? '')
  if (read && read.count > 0) return standard(mail, read)
  return inWords(mail, isReport && kind === 'delivery-status')
}

/** Parts of the message itself; not of one within it. */
const own = ({ parts }: Mail): MailPart[] => parts.filter(({ depth }) => depth <= 2)

/** RFC 3464 section 2 and RFC 3834: the null sender, a mail system's name in From, or no person who sent it. */
function isByProgram(mail: Mail): boolean {
  const [path] = fieldsOf(mail, 'return-path')
  if (path && /^<\s*>$/.test(path.value.trim())) return true
  if (path) return isSystem(mail) && !isAnswer(mail)
  return isSystem(mail) || fieldsOf(mail, 'x-failed-recipients').length > 0 || isAutomatic(mail)
}
/** Postmasters answer, too, and forward what they got. */
const isAnswer = (mail: Mail): boolean => fieldsOf(mail, 'in-reply-to').length + fieldsOf(mail, 'references').length > 0
const isSystem = (mail: Mail): boolean =>
  fieldsOf(mail, 'from').some(({ value }) =>
    /\b(?:mailer-daemon|postmaster|microsoftexchange\w{0,40}|mail delivery (?:sub)?system)\b/i.test(
      value.slice(0, longestName),
    ),
  )
const isAutomatic = (mail: Mail): boolean =>
  fieldsOf(mail, 'auto-submitted').some(({ value }) => /^auto-(?:replied|generated)\b/i.test(value))

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

function standard(mail: Mail, { reporter, recipients, count }: DeliveryStatus): MailReport {
  const original = originalOf(mail)
  return {
    kind: 'delivery',
    standard: true,
    ...(reporter !== undefined && { reporter }),
    recipients: recipients.map(({ diagnostic, ...one }) => {
      const { server, around } = remoteOf(one.remote)
      const { remote: _, ...rest } = one
      return {
        ...rest,
        ...(server !== undefined && { remote: server }),
        reply: explained(diagnostic ?? one.status ?? '', {
          ...around,
          to: one.recipient,
          ...(one.status !== undefined && { dsn: one.status }),
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

/** `mx.rcpt.example (203.0.113.5)`, as some write it. */
function remoteOf(remote: string | undefined): { server?: string; around: Around } {
  const [, name, ip] = /^\[?([\w.:-]{1,253})\]?(?:\s*[[(]([0-9A-Fa-f.:]{2,45})[\])])?/.exec(remote ?? '') ?? []
  if (name === undefined) return { around: {} }
  const server = name.toLowerCase().replace(/\.$/, '')
  const address = canonicalAddress(ip ?? '')
  return { server, around: { host: server, ...(address !== undefined && { hostIp: address }) } }
}

/** A bounce in words alone: who made it has to be a program, and it has to begin as bounces do. */
function inWords(mail: Mail, isDeclared: boolean): MailReport | undefined {
  const told = bounceText(mail)
  const failed = failedRecipients(mail)
  if (!told && !isDeclared && failed.length === 0) return undefined
  const original = originalOf(mail, told?.original)
  const recipients = (told?.recipients ?? []).filter(({ recipient }) => recipient !== '')
  const reason = told?.recipients.find(({ reason }) => reason !== '')?.reason ?? ''
  const missing = failed.filter(
    (one) => !recipients.some(({ recipient }) => recipient.toLowerCase() === one.toLowerCase()),
  )
  const all = [
    ...recipients,
    ...missing.map((recipient) => ({ recipient, reason: recipients.length > 0 ? '' : reason })),
  ]
  if (all.length === 0) all.push({ recipient: '', reason })
  const reporter = reporterOf(mail)
  return {
    kind: 'delivery',
    standard: false,
    ...(reporter !== undefined && { reporter }),
    recipients: all.slice(0, mostRecipients).map((one) => recipientOf(one, told?.delayed ?? false, original)),
    count: Math.max(all.length, told?.count ?? 0),
    original,
  }
}

function recipientOf(
  { recipient, reason }: { recipient: string; reason: string },
  delayed: boolean,
  original: Original,
): ReportedRecipient {
  const reply = explained(reason, { ...(recipient !== '' && { to: recipient }), ...senderOf(original) })
  return {
    recipient,
    action: delayed ? 'delayed' : 'failed',
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

function complaint(mail: Mail, part: MailPart): MailReport | undefined {
  const read = parseFeedbackReport(part.text ?? '')
  if (!read) return undefined
  const { faults, domain: _, reporter = reporterOf(mail), ...rest } = read
  const within = own(mail).filter(({ depth }) => depth === 1)
  const third = within[2]?.type
  return {
    kind: 'complaint',
    ...rest,
    ...(reporter !== undefined && { reporter }),
    original: originalOf(mail),
    faults: [
      ...(within.length === 3 ? [] : [`it has ${within.length} parts in place of three`]),
      ...(third === undefined || third === 'message/rfc822' || third === 'text/rfc822-headers'
        ? []
        : ['its third part is not the mail complained about, nor its header']),
      ...faults,
    ],
  }
}
