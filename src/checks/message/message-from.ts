import { defineCheck, type Ruling } from '../../core/check.ts'
import { fieldsOf, type Mail, type MailAuthor, type MailAuthors, unread } from '../../core/mail.ts'
import { lookalikeDomain } from '../../records/mail/lookalike.ts'
import { few, quoted } from '../few.ts'
import { claim } from '../message-subjects.ts'
import { fieldsEvidence } from '../message-told.ts'

const one =
  'Let the program that writes the mail set one From field with one address, as in\n    From: Example Shop <news@example.com>'

const outcomes = {
  fine: { verdict: 'pass', says: 'The From field names one author, {author}.', brief: '{author}' },
  none: {
    verdict: 'fail',
    says: 'There is no From field. RFC 5322 requires it, DMARC cannot be told without it, and receivers refuse such mail.',
    fix: one,
  },
  several: {
    verdict: 'fail',
    says: 'The message has {what}. Receivers expect one: {refused}.',
    fix: `${one}\nOther authors go into Reply-To or into the text.`,
    fixes: {
      fields:
        'Let only one of the programs that write the message set From, before it is signed, and put who is to get the answers into Reply-To. What comes from a form must not be able to add a line to the header.',
      comma:
        'A comma parts addresses: put the name that holds one into quotes, as in\n    From: "Doe, John" <john@example.com>',
    },
  },
  'group-or-empty': {
    verdict: 'fail',
    says: 'The From field, {value}, {what}. DMARC cannot be told of it, and receivers refuse such mail.',
    fix: one,
  },
  unusable: {
    verdict: 'fail',
    says: 'The From field, {value}, holds no address that mail can be written to: {fault}. DMARC cannot be told of it, and receivers refuse such mail.',
    fix: `${one}\nBehind the @ stands a whole domain of the public DNS.`,
  },
  odd: {
    verdict: 'warn',
    says: 'The From field, {value}, names {author}, but not as RFC 5322 has it: {fault}. Some receivers refuse it, others may read another author out of it.',
    fix: 'Let the program that writes the mail put a name that holds anything but letters, digits and blanks into quotes, and the address alone into angle brackets, as in\n    From: "Doe, John (Sales)" <john@example.com>',
  },
  lookalike: {
    verdict: 'warn',
    says: '{what}. Filters take that for an attempt to deceive, and put the message into spam or warn the reader.',
    fix: 'Write the name of the sender without any domain or address in it, or send from an address of the domain that it shows, with mail of that domain signed.',
    fixes: {
      script:
        'Send from a domain in the letters of one script; if {author} is yours and its name is an honest word, send from an ASCII domain of yours all the same.',
    },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>[]

/** What receivers do, a clause; Gmail and Exchange Online name it in these codes. */
const severalFields =
  "Gmail refuses such mail (550 5.7.1, Multiple 'From' headers found), others take it for forgery, and DMARC cannot pass"
const severalAuthors =
  'Gmail refuses such mail (550 5.7.1), Exchange Online too where no Sender field names one of them (550 5.1.20), and others take it for spam'

export default defineCheck({
  id: 'message-from',
  step: 'message',
  title: 'The message names one author',
  why: 'Whom a message is from decides DMARC and what the reader sees.',
  refs: ['RFC 5322 section 3.6.2', 'RFC 9989', 'RFC 6854'],
  subject: claim,
  needs: ['mail', 'mailAuthors'],
  outcomes,
  judge({ mail, mailAuthors }): Rulings {
    const evidence = fieldsEvidence(fieldsOf(mail, 'from'))
    const hidden = mailAuthors.fields === 0 ? unread(mail) : undefined
    if (hidden) return [{ cannotTell: hidden }]
    const barrier = barrierIn(mail, mailAuthors)
    if (barrier) return [{ ...barrier, evidence }]
    const author = mailAuthors.authors[0] as MailAuthor
    const about = { author: author.address }
    const warnings = [...odd(mail, mailAuthors, author), ...lookalike(author)]
    return warnings.length > 0 ? warnings.map((ruling) => ({ ...ruling, evidence })) : [{ outcome: 'fine', about }]
  },
})

type Told = Extract<Rulings[number], { outcome: unknown }>

/** Why nobody can tell the one author. */
function barrierIn(
  mail: Mail,
  { fields, authors, count, groups, fault = 'there is none' }: MailAuthors,
): Told | undefined {
  const value = shownValue(mail)
  const [author] = authors
  if (fields === 0) return { outcome: 'none' }
  if (fields > 1) {
    const values = fieldsOf(mail, 'from').map(({ value: text }) => quoted(text, 60))
    const what = `${fields} From fields: ${few(values).join(', ')}`
    return { outcome: 'several', about: { what, refused: severalFields }, fixFor: 'fields' }
  }
  if (groups > 0) return { outcome: 'group-or-empty', about: { value, what: 'names a group in place of an author' } }
  if (!author || (count === 1 && author.address === ''))
    return { outcome: 'group-or-empty', about: { value, what: 'names nobody' } }
  if (count > 1) {
    const bare = authors.filter(({ address }) => !address.includes('@'))
    const what = `${count} authors in its From field: ${few(authors.map(({ address }) => quoted(address, 60))).join(', ')}`
    return {
      outcome: 'several',
      about: { what, refused: severalAuthors },
      ...(bare.length > 0 && bare.length < count && { fixFor: 'comma' }),
    }
  }
  if (author.domain !== undefined && author.local !== '') return undefined
  return { outcome: 'unusable', about: { value, fault: author.address.includes('@[') ? 'it has no domain' : fault } }
}

const shownValue = (mail: Mail): string => {
  const value = fieldsOf(mail, 'from')[0]?.value ?? ''
  return value === '' ? 'empty' : quoted(value)
}

const odd = (mail: Mail, { fault }: MailAuthors, { address }: MailAuthor): Told[] =>
  fault === undefined ? [] : [{ outcome: 'odd', about: { value: shownValue(mail), author: address, fault } }]

function lookalike(author: MailAuthor): Told[] {
  const { address, domain = '', display = '' } = author
  const other = author.shown.find((shown) => isOther(author, shown))
  const script = lookalikeDomain(domain)
  if (other) {
    const what = `The name beside the address shows ${other.domain}, ${quoted(display, 60)}, but the address, ${address}, is of another domain`
    return [{ outcome: 'lookalike', about: { what, author: address } }]
  }
  if (!script) return []
  const how =
    script.kind === 'twin'
      ? `is written in letters that look like ${script.like}`
      : `mixes letters of several scripts in ${quoted(script.label)}`
  return [
    {
      outcome: 'lookalike',
      about: { what: `The domain of ${address} (${domain}) ${how}`, author: address },
      fixFor: 'script',
    },
  ]
}

/**
 * Another organization's. A brand under several top-level domains is one, what stands before the @ as well is no claim, and a
 * mailing list that wrote the author anew says `via` (RFC 9989 leaves it no other way).
 */
function isOther({ registered, local, display = '', domain }: MailAuthor, shown: MailAuthor['shown'][number]): boolean {
  const brand = (name: string) => name.split('.', 1)[0]
  if (shown.registered === (registered ?? domain)) return false
  if (registered !== undefined && brand(shown.registered) === brand(registered)) return false
  return !local.toLowerCase().includes(shown.domain) && !/[\s(]via\s/i.test(display)
}
