import { fieldsOf, type Mail, type MailPart } from '../../core/mail.ts'
import type { ReportContent, ReportedRecipient } from '../../core/mail-report.ts'
import { explainReply } from '../../knowledge/replies.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import { type BounceText, readBounceText, type ToldRecipient } from '../../records/mail/bounce-text.ts'
import {
  type DeliveryStatus,
  isWordless,
  parseDeliveryStatus,
  type RecipientStatus,
  remoteOf,
} from '../../records/mail/delivery-status.ts'
import { parseFields } from '../../records/mail/fields.ts'
import { readReply } from '../../records/reply/read.ts'
import type { Around, SaidReply } from '../../records/reply/said.ts'
import { decodeWords } from './decode.ts'
import { htmlOf, textParts } from './text-parts.ts'

const mostRecipients = 100
const longestName = 500

/** `any`: a report that does not say which kind it is; `none`: no multipart/report. */
export type ReportType = 'any' | 'none' | 'delivery-status' | (string & {})

/**
 * A report about delivery: by its part for programs, completed by its words, else by its words alone; nothing where it is
 * none. `isNull`: its return path is the null one.
 */
export function readDelivery(mail: Mail, type: ReportType, isNull: boolean): ReportContent | undefined {
  if (type !== 'none' && type !== 'any' && type !== 'delivery-status') return undefined
  const status = statusIn(mail, type === 'none' && isByProgram(mail, isNull))
  if (status && (type !== 'none' || isByProgram(mail, isNull))) return standard(mail, status)
  return inWords(mail, isNull)
}

/** Parts of the message itself; not of one within it. */
export const ownOf = ({ parts }: Mail): MailPart[] => parts.filter(({ depth }) => depth <= 2)

/** What stands in the part for programs; some servers give it a type of text on the way. */
function statusIn(mail: Mail, inText: boolean): DeliveryStatus | undefined {
  const own = ownOf(mail)
  const parts = own.filter(
    ({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status',
  )
  const texts =
    inText && own.length > 1 ? own.filter(({ type, text = '' }) => type === 'text/plain' && holdsStatus(text)) : []
  return [...parts, ...texts].map(({ text = '' }) => parseDeliveryStatus(text)).find(({ count }) => count > 0)
}
const holdsStatus = (text: string): boolean => /^Final-Recipient[ \t]*:/im.test(text) && /^Action[ \t]*:/im.test(text)

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
    return /^(?:mailer-?daemon|post-?_?master|mail\.delivery\.system|microsoftexchange\w{0,40})$/i.test(
      first?.local ?? value.trim().split(/\s/, 1)[0] ?? '',
    )
  })

type Original = { id?: string; from?: string; subject?: string }

const originalPart = (mail: Mail): MailPart | undefined =>
  ownOf(mail).find(({ type }) =>
    [
      'message/rfc822',
      'text/rfc822-headers',
      'message/global',
      'message/rfc822-headers',
      'message/global-headers',
    ].includes(type),
  )

/** What the report says of the mail that it is about: its header, in a part of its own or at the end of the text. */
export function originalOf(mail: Mail, below?: string): Original {
  const part = originalPart(mail)
  const fields = parseFields((part?.text ?? below ?? '').replace(/^(?:[ \t]*\r?\n)+/, ''))
  const value = (key: string) => fields.find((field) => field.key === key)?.value.slice(0, longestName) || undefined
  const [id, from, subject] = [value('message-id'), value('from'), value('subject')]
  return {
    ...(id !== undefined && { id }),
    ...(from !== undefined && { from: decodeWords(from) }),
    ...(subject !== undefined && { subject: decodeWords(subject) }),
  }
}

/** Whom the attached original was for, where its header names one alone. */
function soleRecipient(mail: Mail): string | undefined {
  const fields = parseFields(originalPart(mail)?.text ?? '')
  if (fields.some(({ key }) => key === 'cc' || key === 'bcc')) return undefined
  const named = fields.filter(({ key }) => key === 'to').flatMap(({ value }) => parseAddresses(value).addresses)
  return named.length === 1 ? named[0]?.address : undefined
}

const mailboxIn = (from: string | undefined): string | undefined =>
  from === undefined ? undefined : parseAddresses(from).addresses[0]?.address

function standard(mail: Mail, { reporter, recipients, count }: DeliveryStatus): ReportContent {
  const original = originalOf(mail)
  const words = bounceText(mail)
  return {
    kind: 'delivery',
    standard: true,
    ...(reporter !== undefined && { reporter }),
    recipients: recipients.map((one) => standardRecipient(one, toldOf(one, words, count), original)),
    count,
    original,
  }
}

/** What the words say of a recipient of the part for programs; where both name one alone it is the same. */
function toldOf({ recipient, original }: RecipientStatus, words: BounceText | undefined, count: number) {
  const told = words?.recipients.filter(({ reason }) => reason !== '') ?? []
  const same = told.find((one) => isSame(one.recipient, recipient) || isSame(one.recipient, original ?? recipient))
  return same ?? (count === 1 && words?.count === 1 ? told[0] : undefined)
}
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

function standardRecipient(
  { diagnostic, remote: mta, ...rest }: RecipientStatus,
  told: ToldRecipient | undefined,
  original: Original,
): ReportedRecipient {
  const around: Around = {
    ...remoteOf(mta),
    to: rest.recipient,
    ...(rest.status !== undefined && { dsn: rest.status }),
    ...(rest.action === 'failed' && { gaveUp: true }),
    ...senderOf(original),
  }
  const said = readReply(diagnostic ?? rest.status ?? '', around)
  const reply = explainReply(said)
  const inWords = told && wordsOf(told, around)
  const isRicher = inWords && (isWordless(diagnostic) || (reply.pattern === undefined && explainReply(inWords).pattern))
  const remote = around.host ?? (isRicher ? inWords.host : said.host)
  return {
    ...rest,
    ...(remote !== undefined && { remote }),
    reply: isRicher ? explainReply(inWords) : reply,
  }
}

/** The reason that the words give for a recipient, read with what stands around it. */
const wordsOf = ({ reason, host, hostIp, status }: ToldRecipient, around: Around): SaidReply =>
  readReply(reason, {
    ...around,
    ...(host !== undefined && { host }),
    ...(hostIp !== undefined && { hostIp }),
    ...(status !== undefined && { dsn: status }),
  })

const senderOf = ({ from }: Original): Around => {
  const mailbox = mailboxIn(from)
  return mailbox === undefined ? {} : { from: mailbox }
}

/**
 * A bounce in words alone: a program has to have made it, and it has to name a recipient, or a reason. Where the words are
 * those of no program that is known, both the return path and who wrote it have to be a mail system's.
 */
function inWords(mail: Mail, isNull: boolean): ReportContent | undefined {
  if (!isByProgram(mail, isNull)) return undefined
  const told = bounceText(mail)
  if (!told || (told.program === undefined && !(isNull && isSystem(mail)))) return undefined
  const original = originalOf(mail, told.original)
  const recipients = told.recipients.filter(({ recipient }) => recipient !== '')
  const [first] = told.recipients.filter(({ reason }) => reason !== '')
  const missing = failedRecipients(mail).filter((one) => !recipients.some(({ recipient }) => isSame(recipient, one)))
  const all = [
    ...recipients,
    ...missing.map((recipient) => ({ reason: '', ...(recipients.length === 0 && first), recipient })),
  ]
  if (all.length === 0 && first) all.push({ ...first, recipient: soleRecipient(mail) ?? '' })
  if (all.length === 0 || (!first && told.program === undefined)) return undefined
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

function recipientOf(one: ToldRecipient, { program, delayed }: BounceText, original: Original): ReportedRecipient {
  const { recipient } = one
  const said = wordsOf(one, {
    ...(recipient !== '' && { to: recipient }),
    ...senderOf(original),
    ...(program !== undefined && !delayed && { gaveUp: true }),
  })
  const reply = explainReply(said)
  const isUnclear = program === undefined && !delayed && (reply.code ?? 500) < 500
  return {
    recipient,
    action: isUnclear ? 'unclear' : delayed ? 'delayed' : 'failed',
    ...(isUnclear && { unclear: 'its words do not tell whether it is tried again' }),
    ...(reply.enhanced !== undefined && { status: reply.enhanced }),
    ...(said.host !== undefined && { remote: said.host }),
    reply,
  }
}

/** The words of the report: those that give a reason before those that only begin as a program's do. */
function bounceText(mail: Mail): BounceText | undefined {
  const { plain, html } = textParts(mail)
  let first: BounceText | undefined
  for (const text of [...plain.map((part) => part.text ?? ''), ...html.map((part) => htmlOf(part).text)]) {
    const read = readBounceText(text)
    if (read?.recipients.some(({ reason }) => reason !== '')) return read
    first ??= read
  }
  return first
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
export const reporterOf = (mail: Mail): string | undefined =>
  parseAddresses(fieldsOf(mail, 'from')[0]?.value ?? '').addresses[0]?.domain
