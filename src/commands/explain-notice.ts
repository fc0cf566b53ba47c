import { complaintCommand, complaintEffect, complaintFix, complaintRows } from '../checks/complaint-told.ts'
import { fieldsOf, type Mail } from '../core/mail.ts'
import type { MailNotice } from '../core/mail-notice.ts'
import type { ReportContent } from '../core/mail-report.ts'
import { moveOf } from '../core/reply.ts'
import { kindOf, type Received } from '../facts/mail/kind.ts'
import { openSaved } from '../facts/mail/saved.ts'
import { openScan } from '../facts/mail/scan.ts'
import { sesComplaint } from '../facts/mail/ses-complaint.ts'
import type { NoticeExplained } from '../formats/explain-notice.ts'
import { isExplained, type RepliesExplained } from '../formats/explain-reply.ts'
import { complaintMeaning, noticeMeaning, noticeSources } from '../knowledge/notices.ts'
import { beginsMessage } from '../records/mail/beginning.ts'
import { complaintOfSes } from '../records/ses-notification.ts'
import { tellsOfFailure, wordsOf } from './explain-input.ts'
import { mostOctets } from './explain-words.ts'

type Delivery = Extract<ReportContent, { kind: 'delivery' }>
type Complaint = Extract<ReportContent, { kind: 'complaint' }>

/** What a text is by its kind, and what is to be told of it; `kind` alone where the replies in it tell everything. */
export interface Kind {
  kind?: Received['kind']
  notice?: NoticeExplained
  /** Of an answer: its words. */
  words?: string
}

/** Tells what a message is that a program sent; of a bounce, and of what no program sent, the kind alone. */
export function kindIn(octets: Buffer): Kind {
  const whole = octets.subarray(0, mostOctets)
  const ses = complaintOfSes(whole.toString('utf8'))
  if (ses) return { kind: 'complaint', notice: ofComplaint(sesComplaint(ses)) }
  if (whole.includes(0) || !beginsMessage(whole.toString('latin1'))) return {}
  const mail = scanned(whole)
  const received = kindOf(mail, returnPathOf(mail), '')
  switch (received.kind) {
    case 'complaint':
    case 'auth-failure':
      return { kind: received.kind, notice: ofComplaint(received.report) }
    case 'delivered':
    case 'delay':
      return { kind: received.kind, notice: ofDelivery(received.report, received.kind) }
    case 'automatic-reply':
    case 'challenge':
    case 'read-receipt':
    case 'refusal':
      return { kind: received.kind, notice: ofNotice(received.notice), words: wordsOf(mail) }
    default:
      return { kind: received.kind }
  }
}

/** An answer that holds a bounce, or quotes what a server said, is told by that: whoever is away has got the mail, and a refusal says the contrary. */
export const saysMore = ({ recipients, replies }: RepliesExplained, words: string): boolean =>
  recipients !== undefined ||
  replies.some(
    ({ reply }) =>
      isExplained(reply) &&
      (reply.code === undefined ? tellsOfFailure(words) : reply.code >= 400 && isQuoted(words, String(reply.code))),
  )

/** Whether a code begins a line or a quotation; what somebody only speaks of stands within a sentence. */
const isQuoted = (words: string, code: string): boolean =>
  new RegExp(`(?:^|[:;'"“„«<(\\[#|=])[ \\t]{0,4}${code}\\b`, 'm').test(words)

/** What is explained of a message, or of a text: a bounce that is attached to it, forwarded, or in the words of an answer. */
export function kindTold(kind: Kind['kind'], words: string, replies: RepliesExplained | undefined): Kind['kind'] {
  if (kind === 'bounce' || !replies) return kind
  if (replies.recipients) return kindOfRecipients(replies.recipients)
  const namesWhom = replies.replies.some(({ to = [] }) => to.length > 0)
  return kind === 'automatic-reply' && (namesWhom || tellsOfFailure(words)) ? 'bounce' : kind
}

/** By what became of the mail for each recipient: of several the worst counts. */
function kindOfRecipients(recipients: NonNullable<RepliesExplained['recipients']>): 'bounce' | 'delay' | 'delivered' {
  const actions = new Set(recipients.map(({ action }) => action))
  if (actions.has('failed') || actions.has('unclear')) return 'bounce'
  return actions.has('delayed') ? 'delay' : 'delivered'
}

/** A delay with what servers said: that tells whose move it is. */
export function withReplies(notice: NoticeExplained, replies: RepliesExplained): NoticeExplained {
  const [first] = replies.replies
  if (!first) return notice
  const { owner, fix, next } = first.reply
  return { ...notice, owner, move: moveOf(first.reply), fix, next, replies }
}

function scanned(octets: Buffer): Mail {
  const saved = openSaved()
  const scan = openScan()
  for (const chunk of [...saved.write(octets), ...saved.end()]) scan.write(chunk)
  return scan.end()
}

/** Null where the field says so (RFC 5321 section 4.4); not known where there is none. */
const returnPathOf = (mail: Mail): string | undefined =>
  fieldsOf(mail, 'return-path')[0]?.value.replace(/^<(.*)>$/, '$1')

const complaintHeads: Readonly<Record<string, string>> = {
  abuse: 'A complaint: somebody marked this mail as spam',
  fraud: 'A complaint of fraud (phishing)',
  virus: 'A complaint of a virus',
  'opt-out': 'A complaint that asks for no more of such mail',
  'not-spam': 'No complaint: somebody marked this mail as not spam',
  'auth-failure': 'A report of failed authentication',
}

function ofComplaint(complaint: Complaint): NoticeExplained {
  const { feedback, original, details, faults, recipient } = complaint
  const { owner, move, fix } = complaintMeaning(feedback)
  const filled = complaintFix(complaint)
  const isDanger = feedback === 'fraud' || feedback === 'virus'
  const command = isDanger ? complaint.ip && `relaycheck ip ${complaint.ip}` : complaintCommand(complaint)
  const isFailure = feedback === 'auth-failure'
  return {
    kind: isFailure ? 'auth-failure' : 'complaint',
    headline: complaintHeads[feedback] ?? `A complaint (${feedback.slice(0, 40)})`,
    rows: complaintRows(complaint),
    means: complaintEffect(complaint),
    owner,
    move,
    fix: fix
      .replace('{recipient}', () => filled.recipient)
      .replace('{find}', () => filled.find)
      .replace('{repair}', () => filled.repair),
    next: (isFailure || isDanger) && command ? [command] : [],
    sources: sourcesOf(complaint),
    data: {
      complaint: {
        feedback,
        ...details,
        reporter: complaint.reporter,
        ip: complaint.ip,
        sender: complaint.sender,
        recipient,
        isRecipientHidden: details?.hidden !== undefined,
        failure: complaint.failure,
        original,
        faults,
      },
    },
  }
}

/** Where the form is written down that it came in. */
function sourcesOf({ feedback, details }: Complaint): string[] {
  const form = details?.form ?? 'arf'
  if (form === 'ses') return ['docs.aws.amazon.com']
  if (form === 'x-arf') return ['X-ARF 0.2']
  if (form !== 'arf') return ['RFC 6449']
  if (feedback === 'not-spam') return ['RFC 6430 section 3', 'RFC 5965 section 3']
  return feedback === 'auth-failure' ? ['RFC 6591 section 3', 'RFC 5965 section 3'] : ['RFC 5965 section 3']
}

const noticeHeads: Readonly<Record<string, string>> = {
  challenge: 'A challenge: the sender is to confirm the mail',
  refusal: 'A refusal: a filter of the recipient rejected the mail',
  absence: 'An automatic reply of somebody who is away',
  left: 'An automatic reply: the address is no longer used',
  acknowledgement: 'An automatic reply that confirms the receipt',
  other: 'An automatic reply',
  displayed: 'A read receipt: the mail was displayed',
  deleted: 'A read receipt: the mail was deleted',
  dispatched: 'A read receipt: the mail was sent on',
  processed: 'A read receipt: the mail was processed by a program',
  denied: 'A read receipt that tells nothing',
  failed: 'A read receipt that tells nothing',
}

function ofNotice(notice: MailNotice): NoticeExplained {
  const { kind, reason, disposition, program, from, reporter, problem, original } = notice
  const { means, owner, move, fix } = noticeMeaning(notice)
  return {
    kind,
    headline: noticeHeads[kind] ?? noticeHeads[reason ?? disposition ?? ''] ?? 'An answer of a program',
    rows: rowsOf([
      ['From', from],
      ['Made by', program ?? reporter],
      ['Subject', original.subject],
      ['Message-ID', original.id],
      ['It says', problem],
    ]),
    means,
    owner,
    move,
    fix,
    next: [],
    sources: noticeSources[kind],
    data: { notice: { ...notice, kind: undefined } },
  }
}

const rowsOf = (rows: readonly [string, string | undefined][]): [string, string][] =>
  rows.flatMap(([label, text]) => (text ? [[label, text] as [string, string]] : []))

const mostRecipients = 10

/** A receipt of delivery, or a delay: what became of the mail for whom. */
function ofDelivery({ reporter, recipients, count, original }: Delivery, kind: 'delivered' | 'delay'): NoticeExplained {
  const isDelay = kind === 'delay'
  const isPassedOn = recipients.some(({ action }) => action === 'relayed' || action === 'expanded')
  const until = recipients.map(({ retryUntil }) => retryUntil).find((at) => at !== undefined)
  const unsaid = recipients.some(({ action, reply }) => action === 'delayed' && reply.text === '')
  return {
    kind,
    headline: isDelay
      ? 'A delay: the mail is not delivered yet, and is tried again'
      : `A receipt: the mail was ${isPassedOn ? 'handed on' : 'delivered'}`,
    rows: rowsOf([
      ['Reported by', reporter],
      ...recipients
        .slice(0, mostRecipients)
        .map(({ recipient, action }): [string, string] => ['Recipient', `${recipient} (${action})`]),
      ['More recipients', count > mostRecipients ? String(count - mostRecipients) : undefined],
      ['Subject', original.subject],
      ['Message-ID', original.id],
      ['Tried until', until && `${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    ]),
    means: isDelay
      ? `The mail waits in the queue of the server that reports.${unsaid ? ' Why does not stand in the report.' : ''}`
      : isPassedOn
        ? 'The mail was handed on, to a list or to a server that sends no reports: whether it arrived there is not known.'
        : 'The mail arrived in the mailbox, by the word of the server that reports.',
    owner: 'nobody',
    move: moveOf({ owner: 'nobody', class: 'unknown' }),
    fix: isDelay ? 'Wait, and do not send the mail again: a bounce follows where it cannot be delivered in time.' : '',
    next: [],
    sources: ['RFC 3464 section 2.3.3'],
    data: {
      notice: {
        reporter,
        recipients: recipients.map(({ recipient, action, status }) => ({ recipient, action, status })),
        count,
        original,
      },
    },
  }
}
