import { defineCheck, defineSubject, type Ruling } from '../../core/check.ts'
import type { About } from '../../core/finding.ts'
import type { Mail } from '../../core/mail.ts'
import type { MailNotice } from '../../core/mail-notice.ts'
import type { MailReport, ReportedRecipient, ReportWriter } from '../../core/mail-report.ts'
import { moveOf, type ReplyExplained } from '../../core/reply.ts'
import {
  complaintMeaning,
  complaintMeanings,
  failureName,
  noticeMeaning,
  noticeSources,
} from '../../knowledge/notices.ts'
import { complaintAbout, complaintCommand, complaintEffect, complaintFix, complaintRows } from '../complaint-told.ts'
import { few, quoted } from '../few.ts'

/** What to run next stands on lines of its own. */
const nextLines = (fix: string) => ({
  one: `${fix}\n\n    {next}`,
  two: `${fix}\n\n    {next}\n    {then}`,
})
/** What to do where the report does not say why. */
const look = 'Look in the log of the sending server for what the receiver answered.'

const outcomes = {
  failed: {
    verdict: 'fail',
    says: '{mail} to {recipient} did not arrive, and is not tried again. {means}{said} {move}',
    fix: '{fix}',
    fixes: nextLines('{fix}'),
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
  'said-delivered': {
    verdict: 'info',
    says: '{mail} to {recipient} was delivered.',
  },
  unclear: {
    verdict: 'warn',
    says: 'What became of {letter} to {recipient} does not stand in the report: {unclear}.',
    fix: look,
  },
  'passed-on': {
    verdict: 'info',
    says: '{mail} to {recipient} was handed on {how}: whether it arrived there is not told.',
    brief: 'handed on for {recipient}',
  },
  complaint: {
    verdict: 'warn',
    refs: ['RFC 5965 section 3'],
    refsAlone: true,
    says: '{reporter} a complaint ({feedback}) about {mail}{to}{address}. {effect} {move}',
    fix: complaintMeanings.abuse.fix,
    fixes: {
      'opt-out': complaintMeanings['opt-out'].fix,
      fraud: complaintMeanings.fraud.fix,
      virus: complaintMeanings.virus.fix,
    },
  },
  'not-authenticated': {
    verdict: 'warn',
    refs: ['RFC 6591 section 3', 'RFC 5965 section 3'],
    refsAlone: true,
    says: '{reporter} that {failure} failed for {mail}{to}{address}. {effect} {move}',
    fix: complaintMeanings['auth-failure'].fix,
    fixes: nextLines(complaintMeanings['auth-failure'].fix),
  },
  'not-spam': {
    verdict: 'info',
    refs: ['RFC 6430 section 3', 'RFC 5965 section 3'],
    refsAlone: true,
    says: '{reporter} that {mail}{to} was taken for spam and is none, by the word of whoever got it.',
    brief: 'not spam, they say',
  },
  'automatic-reply': {
    verdict: 'info',
    refs: noticeSources['automatic-reply'],
    refsAlone: true,
    says: 'This is an automatic reply{from} to {mail}. {means} {move}',
    brief: 'an automatic reply',
  },
  challenge: {
    verdict: 'warn',
    refs: noticeSources.challenge,
    refsAlone: true,
    says: 'This is a challenge{by}{from} to {mail}. {means} {move}',
    fix: '{fix}',
  },
  'read-receipt': {
    verdict: 'info',
    refs: noticeSources['read-receipt'],
    refsAlone: true,
    says: 'This is a read receipt{from} for {mail}. {means} {move}',
    brief: 'a read receipt',
  },
  refusal: {
    verdict: 'fail',
    refs: noticeSources.refusal,
    refsAlone: true,
    says: 'This is a refusal by a filter{from} of {mail}. {means} {move}',
    fix: '{fix}',
  },
  unproven: {
    verdict: 'info',
    refs: ['RFC 9989 section 4.4'],
    refsAlone: true,
    says: 'Nothing shows that {author} wrote this report: neither SPF nor DKIM is known to pass in that name. Anybody can write such a report, so take what it says as a claim.',
  },
  forged: {
    verdict: 'fail',
    refs: ['RFC 9989 section 5.3'],
    refsAlone: true,
    says: 'This has the form of a report by {author}, and DMARC fails for it: {author} asks receivers not to take such mail. Nothing that it says of {letter} is told as true here.',
    fix: 'Do not act on it, and open nothing that it links to. What became of your mail stands in the log of the sending server. If somebody forwarded it to you, judge the report as it first arrived.',
  },
  forwarded: {
    verdict: 'info',
    refs: ['RFC 5965 section 3'],
    says: 'A bounce or a complaint stands within this letter, as somebody forwarded it. What it says of other mail is not told here: save it by itself and judge that file, or let relaycheck explain - read this one.',
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
    needs: ['mailReport', 'mailNotice', 'mail'],
    absent: ({ mailReport, mailNotice, mail }) =>
      mailReport || mailNotice || holdsReport(mail) ? undefined : noReport(mail),
  }),
  needs: ['mailReport', 'mailNotice', 'mail'],
  outcomes,
  judge: ({ mailReport, mailNotice }): Rulings[] => {
    if (!mailReport) return [mailNotice ? judgeNotice(mailNotice) : { outcome: 'forwarded' }]
    const { writer } = mailReport
    if (writer.known === 'forged') return [judgeForged(mailReport)]
    const told = mailReport.kind === 'complaint' ? [judgeComplaint(mailReport)] : judgeDelivery(mailReport)
    return writer.known === 'unproven' ? [...told, { outcome: 'unproven', about: { author: nameOf(writer) } }] : told
  },
})

/** A report in its text, or in a message attached to it. */
const holdsReport = ({ parts }: Pick<Mail, 'parts'>): boolean =>
  parts.some(
    ({ type, text = '' }) =>
      (type === 'text/plain' && /^(?:>[> ]{0,20})?(?:Final-Recipient|Feedback-Type)[ \t]?:/im.test(text)) ||
      (type === 'message/rfc822' && /^Content-Type[ \t]?:[ \t]{0,9}multipart\/report\b/im.test(text)),
  )

/** Of what has only the form of one, why it is not taken for one. */
function noReport({ parts: [top] }: Pick<Mail, 'parts'>): string {
  const isOne = top?.type === 'multipart/report' && top.parameters['report-type']?.toLowerCase() === 'delivery-status'
  return isOne
    ? 'it has the form of a report, but no part that can be read as one, or a return path, which no report has: it is judged as a letter'
    : 'this is no report about other mail'
}

const nameOf = ({ domain }: ReportWriter): string => domain ?? 'the one in its From field'
/** Who says so: where it is proven, that name, and no other that stands in the report. */
const speaker = ({ writer, reporter }: MailReport): string =>
  writer.known === 'proven' && writer.domain !== undefined
    ? writer.domain
    : writer.known === 'house' && reporter !== undefined
      ? reporter
      : 'the report'

function judgeForged(report: MailReport): Rulings {
  const said =
    report.kind === 'complaint'
      ? [`a complaint (${report.feedback})`]
      : report.recipients.map(({ action, recipient, reply }) =>
          [action, recipient, reply.text].filter((part) => part !== '').join(' '),
        )
  const text = `It says: ${few(said.map((one) => tame(one).slice(0, 200))).join('; ')}.`
  return {
    outcome: 'forged',
    about: { author: nameOf(report.writer), letter: mailOf(report.original, false) },
    evidence: [{ kind: 'note', text }],
  }
}

type Delivery = Extract<MailReport, { kind: 'delivery' }>
type Complaint = Extract<MailReport, { kind: 'complaint' }>

const mailOf = ({ subject }: MailReport['original'], begins: boolean): string =>
  subject === undefined ? (begins ? 'Mail' : 'mail') : `${begins ? 'The' : 'the'} mail ${quoted(tame(subject), 80)}`
const tame = (text: string): string => text.replaceAll('"', "'").replace(/\s+/g, ' ')

const outcomeOf = {
  failed: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  relayed: 'passed-on',
  expanded: 'passed-on',
  unclear: 'unclear',
} as const

function judgeDelivery(report: Delivery): Rulings[] {
  const { recipients, count } = report
  // One cause is told once, whoever it kept the mail from.
  const alike = Map.groupBy(recipients, ({ action, unclear, reply }) =>
    [action, unclear, reply.pattern, reply.enhanced, reply.pattern === undefined ? reply.text : '', ...reply.next].join(
      '\n',
    ),
  )
  const told = [...alike.values()].map((all) => judgeAlike(all, report))
  if (count <= recipients.length) return told
  return [...told, { outcome: 'more', about: { count, shown: recipients.length } }]
}

function judgeAlike(all: readonly ReportedRecipient[], report: Delivery): Rulings {
  const [one] = all
  if (!one) throw new Error('no recipient')
  const { action, status, remote, unclear = '' } = one
  const reply =
    one.reply.text === '' ? { ...one.reply, means: 'Why does not stand in the report.', fix: look } : one.reply
  const isProven = report.writer.known !== 'unproven'
  const outcome = action === 'delivered' && !isProven ? 'said-delivered' : outcomeOf[action]
  const [next, then] = reply.next
  const about: About = {
    mail: isProven ? mailOf(report.original, true) : `By this report ${mailOf(report.original, false)}`,
    letter: mailOf(report.original, false),
    recipient: named(all),
    ...(all.length > 1 && { count: all.length, recipients: all.map(({ recipient }) => recipient) }),
    ...(status !== undefined && { status }),
    class: reply.class,
    owner: reply.owner,
    means: reply.means,
    reply: reply.text,
    said: saidBy(reply, remote),
    move: moveOf(reply),
    fix: reply.fix + blanksIn(reply.next),
    reporter: speaker(report),
    unclear,
    how: action === 'expanded' ? 'to the members of a list' : 'to a server that sends no reports',
    until: one.retryUntil ? ` until ${one.retryUntil.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '',
    ...(reply.pattern !== undefined && { pattern: reply.pattern }),
    ...(next !== undefined && { next }),
    ...(then !== undefined && { then }),
  }
  const fixFor = then !== undefined ? 'two' : next === undefined ? undefined : 'one'
  return { outcome, about, evidence: evidenceOf(report), ...(fixFor !== undefined && { fixFor }) }
}

/** Words in capitals in a command stand for what the reply does not tell. */
function blanksIn(next: readonly string[]): string {
  const blanks = [...new Set(next.flatMap((command) => command.match(/\b[A-Z]{4,}\b/g) ?? []))]
  return blanks.length === 0 ? '' : ` Put the right one in place of ${blanks.join(' and of ')}.`
}

function named(all: readonly ReportedRecipient[]): string {
  const names = all.map(({ recipient }) => (recipient === '' ? 'a recipient who is not named' : recipient))
  return names.length === 1 ? (names[0] ?? '') : `${names.length} recipients (${few(names).join(', ')})`
}

/** What bears no code is seldom said by the other server. */
function saidBy({ text, code }: ReplyExplained, remote: string | undefined): string {
  if (text === '') return ''
  return ` ${remote === undefined || code === undefined ? 'The reason given is' : `${remote} said`} ${quoted(tame(text), 300)}.`
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

const reports = (report: Complaint): string =>
  speaker(report) !== 'the report'
    ? `${speaker(report)} reports`
    : ['not-spam', 'auth-failure'].includes(report.feedback)
      ? 'The report says'
      : 'The report tells of'

function judgeComplaint(report: Complaint): Rulings {
  const { feedback, ip, recipient, failure, original, faults } = report
  const next = complaintCommand(report)
  const { owner, move } = complaintMeaning(feedback)
  const about: About = {
    ...complaintAbout(report),
    ...complaintFix(report),
    mail: mailOf(original, false),
    feedback,
    to: recipient === undefined ? '' : ` to ${recipient}`,
    reporter: reports(report),
    address: ip === undefined ? '' : ` that came from ${ip}`,
    failure: failureName(failure),
    effect: complaintEffect(report),
    owner,
    move,
    ...(next !== undefined && { next }),
  }
  const wrong = faults.length === 0 ? [] : [`The report is not as RFC 5965 wants it: ${few(faults).join('; ')}.`]
  const told = complaintRows(report).map(([label, text]) => `${label}: ${text}`)
  const evidence = [...wrong, ...told].map((text) => ({ kind: 'note', text }) as const)
  if (feedback === 'not-spam') return { outcome: 'not-spam', about, evidence }
  if (feedback !== 'auth-failure') return { outcome: 'complaint', about, evidence, fixFor: feedback }
  return { outcome: 'not-authenticated', about, evidence, ...(next !== undefined && { fixFor: 'one' }) }
}

function judgeNotice(notice: MailNotice): Rulings {
  const { kind, reason, disposition, program, from, original, problem } = notice
  const { means, owner, move, fix } = noticeMeaning(notice)
  const about: About = {
    mail: original.subject === undefined ? 'your mail' : mailOf(original, false),
    from: from === undefined ? '' : ` of ${from}`,
    by: program === undefined ? '' : ` by ${program}`,
    means,
    move,
    owner,
    fix,
    ...(from !== undefined && { sender: from }),
    ...(reason !== undefined && { reason }),
    ...(disposition !== undefined && { disposition }),
    ...(original.id !== undefined && { messageId: original.id }),
  }
  const evidence =
    problem === undefined ? [] : [{ kind: 'note', text: `It says: ${tame(problem).slice(0, 200)}` } as const]
  return { outcome: kind, about, evidence }
}
