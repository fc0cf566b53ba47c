/** One thing that SMTP2GO has recorded of a message. */
export interface Activity {
  /** `processed`, `delivered`, `soft-bounced` … */
  event: string
  at: Date
  /** As its servers call the message, in the reply to DATA too. */
  emailId: string
  /** All recipients that the record names, lower case. */
  recipients: readonly string[]
  subject: string
  /** The header where it was asked for, as text. */
  headers: string
  /** What the receiver's server said, else why not. */
  answer?: string
  /** The receiver's server. */
  host?: string
}
/** What `/activity/search` answers; `more`: there are further ones, to be asked for by this token. */
export type Activities =
  | { events: readonly Activity[]; more?: string }
  /** What it says is wrong with the question, and the code for that. */
  | { error: string; code?: string }
  /** Why it is no answer at all, a clause. */
  | { fault: string }

const mostEvents = 1000
const longest = 4000

/** Reads an answer of SMTP2GO's API, version 3: what it holds stands in `data`; an error there or at the top. */
export function parseActivities(text: string): Activities {
  const whole = json(text)
  if (!isObject(whole)) return { fault: 'it is no JSON object' }
  const data = isObject(whole.data) ? whole.data : whole
  const error = textOf(data.error) ?? textOf(whole.error)
  const code = textOf(data.error_code) ?? textOf(whole.error_code)
  if (error !== undefined || code !== undefined) return { error: error ?? '', ...(code !== undefined && { code }) }
  if (!Array.isArray(data.events)) return { fault: 'it has no list of events' }
  const events = data.events.slice(0, mostEvents).flatMap(activitiesOf)
  const more = textOf(data.continue_token)
  return { events, ...(more && { more }) }
}

/** A record, and before it each try that the receiver put off. */
function activitiesOf(record: unknown): Activity[] {
  if (!isObject(record)) return []
  const at = dateOf(record.date)
  const event = textOf(record.event)
  if (!at || event === undefined) return []
  const all = [
    record.recipient,
    record.to,
    ...(Array.isArray(record.recipients) ? record.recipients.slice(0, 100) : []),
  ]
  const about = {
    emailId: textOf(record.email_id) ?? '',
    recipients: all.flatMap((one) => addressesIn(textOf(one) ?? '')),
    subject: textOf(record.subject) ?? '',
    headers:
      typeof record.headers === 'string' ? record.headers.slice(0, 64_000) : JSON.stringify(record.headers ?? ''),
  }
  const answer = [record.smtp_response, record.error, record.reason].map(textOf).find((one) => one)
  const host = textOf(record.host)
  const last = { event, at, ...about, ...(answer && { answer }), ...(host && { host }) }
  const tries = Array.isArray(record.delivery_attempts) ? record.delivery_attempts.slice(0, 50) : []
  return [...tries.flatMap((one) => putOff(one, about)), last]
}

function putOff(one: unknown, about: Pick<Activity, 'emailId' | 'recipients' | 'subject' | 'headers'>): Activity[] {
  if (!isObject(one)) return []
  const [at, answer, host] = [dateOf(one.smtptime), textOf(one.smtpresponse), textOf(one.host)]
  if (!at || !answer || !/^4\d\d\b/.test(answer)) return []
  return [{ event: 'soft-bounced', at, ...about, answer, ...(host && { host }) }]
}

const addressesIn = (text: string): string[] =>
  (text.toLowerCase().match(/[^\s<>,;"]{1,320}@[^\s<>,;"]{1,255}/g) ?? []).slice(0, 100)

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, longest) : undefined

/** RFC 3339. */
function dateOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(value)) return undefined
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`
  const at = new Date(zoned.replace(' ', 'T'))
  return Number.isNaN(at.getTime()) ? undefined : at
}
