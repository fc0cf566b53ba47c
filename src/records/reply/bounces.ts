import { partOriginal } from '../mail/bounce/original.ts'
import { type BounceNotification, readBounceNotification } from '../mail/bounce-notification.ts'
import { readBounceText } from '../mail/bounce-text.ts'
import {
  type DeliveryStatus,
  isWordless,
  parseDeliveryStatus,
  type RecipientStatus,
  remoteOf,
} from '../mail/delivery-status.ts'
import type { Raw } from './log-lines.ts'

/** What a bounce says of one recipient, not yet taken apart. */
export interface RawRecipient extends Raw {
  /** May be empty. */
  recipient: string
  action: RecipientStatus['action']
  status?: string
}
/** A bounce that was pasted as text. */
export interface PastedBounce {
  recipients: readonly RawRecipient[]
  /** Recipients beyond those. */
  unread: number
  reporter?: string
}

/** The part of a bounce that is for programs, its words, or a notification of a relay; nothing where a text holds none of them. */
export const bounceIn = (text: string): PastedBounce | undefined =>
  notifiedIn(text) ?? reportedIn(text) ?? bouncedIn(text)

/** Whether the part of a bounce for programs stands in a text. */
export const isReport = (text: string): boolean =>
  /^Final-Recipient[ \t]*:/im.test(text) || (/^Original-Recipient[ \t]*:/im.test(text) && /^Action[ \t]*:/im.test(text))

function notifiedIn(text: string): PastedBounce | undefined {
  const notification = /^\s*[[{]/.test(text) ? readBounceNotification(text) : undefined
  return notification && withReporter(notification)
}

function withReporter({
  recipients,
  count,
  reporter,
  sender,
}: DeliveryStatus & Pick<BounceNotification, 'sender'>): PastedBounce {
  return {
    recipients: recipients.map((one) => {
      const raw = rawOf(one)
      return sender === undefined ? raw : { ...raw, around: { ...raw.around, from: sender } }
    }),
    unread: count - recipients.length,
    ...(reporter !== undefined && { reporter }),
  }
}

function rawOf({ recipient, remote, status, diagnostic, action }: RecipientStatus): RawRecipient {
  return {
    recipient,
    action,
    text: diagnostic ?? status ?? '',
    ...(status !== undefined && { status }),
    around: {
      to: recipient,
      ...remoteOf(remote),
      ...(status !== undefined && { dsn: status }),
      ...(action === 'failed' && ({ gaveUp: true } as const)),
    },
  }
}

/** By the part for programs, where it gives a reason, or the words above it do. */
function reportedIn(text: string): PastedBounce | undefined {
  if (!isReport(text)) return undefined
  const { own } = partOriginal(text.replaceAll('\r\n', '\n'))
  const status = parseDeliveryStatus(own)
  if (status.count === 0) return undefined
  const told = readBounceText(own)
  const reasonOf = (recipient: string) =>
    told?.recipients.find((one) => one.reason !== '' && one.recipient.toLowerCase() === recipient.toLowerCase())
  const bounce = withReporter(status)
  const recipients = bounce.recipients.map((one, i) => {
    const words = isWordless(status.recipients[i]?.diagnostic) ? reasonOf(one.recipient) : undefined
    if (!words) return one
    const { reason, host, hostIp } = words
    const server = { ...(host !== undefined && { host }), ...(hostIp !== undefined && { hostIp }) }
    return { ...one, text: reason, around: { ...server, ...one.around } }
  })
  return recipients.some((one) => one.text !== '') ? { ...bounce, recipients } : undefined
}

/** The words of a bounce for people, where they are a known program's and give a reason. */
function bouncedIn(text: string): PastedBounce | undefined {
  const bounce = readBounceText(text)
  if (bounce?.program === undefined) return undefined
  const { delayed, count } = bounce
  const recipients = bounce.recipients.map(({ recipient, reason, host, hostIp, status }) => ({
    recipient,
    action: delayed ? ('delayed' as const) : ('failed' as const),
    text: reason,
    ...(status !== undefined && { status }),
    around: {
      ...(recipient !== '' && { to: recipient }),
      ...(host !== undefined && { host }),
      ...(hostIp !== undefined && { hostIp }),
      ...(status !== undefined && { dsn: status }),
      ...(!delayed && ({ gaveUp: true } as const)),
    },
  }))
  return recipients.some((one) => one.text !== '') ? { recipients, unread: count - recipients.length } : undefined
}
