import type { RecipientStatus } from './delivery-status.ts'

/** Bounces that a relay tells of as JSON: by Amazon SNS or an event destination of SES, or by the webhook of SendGrid. */
export interface BounceNotification {
  /** Whose: `Amazon SES`, `SendGrid`. */
  program: string
  reporter?: string
  /** At most a hundred. */
  recipients: readonly RecipientStatus[]
  count: number
  /** The envelope sender. */
  sender?: string
}

const most = 100
const longest = 4000
const longestText = 1_048_576
const mostEvents = 10_000

type Json = { readonly [key: string]: unknown }
const objectOf = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, longest) : undefined

/** Whether a text is a notification of a relay, whatever it tells of: a complaint, a click. */
export const isNotification = (text: string): boolean =>
  /^\s*[[{]/.test(text) &&
  eventsIn(text.slice(0, longestText))
    .slice(0, 1)
    .map(unwrapped)
    .some((event) => (objectOf(event.mail) && (event.notificationType ?? event.eventType)) || 'sg_event_id' in event)

/** Reads a text that is such a notification, or several, one a line or in a list; nothing where it is none of a bounce. */
export function readBounceNotification(text: string): BounceNotification | undefined {
  const events = eventsIn(text.slice(0, longestText)).slice(0, mostEvents).map(unwrapped)
  const read = events.flatMap((event) => ofSes(event) ?? ofSendGrid(event) ?? [])
  const [first] = read
  if (!first) return undefined
  const recipients = read.flatMap((one) => one.recipients)
  return { ...first, recipients: recipients.slice(0, most), count: recipients.length }
}

/** SNS writes words below what it sends by mail, behind a line `--`. */
function eventsIn(text: string): Json[] {
  const [body = ''] = text.split(/^--[ \t]*\r?$/m, 1)
  if (!/^\s*[[{]/.test(body)) return []
  const whole = parsed(body)
  if (whole !== undefined) return objectsIn(Array.isArray(whole) ? whole : [whole])
  const lines = body.split('\n').slice(0, mostEvents)
  return objectsIn(lines.map((line) => (/^\s*\{/.test(line) ? parsed(line) : undefined)))
}
const objectsIn = (all: readonly unknown[]): Json[] => all.map(objectOf).filter((one) => one !== undefined)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** SNS puts the notification as a string into what it sends. */
const unwrapped = (event: Json): Json => (typeof event.Message === 'string' && objectOf(parsed(event.Message))) || event

function ofSes(event: Json): BounceNotification | undefined {
  const kind = event.notificationType ?? event.eventType
  const mail = objectOf(event.mail) ?? {}
  const sender = textOf(mail.source)
  const about = { program: 'Amazon SES', ...(sender !== undefined && { sender }) }
  const bounce = kind === 'Bounce' ? objectOf(event.bounce) : undefined
  const delay = kind === 'DeliveryDelay' ? objectOf(event.deliveryDelay) : undefined
  const delivery = kind === 'Delivery' ? objectOf(event.delivery) : undefined
  const told = bounce ?? delay ?? delivery
  if (!told) return undefined
  const reporter = textOf(told.reportingMTA)?.replace(/^dns;\s*/i, '')
  const one = (value: unknown) =>
    delivery ? deliveredOfSes(value, delivery) : recipientOfSes(value, told, delay !== undefined)
  const listed = listOf(told.bouncedRecipients ?? told.delayedRecipients ?? told.recipients)
  const recipients = listed.flatMap((value) => one(value) ?? [])
  return { ...about, ...(reporter !== undefined && { reporter }), recipients, count: recipients.length }
}

function recipientOfSes(value: unknown, told: Json, isDelay: boolean): RecipientStatus | undefined {
  const fields = objectOf(value) ?? {}
  const recipient = textOf(fields.emailAddress)
  if (recipient === undefined) return undefined
  const status = statusOf(textOf(fields.status))
  const kinds = [told.bounceType, told.bounceSubType, told.delayType].flatMap((kind) => textOf(kind) ?? [])
  // Where no server answered, what SES calls it is all that is known.
  const diagnostic = textOf(fields.diagnosticCode) ?? (kinds.length > 0 ? `x-ses; ${kinds.join(', ')}` : undefined)
  const remote = textOf(told.remoteMtaIp)
  return {
    recipient,
    action: isDelay ? 'delayed' : 'failed',
    ...(status !== undefined && { status }),
    ...(remote !== undefined && { remote }),
    ...(diagnostic !== undefined && { diagnostic }),
  }
}

function deliveredOfSes(value: unknown, delivery: Json): RecipientStatus | undefined {
  const recipient = textOf(value)
  const diagnostic = textOf(delivery.smtpResponse)
  const remote = textOf(delivery.remoteMtaIp)
  return recipient === undefined
    ? undefined
    : {
        recipient,
        action: 'delivered',
        ...(remote !== undefined && { remote }),
        ...(diagnostic !== undefined && { diagnostic }),
      }
}

const actionsOfSendGrid: Readonly<Record<string, RecipientStatus['action']>> = {
  bounce: 'failed',
  dropped: 'failed',
  deferred: 'delayed',
  delivered: 'delivered',
}

function ofSendGrid(event: Json): BounceNotification | undefined {
  const action = actionsOfSendGrid[textOf(event.event) ?? '']
  const recipient = textOf(event.email)
  if (action === undefined || recipient === undefined || !('sg_event_id' in event || 'sg_message_id' in event))
    return undefined
  const status = statusOf(textOf(event.status))
  const diagnostic = textOf(event.reason) ?? textOf(event.response)
  const one = {
    recipient,
    action,
    ...(status !== undefined && { status }),
    ...(diagnostic !== undefined && { diagnostic }),
  }
  return { program: 'SendGrid', recipients: [one], count: 1 }
}

const statusOf = (text = ''): string | undefined => /^([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1]
