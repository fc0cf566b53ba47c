import type { About } from '../core/finding.ts'
import type { ComplaintDetails, MailReport } from '../core/mail-report.ts'
import { complaintMeaning, deliveryOf, repairOf } from '../knowledge/notices.ts'
import { timeInWords } from './message-told.ts'

type Content<R> = R extends { kind: 'complaint' } ? Omit<R, 'writer'> : never
export type Complaint = Content<MailReport>

const none: ComplaintDetails = { form: 'arf', campaign: [], signers: [] }
const longest = 200
const mostNamed = 5

/** What a complaint says, as pairs of a label and a text; what is not there has no row. */
export function complaintRows(complaint: Complaint): [label: string, text: string][] {
  const { ip, sender, recipient, original, details = none } = complaint
  const { feed, agent, sourcePort, domain, hidden, candidates, arrived, incidents, campaign, signers } = details
  const { subject, from, id } = original
  const rows: [string, string | undefined][] = [
    ['Feed', feed && feed.name + originIn(feed)],
    ['Made by', agent],
    ['Sent from', ip && ip + (sourcePort === undefined ? '' : `, port ${sourcePort}`)],
    ['Recipient', recipient ?? candidatesIn(candidates) ?? hiddenIn(hidden) ?? 'not given'],
    ['Subject', subject],
    ['From', from],
    ['Message-ID', id],
    ['Return path', sender],
    ['Signed by', signers.join(', ') || undefined],
    ['Reported domain', domain],
    ...campaign.map(({ field, value }): [string, string] => [field, value]),
    ['Arrived', arrived && timeInWords(arrived)],
    ['Stands for', incidents === undefined ? undefined : `${incidents} such mails`],
    ...failureRows(complaint),
  ]
  return rows.flatMap(([label, text]) => (text ? [[label, cut(text)] as [string, string]] : []))
}

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)
const candidatesIn = (all: readonly string[] | undefined): string | undefined =>
  all &&
  `one of ${all.slice(0, mostNamed).join(', ')}${all.length > mostNamed ? ` and ${all.length - mostNamed} more` : ''}`
/** Amazon passes on what other feeds send; Validity runs feeds for other houses. */
const originIn = ({ id, origin }: { id: string; origin?: string }): string =>
  origin === undefined ? '' : id === 'amazon-ses' ? `, passed on from ${origin}` : `, for ${origin}`
const hiddenIn = (hidden: string | undefined): string | undefined =>
  hidden === undefined ? undefined : `hidden by the feed${hidden === '' ? '' : ` (${cut(hidden)})`}`

function failureRows({ feedback, failure, details }: Complaint): [string, string | undefined][] {
  if (feedback !== 'auth-failure') return []
  const { dkimDomain, dkimSelector, dkimIdentity, spfDns, alignment, delivery, results } = details?.authentication ?? {}
  const dkim = [
    ['d', dkimDomain],
    ['s', dkimSelector],
    ['i', dkimIdentity],
  ].flatMap(([tag, value]) => (value === undefined ? [] : `${tag}=${value}`))
  return [
    ['Failed', failure],
    ['DKIM', dkim.join(' ') || undefined],
    ['SPF record', spfDns],
    ['Aligned', alignment],
    ['Delivery', delivery],
    ['Results', results],
  ]
}

/** What to do, with the recipient, or the way to find them where the feed hides who it is. */
export function complaintFix(complaint: Complaint): { recipient: string; find: string; repair: string } {
  const { recipient, original, details = none, failure } = complaint
  const [mailing] = details.campaign
  const by =
    original.id === undefined ? mailing && `${mailing.field} ${cut(mailing.value)}` : `Message-ID ${cut(original.id)}`
  const isHidden = recipient === undefined && !details.candidates
  return {
    recipient: recipient ?? candidatesIn(details.candidates) ?? 'whoever got it',
    find: isHidden && by !== undefined ? ` (find them in your log by ${by})` : '',
    repair: repairOf(failure),
  }
}

/** What it does to mail, or what became of it, where a report of failed authentication says so. */
export function complaintEffect({ feedback, details = none }: Complaint): string {
  const { means } = complaintMeaning(feedback)
  const suppressed = details.isSuppressed
    ? 'Amazon SES sent nothing: the address is on its suppression list, as it complained before.'
    : ''
  const delivery = feedback === 'auth-failure' ? deliveryOf(details.authentication?.delivery) : ''
  return [suppressed, delivery === '' ? means : delivery].filter((one) => one !== '').join(' ')
}

/** The domain and the address that a report of failed authentication is about, and that can be looked at. */
export function complaintCommand({ sender, ip, details = none }: Complaint): string | undefined {
  const domain = details.domain ?? sender?.slice(sender.lastIndexOf('@') + 1)
  const canRun = domain !== undefined && /^[\w-][\w.-]{0,252}$/.test(domain)
  return canRun ? `relaycheck domain ${domain}${ip === undefined ? '' : ` --ip ${ip}`}` : undefined
}

/** The same for programs. */
export function complaintAbout(complaint: Complaint): About {
  const { details = none, sender, ip, original } = complaint
  const { feed, sourcePort, domain, hidden, candidates, arrived, incidents, campaign, signers, authentication } =
    details
  return {
    ...(ip !== undefined && { ip }),
    ...(sender !== undefined && { sender }),
    ...(feed && { feed: feed.name }),
    ...(feed?.origin !== undefined && { origin: feed.origin }),
    ...(sourcePort !== undefined && { sourcePort }),
    ...(domain !== undefined && { domain }),
    ...(hidden !== undefined && { isHidden: true }),
    ...(candidates && { candidates: [...candidates] }),
    ...(original.from !== undefined && { from: original.from }),
    ...(original.id !== undefined && { messageId: original.id }),
    ...(arrived && { arrived: arrived.toISOString() }),
    ...(incidents !== undefined && { incidents }),
    ...(campaign.length > 0 && { campaign: campaign.map(({ field, value }) => `${field}: ${cut(value)}`) }),
    ...(signers.length > 0 && { signers: [...signers] }),
    ...authentication,
  }
}
