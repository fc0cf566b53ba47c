import { defineCheck, defineSubject, type Ruling } from '../../core/check.ts'
import type { About } from '../../core/finding.ts'
import type { MailReport, ReportedRecipient } from '../../core/mail-report.ts'
import { moves, type ReplyExplained } from '../../core/reply.ts'
import { few, quoted } from '../few.ts'

/** What to run next stands on lines of its own. */
const nextLines = (fix: string) => ({
  one: `${fix}\n\n    {next}`,
  two: `${fix}\n\n    {next}\n    {then}`,
})
/** What to do where the report does not say why. */
const look = 'Look in the log of the sending server for what the receiver answered.'
const again = 'It is not tried again by itself: send it once more, a little later.'

const outcomes = {
  failed: {
    verdict: 'fail',
    says: '{mail} to {recipient} did not arrive, and is not tried again. {means}{said} {move}',
    fix: '{fix}',
    fixes: { ...nextLines('{fix}'), again },
  },
  delayed: {
    verdict: 'warn',
    says: '{mail} to {recipient} has not arrived yet, and is tried again{until}. {means}{said} {move}',
    fix: '{fix}',
    fixes: nextLines('{fix}'),
  },
  delivered: {
    verdict: 'pass',
    says: '{mail} to {recipient} was delivered: {reporter} says so.',
    brief: 'delivered to {recipient}',
  },
  'passed-on': {
    verdict: 'info',
    says: '{mail} to {recipient} was handed on {how}: whether it arrived there is not told.',
    brief: 'handed on for {recipient}',
  },
  complaint: {
    verdict: 'warn',
    refs: ['RFC 5965 section 3'],
    says: '{reporter} reports a complaint ({feedback}) about {mail}{to}{address}. Receivers count complaints, and put mail of senders who get many into the junk folder.',
    fix: 'Send {recipient} nothing of the kind again, and see that everybody who gets such mail asked for it and can end it with one click (List-Unsubscribe).',
  },
  'not-authenticated': {
    verdict: 'warn',
    refs: ['RFC 6591 section 3'],
    says: '{reporter} reports that {failure} failed for {mail}{to}{address}. Receivers may refuse such mail, or put it into the junk folder.',
    fix: 'See whether the mail was yours. If it was, mend what failed; if not, somebody used the name, and your DMARC policy did its work.',
    fixes: nextLines(
      'See whether the mail was yours. If it was, mend what failed; if not, somebody used the name, and your DMARC policy did its work.',
    ),
  },
  'not-spam': {
    verdict: 'info',
    refs: ['RFC 6430 section 3'],
    says: '{reporter} reports that {mail}{to} was taken for spam and is none, by the word of whoever got it.',
    brief: 'not spam, they say',
  },
  more: {
    verdict: 'warn',
    says: 'The report names {count} recipients, of whom the first {shown} were looked at: whether mail to the others arrived is not told here.',
    fix: 'Read what the report says of the others yourself, or split it.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

/** A bounce or a complaint: what everything else in the report is about is not the message, but another one. */
export default defineCheck({
  id: 'message-report',
  step: 'message',
  title: 'What a bounce or a complaint reports is told apart',
  why: 'A bounce says for each recipient whether mail arrived, and if not, why; the words are those of servers, and seldom say whose move it is.',
  refs: ['RFC 3464 section 2.3', 'RFC 3463'],
  subject: defineSubject({
    needs: ['mailReport'],
    absent: ({ mailReport }) => (mailReport ? undefined : 'this is no report about other mail'),
  }),
  needs: ['mailReport'],
  outcomes,
  judge: ({ mailReport }): Rulings[] => {
    if (!mailReport) return []
    return mailReport.kind === 'complaint' ? [judgeComplaint(mailReport)] : judgeDelivery(mailReport)
  },
})

type Delivery = Extract<MailReport, { kind: 'delivery' }>
type Complaint = Extract<MailReport, { kind: 'complaint' }>

const mailOf = ({ subject }: MailReport['original'], begins: boolean): string =>
  subject === undefined ? (begins ? 'Mail' : 'mail') : `${begins ? 'The' : 'the'} mail ${quoted(tame(subject), 80)}`
const tame = (text: string): string => text.replaceAll('"', "'").replace(/\s+/g, ' ')

/** More recipients than these of whom the same is said are told together. */
const mostAlike = 20

const outcomeOf = {
  failed: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  relayed: 'passed-on',
  expanded: 'passed-on',
} as const

function judgeDelivery(report: Delivery): Rulings[] {
  const { recipients, count } = report
  const alike = Map.groupBy(recipients, ({ action, reply }) =>
    [action, reply.pattern, reply.enhanced, reply.pattern === undefined ? reply.text : ''].join('\n'),
  )
  const told = [...alike.values()].flatMap((all) =>
    all.length > mostAlike ? [judgeAlike(all, report)] : all.map((one) => judgeAlike([one], report)),
  )
  if (count <= recipients.length) return told
  return [...told, { outcome: 'more', about: { count, shown: recipients.length } }]
}

function judgeAlike(all: readonly ReportedRecipient[], report: Delivery): Rulings {
  const [one] = all
  if (!one) throw new Error('no recipient')
  const { action, status, remote } = one
  const reply =
    one.reply.text === '' ? { ...one.reply, means: 'Why does not stand in the report.', fix: look } : one.reply
  const outcome = outcomeOf[action]
  const gaveUp = action === 'failed' && reply.owner === 'nobody'
  const [next, then] = reply.next
  const about: About = {
    mail: mailOf(report.original, true),
    recipient: named(all),
    ...(all.length > 1 && { count: all.length }),
    ...(status !== undefined && { status }),
    class: reply.class,
    owner: gaveUp ? 'sender' : reply.owner,
    means: reply.means,
    reply: reply.text,
    said: saidBy(reply, remote),
    move: moves[gaveUp ? 'sender' : reply.owner],
    fix: gaveUp ? again : reply.fix,
    reporter: report.reporter ?? 'the report',
    how: action === 'expanded' ? 'to the members of a list' : 'to a server that sends no reports',
    until: one.retryUntil ? ` until ${one.retryUntil.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '',
    ...(reply.pattern !== undefined && { pattern: reply.pattern }),
    ...(next !== undefined && { next }),
    ...(then !== undefined && { then }),
  }
  const fixFor = gaveUp ? 'again' : then !== undefined ? 'two' : next === undefined ? undefined : 'one'
  return { outcome, about, evidence: evidenceOf(report), ...(fixFor !== undefined && { fixFor }) }
}

function named(all: readonly ReportedRecipient[]): string {
  const names = all.map(({ recipient }) => (recipient === '' ? 'a recipient who is not named' : recipient))
  return names.length === 1 ? (names[0] ?? '') : `${names.length} recipients (${few(names).join(', ')})`
}

function saidBy({ text }: ReplyExplained, remote: string | undefined): string {
  if (text === '') return ''
  return ` ${remote === undefined ? 'The reason given is' : `${remote} said`} ${quoted(tame(text), 300)}.`
}

const evidenceOf = ({ standard, reporter }: Delivery) =>
  standard
    ? []
    : [
        {
          kind: 'note',
          text: `The bounce${reporter === undefined ? '' : ` of ${reporter}`} has no part for programs (RFC 3464): it was read out of its words.`,
        } as const,
      ]

function judgeComplaint(report: Complaint): Rulings {
  const { feedback, reporter, ip, sender, recipient, failure, original, faults } = report
  const domain = sender?.slice(sender.lastIndexOf('@') + 1)
  const canRun = domain !== undefined && /^[\w-][\w.-]{0,252}$/.test(domain)
  const about: About = {
    mail: mailOf(original, false),
    feedback,
    recipient: recipient ?? 'whoever got it',
    to: recipient === undefined ? '' : ` to ${recipient}`,
    reporter: reporter ?? 'The report',
    address: ip === undefined ? '' : ` that came from ${ip}`,
    failure: (failure ?? 'authentication').toUpperCase(),
    ...(ip !== undefined && { ip }),
    ...(sender !== undefined && { sender }),
    ...(canRun && { next: `relaycheck domain ${domain}${ip === undefined ? '' : ` --ip ${ip}`}` }),
  }
  const evidence =
    faults.length === 0
      ? []
      : [{ kind: 'note', text: `The report is not as RFC 5965 wants it: ${few(faults).join('; ')}.` } as const]
  if (feedback === 'not-spam') return { outcome: 'not-spam', about, evidence }
  if (feedback !== 'auth-failure') return { outcome: 'complaint', about, evidence }
  return { outcome: 'not-authenticated', about, evidence, ...(canRun && { fixFor: 'one' }) }
}
