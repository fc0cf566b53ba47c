import { defineCheck, type Ruling } from '../../core/check.ts'
import { fieldsOf, unread } from '../../core/mail.ts'
import { parseMessageId } from '../../records/mail/message-id.ts'
import { quoted } from '../few.ts'
import { letter } from '../message-subjects.ts'
import { fieldsEvidence } from '../message-told.ts'

const example = '\n    Message-ID: <20261124060000.4f1c9a@mail.example.com>'

const outcomes = {
  fine: { verdict: 'pass', says: 'The message has one Message-ID, {value}.', brief: '{value}' },
  missing: {
    verdict: 'warn',
    says: 'There is no Message-ID. Spam filters count that, Gmail refuses some such mail (550 5.7.1), and replies cannot be put beside it.',
    fix: `Let the program that writes the mail give each message one of its own, unlike any other, with a domain of yours behind the @, as in${example}`,
  },
  invalid: {
    verdict: 'warn',
    says: 'The Message-ID says {value}, which is none: {fault}. Spam filters count that, and some receivers refuse it as malformed.',
    fix: `Let the program that writes the mail set it in angle brackets, letters, digits and single dots on both sides of one @, as in${example}`,
  },
  repeated: {
    verdict: 'fail',
    says: 'There are {count} Message-ID fields, where one may be. Gmail refuses such mail (550 5.7.1, not RFC 5322 compliant), and other receivers may.',
    fix: 'Let only one of the programs that handle the mail set Message-ID: keep the one that the author writes, and let nobody add another.',
  },
} as const

export default defineCheck({
  id: 'message-id',
  step: 'message',
  title: 'The message has one Message-ID',
  why: 'It tells one message from every other: threads, bounces and filters hang on it.',
  refs: ['RFC 5322 section 3.6.4'],
  subject: letter,
  needs: ['mail'],
  outcomes,
  judge({ mail }): Ruling<keyof typeof outcomes> {
    const fields = fieldsOf(mail, 'message-id')
    const [field] = fields
    const hidden = unread(mail)
    if (!field) return hidden ? { cannotTell: hidden } : { outcome: 'missing' }
    const evidence = fieldsEvidence(fields)
    if (fields.length > 1) return { outcome: 'repeated', about: { count: fields.length }, evidence }
    const read = parseMessageId(field.value)
    if (!('fault' in read)) return { outcome: 'fine', about: { value: quoted(`<${read.id}>`).slice(1, -1) } }
    const value = field.value === '' ? 'nothing' : quoted(field.value)
    return { outcome: 'invalid', about: { value, fault: read.fault }, evidence }
  },
})
