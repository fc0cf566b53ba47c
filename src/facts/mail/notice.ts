import { fieldsOf, type Mail } from '../../core/mail.ts'
import type { MailNotice } from '../../core/mail-notice.ts'
import { type AnswerSigns, answeredSubject, automaticReply } from '../../records/mail/automatic.ts'
import { challengeOf } from '../../records/mail/challenge.ts'
import { parseDisposition } from '../../records/mail/disposition.ts'
import { parseFields } from '../../records/mail/fields.ts'
import { plainReceipt } from '../../records/mail/plain-receipt.ts'
import { subjectOf, writerOf } from './complaint-parts.ts'
import { decodeWords } from './decode.ts'
import { htmlOf, textParts } from './text-parts.ts'

const longest = 500
const mostFields = 20
const mostText = 10_000

/**
 * What a program answers: a read receipt, a challenge, an automatic reply; nothing where the message is none of them.
 * Bounces, delays and complaints are asked for first (readReport): many say of themselves that they answer automatically.
 */
export function readNotice(mail: Mail, sender: string | undefined): MailNotice | undefined {
  const [top] = mail.parts
  if (!top) return undefined
  const receipt = readReceipt(mail)
  if (receipt || top.type === 'multipart/report') return receipt
  const signs = signsOf(mail, sender === '')
  const from = writerOf(mail)?.address
  const plain = isReceipt(signs) ? plainReceipt(signs.text) : undefined
  if (plain) {
    const { disposition, subject } = plain
    const original = { ...answered(mail, ''), ...(subject !== undefined && { subject }) }
    return { kind: 'read-receipt', disposition, ...(from !== undefined && { from }), original }
  }
  const common = { ...(from !== undefined && { from }), original: answered(mail, signs.subject) }
  const program = challengeOf(signs)
  if (program !== undefined) return { kind: 'challenge', ...(program !== 'another' && { program }), ...common }
  const reason = automaticReply(signs)
  return reason && { kind: 'automatic-reply', reason, ...common }
}

/** Exchange up to 2003 writes receipts without a part for programs: by the class of the content, or the null return path and the subject. */
const isReceipt = ({ field, isNull, subject }: AnswerSigns): boolean =>
  field('content-class').some((value) => /^urn:content-classes:mdn\b/i.test(value)) ||
  (isNull && /^\s*(?:read|not read|gelesen|ungelesen|lu|leído|letto|gelezen)(?: \S{1,20})? ?:/i.test(subject))

function signsOf(mail: Mail, isNull: boolean): AnswerSigns {
  return {
    field: (key) =>
      fieldsOf(mail, key)
        .slice(0, mostFields)
        .map(({ value }) => value.slice(0, longest)),
    subject: subjectOf(mail),
    text: textOf(mail),
    from: writerOf(mail)?.address.toLowerCase() ?? fieldsOf(mail, 'from')[0]?.value.slice(0, longest) ?? '',
    isNull,
  }
}

/** What a reader sees first, without the lines that quote. */
function textOf(mail: Mail): string {
  const { plain, html } = textParts(mail)
  const [text = ''] = [...plain.map((part) => part.text ?? ''), ...html.map((part) => htmlOf(part).text)].filter(
    (one) => one.trim() !== '',
  )
  return text
    .slice(0, mostText)
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n')
}

/** Message-ID of the mail that is answered, and its subject, as far as the answer's tells it. */
function answered(mail: Mail, subject: string): MailNotice['original'] {
  const id = fieldsOf(mail, 'in-reply-to')[0]?.value.slice(0, longest)
  const about = answeredSubject(subject)
  return { ...(id && { id }), ...(about !== '' && about !== subject.trim() && { subject: about }) }
}

/** Why a filter refused the mail (`reject` of Sieve, as Dovecot and Cyrus write it): what stands below their own words; empty where nothing does. */
function refusalIn(text: string): string | undefined {
  const [, below] = /\bautomatically (?:rejected|refused)\b([\s\S]{0,2000})/i.exec(text) ?? []
  if (below === undefined) return undefined
  const [, reason = ''] = /\breason (?:was|is) given:([\s\S]*)/i.exec(below) ?? []
  return reason.replace(/\s+/g, ' ').trim().slice(0, longest)
}

/** A read receipt (RFC 8098): a part of the report says what became of the mail, another one may hold its header. */
function readReceipt(mail: Mail): MailNotice | undefined {
  const [top] = mail.parts
  const kind = top?.parameters['report-type']?.toLowerCase() ?? 'disposition-notification'
  if (top?.type !== 'multipart/report' || kind !== 'disposition-notification') return undefined
  const own = mail.parts.filter(({ depth }) => depth <= 2)
  const part = own.find(({ type }) => /^message\/(?:global-)?disposition-notification$/.test(type))
  const read = part && parseDisposition(part.text ?? '')
  if (!read) return undefined
  const within = own.find(({ type }) => type === 'message/rfc822' || type === 'text/rfc822-headers')
  const fields = parseFields(within?.text ?? '')
  const value = (key: string) => fields.find((field) => field.key === key)?.value.slice(0, longest) || undefined
  const { disposition, isAutomatic, reporter, problem } = read
  const id = read.id ?? value('message-id')
  const subject = value('subject')
  const from = read.recipient ?? writerOf(mail)?.address
  const refusal = isAutomatic && disposition === 'deleted' ? refusalIn(textOf(mail)) : undefined
  const says = refusal ?? problem
  return {
    kind: refusal === undefined ? 'read-receipt' : 'refusal',
    disposition,
    ...(isAutomatic && { isAutomatic }),
    ...(says && { problem: says }),
    ...(reporter !== undefined && { reporter }),
    ...(from !== undefined && { from }),
    original: { ...(id !== undefined && { id }), ...(subject !== undefined && { subject: decodeWords(subject) }) },
  }
}
