import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { MailReach } from '../../core/mail-path.ts'
import { letter } from '../message-subjects.ts'

const outcomes = {
  answers: { verdict: 'pass', says: '{what} can receive mail.', brief: 'can be answered' },
  'cannot-receive': {
    verdict: 'warn',
    says: '{domain}, the domain in {field}, cannot receive mail: {why}. {effect}',
    fix: 'Publish an MX record at {domain} that names the host that takes mail for it, or send with an address at a domain that takes mail.',
    fixes: {
      'null-mx':
        'Send with an address at a domain that takes mail, or publish in place of the null MX of {domain} the host that takes mail for it.',
      'no-such-name':
        'Send with an address at a domain that exists; if {domain} is the right one, register or publish it, with an MX record that names the host that takes mail for it.',
      'no-address':
        'Let the MX records of {domain} name a host that has an address, or send with an address at a domain that takes mail.',
    },
  },
  'nobody-to-answer': {
    verdict: 'skip',
    says: 'neither a return path nor a single domain in From is known, so there is nothing to look up',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

/** Whether bounces and answers can be delivered. */
export default defineCheck({
  id: 'message-return-path',
  step: 'path',
  title: 'Return path, From and Reply-To can receive mail',
  why: 'Many receivers refuse mail from a domain that cannot be answered, and what bounces is lost.',
  refs: ['RFC 5321 section 5.1', 'RFC 7505 section 4.2'],
  subject: letter,
  needs: ['mailReach'],
  outcomes,
  judge({ mailReach }): Rulings[] {
    if (mailReach.length === 0) return [{ outcome: 'nobody-to-answer' }]
    const faulty = eachOnce(mailReach.filter(({ state }) => state !== 'answers'))
    if (faulty.length > 0) return faulty.map((one) => judgeOne(one, mailReach))
    const what = mailReach.map(({ role, display }) => `${display} (${fields[role]})`)
    return [{ outcome: 'answers', about: { what: what.join(' and ') } }]
  },
})

const fields = { 'return-path': 'the return path', from: 'From', 'reply-to': 'Reply-To' } as const
const effects = {
  'return-path': 'What bounces is lost, and many receivers refuse such mail outright.',
  'reply-to': 'Whoever answers gets the answer back.',
  from: 'Nobody can answer, and many receivers refuse such mail or trust it less.',
} as const
const elsewhere = 'Many receivers refuse such mail or trust it less, though answers go to Reply-To.'
const reasons = {
  'null-mx': 'it says so itself (null MX)',
  'no-such-name': 'it does not exist',
  'no-address': 'neither MX nor address leads anywhere',
} as const

/** The same domain in both places is one matter. */
const eachOnce = (faulty: readonly MailReach[]): MailReach[] => [
  ...new Map(faulty.toReversed().map((one) => [one.domain, one])).values(),
]

function judgeOne(
  { role, domain, display, state, answers = [], blind }: MailReach,
  all: readonly MailReach[],
): Rulings {
  const about = { domain: display, name: domain, field: fields[role] }
  if (state === 'answers' || state === 'unseen')
    return { cannotTell: blind ?? { reason: 'bug', detail: `nothing was learned of ${display}` }, about }
  const isAnswered = role === 'from' && all.some((one) => one.role === 'reply-to' && one.state === 'answers')
  const evidence = answers.flatMap((answer) => dnsEvidence(answer))
  return {
    outcome: 'cannot-receive',
    about: { ...about, why: reasons[state], effect: isAnswered ? elsewhere : effects[role] },
    evidence,
    fixFor: state,
  }
}
