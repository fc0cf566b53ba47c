/** A complaint that Amazon SES tells of as JSON, by Amazon SNS or by an event destination. */
export interface SesComplaint {
  /** `abuse`, lower case; absent where the feed does not say. */
  feedback?: string
  /** Those who may have complained, at most twenty. */
  recipients: readonly string[]
  agent?: string
  arrived?: string
  /** `OnAccountSuppressionList` */
  subtype?: string
  /** The envelope sender. */
  sender?: string
  /** The Message-ID that SES gave it, and that of its header. */
  sesId?: string
  id?: string
  from?: string
  subject?: string
  headers: readonly { name: string; value: string }[]
}

const longest = 500
const mostText = 1_048_576
const mostRecipients = 20
const mostHeaders = 200

type Json = { [key: string]: unknown }
const objectOf = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, longest) : undefined

/** Reads a complaint out of a text that is such a notification, in the envelope of SNS or not; nothing where it is none. */
export function complaintOfSes(text: string): SesComplaint | undefined {
  const notification = notificationIn(text)
  const complaint = objectOf(notification?.complaint)
  const kind = notification?.notificationType ?? notification?.eventType
  if (!notification || !complaint || kind !== 'Complaint') return undefined
  const mail = objectOf(notification.mail) ?? {}
  const common = objectOf(mail.commonHeaders) ?? {}
  return known<SesComplaint>({
    feedback: textOf(complaint.complaintFeedbackType)?.toLowerCase(),
    recipients: listOf(complaint.complainedRecipients)
      .slice(0, mostRecipients)
      .flatMap((one) => textOf(objectOf(one)?.emailAddress) ?? []),
    agent: textOf(complaint.userAgent),
    arrived: textOf(complaint.arrivalDate) ?? textOf(mail.timestamp),
    subtype: textOf(complaint.complaintSubType),
    sender: textOf(mail.source),
    sesId: textOf(mail.messageId),
    id: textOf(common.messageId),
    from: textOf(listOf(common.from)[0]),
    subject: textOf(common.subject),
    headers: listOf(mail.headers)
      .slice(0, mostHeaders)
      .flatMap((one) => {
        const [name, value] = [textOf(objectOf(one)?.name), textOf(objectOf(one)?.value)]
        return name === undefined || value === undefined ? [] : [{ name, value }]
      }),
  })
}

const known = <T extends object>(all: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T

/** As it is, or as a string within what SNS sends; by mail, a line `--` and words follow it. */
function notificationIn(text: string): Json | undefined {
  const outer = objectIn(text.slice(0, mostText).split(/^--[ \t]*\r?$/m, 1)[0] ?? '')
  return typeof outer?.Message === 'string' ? objectIn(outer.Message) : outer
}

function objectIn(text: string): Json | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return undefined
  }
}
