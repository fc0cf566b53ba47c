import type { Mail, MailPart } from '../../core/mail.ts'
import type { AuthenticationFailure, ComplaintDetails } from '../../core/mail-report.ts'
import { feedOf } from '../../knowledge/feedback-feeds.ts'
import { type FeedbackReport, parseFeedbackReport } from '../../records/mail/feedback-report.ts'
import { type ComplainedMail, complainedMail } from './complained-mail.ts'
import { addressIn, type Complaint, recipientOf, subjectOf, writerOf } from './complaint-parts.ts'
import { ownOf } from './delivery-report.ts'
import { complaintInOtherForm } from './other-complaints.ts'

const mostCampaign = 8

/** A complaint about mail (RFC 5965), or one in the form of a feed that is known; nothing where the message is none. */
export function readComplaint(mail: Mail): Complaint | undefined {
  const [top] = mail.parts
  const part = ownOf(mail).find((one) => one.type === 'message/feedback-report')
  // Some feeds name another report-type, or put the part into a message of another type, or send nothing but it.
  const isOther = ownOf(mail).some(({ type }) => otherReports.test(type))
  const read = part && !isOther ? standard(mail, part) : undefined
  return read ?? (top?.type === 'multipart/report' ? undefined : complaintInOtherForm(mail))
}

const otherReports = /^message\/(?:global-)?(?:delivery-status|disposition-notification)$/

function standard(mail: Mail, part: MailPart): Complaint | undefined {
  const read = parseFeedbackReport(part.text ?? '')
  if (!read) return undefined
  const about = complainedMail(originalPart(mail))
  const { feedback, failure, faults } = read
  // A Reporting-MTA names a house; a User-Agent, which stands in for it, a program.
  const reporter = read.reporter === read.agent ? (writerOf(mail)?.domain ?? read.agent) : read.reporter
  const ip = read.ip ?? addressIn(subjectOf(mail)) ?? (isYahoo(read) ? about.connectedFrom : undefined)
  const sender = read.sender ?? about.returnPath
  const named = recipientOf(read.recipient, about.recipient)
  const details = detailsOf(mail, read, about, named.hidden)
  return {
    kind: 'complaint',
    feedback,
    ...(reporter !== undefined && { reporter }),
    ...(ip !== undefined && { ip }),
    ...(sender !== undefined && { sender }),
    ...(named.recipient !== undefined && { recipient: named.recipient }),
    ...(failure !== undefined && { failure }),
    original: { ...(read.id !== undefined && { id: read.id }), ...about.original },
    faults: [...faultsOfForm(mail), ...faults],
    details,
  }
}

const isYahoo = ({ agent = '' }: FeedbackReport): boolean => /^Yahoo!/i.test(agent)

/** The header of the mail complained about, or that mail. */
const originalPart = (mail: Mail): MailPart | undefined =>
  ownOf(mail).find(({ type }) =>
    [
      'message/rfc822',
      'text/rfc822-headers',
      'text/rfc822-header',
      'message/global',
      'message/global-headers',
    ].includes(type),
  )

function detailsOf(
  mail: Mail,
  read: FeedbackReport,
  about: ComplainedMail,
  hidden: string | undefined,
): ComplaintDetails {
  const { agent, port, domain, arrived, incidents, authentication, redacted } = read
  const known = feedOf(writerOf(mail)?.address ?? '', agent)
  const origin = known?.origin ?? read.source
  const feed = known && { ...known, ...(origin !== undefined && { origin }) }
  const isHidden = hidden ?? (read.recipient === undefined && about.recipient === undefined ? redacted : undefined)
  const failure: AuthenticationFailure | undefined = read.feedback === 'auth-failure' ? authentication : undefined
  return {
    form: 'arf',
    ...(feed && { feed }),
    ...(agent !== undefined && { agent }),
    ...(port !== undefined && { sourcePort: port }),
    ...(domain !== undefined && { domain }),
    ...(isHidden !== undefined && { hidden: isHidden }),
    ...(arrived && { arrived }),
    ...(incidents !== undefined && { incidents }),
    campaign: [...read.campaign, ...about.campaign].slice(0, mostCampaign),
    signers: about.signers,
    ...(failure && { authentication: failure }),
  }
}

function faultsOfForm(mail: Mail): string[] {
  const within = ownOf(mail).filter(({ depth }) => depth === 1)
  const third = within[2]?.type
  return [
    ...(within.length === 3 ? [] : [`it has ${within.length} parts in place of three`]),
    ...(third === undefined || third === 'message/rfc822' || third === 'text/rfc822-headers'
      ? []
      : ['its third part is not the mail complained about, nor its header']),
  ]
}
