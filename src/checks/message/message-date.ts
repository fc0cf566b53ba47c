import { defineCheck, type Ruling } from '../../core/check.ts'
import { fieldsOf, type MailField, unread } from '../../core/mail.ts'
import type { ReceivedAt } from '../../core/mail-path.ts'
import { parseMailDate } from '../../records/mail/date.ts'
import { few, quoted } from '../few.ts'
import { letter } from '../message-subjects.ts'
import { fieldsEvidence, spanInWords, timeInWords } from '../message-told.ts'

/** More than clocks and time zones are wrong by; mail waits in queues for five days (RFC 5321 section 4.5.4.1). */
const mostAhead = 3_600_000
const mostBehind = 7 * 86_400_000

const clockFix =
  'Let the machine that writes the mail keep its clock by NTP, check its time zone, and write Date when the message is sent.'

const outcomes = {
  fine: { verdict: 'pass', says: 'The Date field, {date}, can be read{against}.', brief: '{date}' },
  missing: {
    verdict: 'fail',
    says: 'There is no Date field. RFC 5322 requires it: Gmail and others refuse mail without one or file it as spam.',
    fix: 'Let the program that writes the mail set it, as in\n    Date: Tue, 24 Nov 2026 06:00:00 +0000',
  },
  repeated: {
    verdict: 'fail',
    says: 'There are {count} Date fields, where one may be: {values}. Gmail refuses such mail (550 5.7.1, not RFC 5322 compliant), and other receivers take the one or the other.',
    fix: 'Let only one of the programs that handle the message set Date, before it is signed: keep the one that the author writes, and let nobody add another.',
  },
  invalid: {
    verdict: 'fail',
    says: 'The Date field says {value}, which is no date: {fault}. Receivers count that as a sign of spam, or refuse it as malformed.',
    fix: 'Let the program that writes the mail set it in the form of RFC 5322, with English names of days and months, as in\n    Date: Tue, 24 Nov 2026 06:00:00 +0000',
  },
  odd: {
    verdict: 'warn',
    says: 'The Date field says {value}, which can be read, but not as RFC 5322 has it: {fault}. Spam filters count that.',
    fix: 'Let the program that writes the mail set the day of the week that belongs to the date, and the time zone in numbers, as in\n    Date: Tue, 24 Nov 2026 06:00:00 +0000',
  },
  future: {
    verdict: 'warn',
    says: 'The Date field, {date}, is {span} later than {received}. Spam filters count that, and readers find the message in the wrong place.',
    fix: clockFix,
  },
  stale: {
    verdict: 'warn',
    says: 'The Date field, {date}, is {span} earlier than {received}. Spam filters count that, and readers find the message far below the new ones.',
    fix: clockFix,
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>[]

export default defineCheck({
  id: 'message-date',
  step: 'message',
  title: 'The message has a date, and the right one',
  why: 'Mail without a date, or with a wrong one, looks forged to filters and is sorted where nobody looks.',
  refs: ['RFC 5322 section 3.6.1', 'RFC 5322 section 3.3'],
  subject: letter,
  needs: ['mail', 'receivedAt'],
  outcomes,
  judge({ mail, receivedAt }): Rulings {
    const fields = fieldsOf(mail, 'date')
    const [field] = fields
    const hidden = unread(mail)
    if (!field) return [hidden ? { cannotTell: hidden } : { outcome: 'missing' }]
    if (fields.length > 1) return [repeated(fields)]
    const evidence = fieldsEvidence([field])
    const value = field.value === '' ? 'nothing' : quoted(field.value)
    const read = parseMailDate(field.value)
    if ('fault' in read) return [{ outcome: 'invalid', about: { value, fault: read.fault }, evidence }]
    const odd: Rulings = read.odd === undefined ? [] : [{ outcome: 'odd', about: { value, fault: read.odd }, evidence }]
    const early = read.at.getTime() - receivedAt.at.getTime()
    const about = { date: timeInWords(read.at), span: spanInWords(Math.abs(early)), received: told(receivedAt) }
    if (early > mostAhead) return [...odd, { outcome: 'future', about, evidence }]
    if (-early > mostBehind && receivedAt.from !== 'clock') return [...odd, { outcome: 'stale', about, evidence }]
    if (odd.length > 0) return odd
    const against = receivedAt.from === 'clock' ? '' : ' and fits the time at which the message was received'
    return [{ outcome: 'fine', about: { date: about.date, against } }]
  },
})

const repeated = (fields: readonly MailField[]): Rulings[number] => ({
  outcome: 'repeated',
  about: { count: fields.length, values: few(fields.map(({ value }) => quoted(value, 60))) },
  evidence: fieldsEvidence(fields),
})

function told({ at, from }: ReceivedAt): string {
  const time = timeInWords(at)
  if (from === 'clock') return `now, ${time}`
  return from === 'option'
    ? `the time that --received-at gives, ${time}`
    : `the time of its topmost Received field, ${time}`
}
