import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Mail, MailField } from '../../core/mail.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import { grouped } from '../../records/number.ts'
import { few, quoted } from '../few.ts'
import { letter } from '../message-subjects.ts'
import { fieldsEvidence } from '../message-told.ts'

/** Fields of which there may be one, and that have a check of their own, which tells what receivers do. */
const toldBy: ReadonlyMap<string, string> = new Map([
  ['from', 'message-from'],
  ['date', 'message-date'],
  ['message-id', 'message-id'],
])
/** Fields of which there may be one (RFC 5322 section 3.6, RFC 2045). */
const single = new Set([
  ...toldBy.keys(),
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'in-reply-to',
  'references',
  'subject',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-id',
  'content-description',
  'content-disposition',
])
const recipients = new Set(['to', 'cc', 'bcc'])
const longestLine = 998
/** What Sendmail takes by itself (MaxHeadersLength). */
const mostOctets = 32_768
const mostFields = 1000

const outcomes = {
  fine: { verdict: 'pass', says: 'The {what} as RFC 5322 has {it}.', brief: '{brief}' },
  alone: {
    verdict: 'info',
    says: 'The file ends behind the header: the text and what is attached are not in it, and signatures cannot be verified. To have these judged, save the whole message ("Show original", "Save as .eml").',
  },
  'several-messages': {
    verdict: 'info',
    says: 'The file holds {count} messages, as mailbox files (mbox) do. The first of them is judged, and the others were passed over.',
  },
  none: {
    verdict: 'fail',
    says: 'There is no header field in it: this is no message, or it lost its header on the way. No receiver can tell whom it is from.',
    fix: 'Save the whole message as it was received ("show original", "view source"); if it has no header there either, let the program that writes the mail begin with From, To, Subject and Date, and leave one line empty before the text.',
  },
  'repeated-single': {
    verdict: 'fail',
    says: 'There may be one of each of these fields, and there are more: {fields}. Gmail refuses such mail (550 5.7.1, not RFC 5322 compliant), and other readers take the one or the other.',
    fix: 'Let only one of the programs that handle the mail write each of {names}: take the second one out before the message is signed.',
    fixes: {
      recipients:
        'Let only one of the programs that handle the mail write each of {names}, before the message is signed: several recipients go into one field, with commas between.',
    },
  },
  'raw-8bit': {
    verdict: 'warn',
    says: 'Octets above 127 stand in the header as they are, in {fields}, and no hop says that it was handed on with SMTPUTF8. Servers refuse or garble such fields, and that breaks DKIM signatures.',
    fix: 'Let the program that writes the mail encode what is not ASCII: in Subject and in names as encoded words (RFC 2047, =?UTF-8?Q?…?=), in file names by RFC 2231. Only addresses that are not ASCII need SMTPUTF8 (RFC 6531).',
  },
  'malformed-addresses': {
    verdict: 'warn',
    says: '{fields} cannot be read as RFC 5322 has addresses: {faults}. Gmail refuses some such mail (550 5.7.1, not RFC 5322 compliant), and answers go astray.',
    fix: 'Let the program that writes the mail part addresses by commas, put a name that holds a comma or a dot into quotes and the address behind it into angle brackets, as in\n    Cc: "Doe, John" <john@example.com>, anna@example.com\nand leave a field that would be empty away.',
  },
  'too-long': {
    verdict: 'warn',
    says: 'The header is longer than servers take: {what}. They cut or break it, and that breaks DKIM signatures, or refuse the message.',
    fix: 'Let the program that writes the mail fold its fields at 78 characters (RFC 5322 section 2.2.3), and name fewer recipients, or put less of its own data, in one message: mail to many goes out as one message each.',
  },
  'not-a-field': {
    verdict: 'warn',
    says: 'Line {line} of the header, {text}, is no header field. Many servers end the header there: what follows is shown as text, and DKIM signatures fail.',
    fix: 'Let the program that writes the mail begin each line of the header with a name and a colon, or, where a field goes on, with a blank; nothing that came from a form may put a line end into it.',
  },
  'blank-line': {
    verdict: 'warn',
    says: 'Line {line} of the header, in {field}, holds nothing but blanks. RFC 5322 forbids such a line, and some servers end the header there: what follows is shown as text, and DKIM signatures fail.',
    fix: 'Let the program that writes the mail fold a field only where something follows on the next line, and put no line end behind what came from a form.',
    refs: ['RFC 5322 section 3.2.2'],
  },
  'too-complex': {
    verdict: 'warn',
    says: 'The message was not looked at to its end: {what}. Filters give up on such mail too, and refuse it or let nobody see it.',
    fix: 'Send it with fewer parts that do not stand in one another: one multipart/alternative for the text, and one multipart/mixed around it for what is attached.',
    fixes: {
      header:
        'See which server writes so many fields, or such large ones, and stop it there: Received fields of the same server again and again are a loop.',
    },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>[]

export default defineCheck({
  id: 'message-headers',
  step: 'message',
  title: 'The header is as receivers expect it',
  why: 'Gmail and others refuse what RFC 5322 does not allow, and servers mend the rest, which breaks signatures.',
  refs: ['RFC 5322 section 3.6', 'RFC 5322 section 2.1.1', 'RFC 2045', 'RFC 6532'],
  subject: letter,
  needs: ['mail'],
  outcomes,
  judge({ mail }): Rulings {
    const { fields, saved: { messages = 1 } = {} } = mail
    if (fields.length === 0) return [{ outcome: 'none' }]
    const rulings: Rulings = [...repeated(mail), ...malformed(mail), ...raw(mail), ...long(mail)]
    const [stray] = mail.strays ?? []
    if (stray) rulings.push({ outcome: 'not-a-field', about: { line: stray.line, text: quoted(stray.text, 60) } })
    rulings.push(...blank(mail))
    const isSaid = rulings.some((one) => 'outcome' in one && one.outcome === 'too-long')
    if (mail.cut !== undefined && !isSaid)
      rulings.push({
        outcome: 'too-complex',
        about: { what: mail.cut },
        ...(mail.isHeadCut && { fixFor: 'header' }),
      })
    return [
      ...(rulings.length > 0 ? rulings : [fine(fields.length)]),
      ...(mail.isHeadAlone ? [{ outcome: 'alone' } as const] : []),
      ...(messages > 1 ? [{ outcome: 'several-messages', about: { count: messages } } as const] : []),
    ]
  },
})

const fine = (count: number): Rulings[number] => ({
  outcome: 'fine',
  about: {
    count,
    what: count === 1 ? 'one header field is' : `${count} header fields are`,
    it: count === 1 ? 'it' : 'them',
    brief: count === 1 ? '1 field' : `${count} fields`,
  },
})

function repeated({ fields }: Mail): Rulings {
  const counts = new Map<string, MailField[]>()
  for (const field of fields)
    if (single.has(field.key)) counts.set(field.key, [...(counts.get(field.key) ?? []), field])
  const more = [...counts.values()].filter((own) => own.length > 1)
  const [told, untold] = [more.filter(isToldBeside), more.filter((own) => !isToldBeside(own))]
  const follows = told.flatMap(([first]) => toldBy.get(first?.key ?? '') ?? [])
  return [...oftener(untold), ...oftener(told).map((ruling) => ({ ...ruling, follows }))]
}

const isToldBeside = ([first]: readonly MailField[]): boolean => toldBy.has(first?.key ?? '')

/** The fields of each name together, where there are any. */
function oftener(more: readonly MailField[][]): Extract<Rulings[number], { outcome: unknown }>[] {
  if (more.length === 0) return []
  const about = {
    fields: more.map((own) => `${own[0]?.name} (${own.length})`),
    names: more.map((own) => own[0]?.name ?? ''),
  }
  const isOfRecipients = more.every(([first]) => recipients.has(first?.key ?? ''))
  const evidence = fieldsEvidence(more.flat())
  return [{ outcome: 'repeated-single', about, evidence, ...(isOfRecipients && { fixFor: 'recipients' }) }]
}

/** A fold of nothing but blanks; a receiver's own fields are its own affair. */
function blank(mail: Mail): Rulings {
  for (const { line, name, raw } of senders(mail)) {
    const fold = raw.split('\n').findIndex((text, i) => i > 0 && /^[ \t]*\r?$/.test(text))
    if (fold > 0) return [{ outcome: 'blank-line', about: { line: line + fold, field: name } }]
  }
  return []
}

/** Fields of addresses; From has a check of its own. */
const addressed = ['sender', 'reply-to', 'to', 'cc']

/** The first of each name: that there are more is told beside. */
function malformed({ fields }: Mail): Rulings {
  const found = addressed.flatMap((name) => {
    const field = fields.find(({ key }) => key === name)
    const fault = field && addressFault(field)
    return field && fault !== undefined ? [{ field, fault }] : []
  })
  if (found.length === 0) return []
  const about = {
    fields: [...new Set(found.map(({ field }) => field.name))],
    faults: found.map(({ field, fault }) => (found.length === 1 ? fault : `in ${field.name} ${fault}`)),
  }
  return [{ outcome: 'malformed-addresses', about, evidence: fieldsEvidence(found.map(({ field }) => field)) }]
}

/** A clause. Long lists of recipients are left alone: they are too long before they are wrong. */
function addressFault({ key, value }: MailField): string | undefined {
  if (value.length > longestList) return undefined
  const { addresses, groups, fault } = parseAddresses(value)
  if (fault !== undefined) return fault
  if (addresses.length === 0 && groups.length === 0) return 'it names nobody'
  return key === 'sender' && addresses.length > 1
    ? `it names ${addresses.length} mailboxes, and one may write for others`
    : undefined
}
const longestList = 20_000

/** Those of parts too; a hop that took it with SMTPUTF8 says so (RFC 6531 section 4.3). */
function raw(mail: Mail): Rulings {
  if (mail.fields.some(({ key, value }) => key === 'received' && /\bwith UTF8(?:SMTP|LMTP)/i.test(value))) return []
  const all = [...senders(mail), ...mail.parts.flatMap(({ fields }) => fields)]
  const found = all.filter((field) => /[^\0-\x7f]/.test(field.raw))
  if (found.length === 0) return []
  const about = { fields: few([...new Set(found.map(({ name }) => name))]) }
  return [{ outcome: 'raw-8bit', about, evidence: fieldsEvidence(found) }]
}

function long(mail: Mail): Rulings {
  const own = senders(mail)
  const octets = own.reduce((sum, { raw }) => sum + raw.length + 2, 0)
  const found = own.filter(({ raw }) => raw.length > longestLine && longestOf(raw) > longestLine)
  const [first] = found
  const what = [
    ...(first ? [`a line of ${first.name} has ${grouped(longestOf(first.raw))} octets, and 998 is the most`] : []),
    ...(own.length >= mostFields ? [`it has at least ${grouped(own.length)} fields`] : []),
    ...(octets > mostOctets ? [`it has ${grouped(octets)} octets, and Sendmail takes 32,768`] : []),
  ]
  return what.length === 0 ? [] : [{ outcome: 'too-long', about: { what }, evidence: fieldsEvidence(found) }]
}

const longestOf = (raw: string): number => raw.split('\n').reduce((most, line) => Math.max(most, line.length), 0)

/** What receivers write is not the sender's: all above the topmost Received, and what their filters are known to add. */
function senders({ fields }: Mail): MailField[] {
  const top = fields.findIndex(({ key }) => key === 'received')
  return fields.slice(top + 1).filter(({ key }) => !receivers.test(key))
}
const receivers =
  /^(?:received(?:-spf)?|return-path|delivered-to|authentication-results|(?:arc-|x-spam).*|x-(?:rspamd|ms|microsoft|forefront|gm|google|received|virus|amavis)(?:-.*)?)$/
