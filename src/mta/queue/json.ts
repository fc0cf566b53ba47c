import { type Listed, longestText, mostRecipients, type QueuedMessage, type QueuedRecipient } from './message.ts'

/** Reads what `postqueue -j` says: an object a line (postqueue(1)). */
export function parseQueueJson(text: string): Listed {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const read = lines.map(messageIn)
  const messages = read.filter((one) => one !== undefined)
  return { messages, unread: messages.length < lines.length }
}

function messageIn(line: string): QueuedMessage | undefined {
  const given = objectIn(line)
  const { queue_name: queue, arrival_time: arrived, sender, recipients } = given ?? {}
  if (typeof queue !== 'string' || !/^[a-z]{1,20}$/.test(queue) || !Array.isArray(recipients)) return undefined
  return {
    queue,
    ...(isTime(arrived) && { arrived: arrived * 1000 }),
    sender: typeof sender === 'string' && sender !== 'MAILER-DAEMON' ? sender.slice(0, longestText) : '',
    recipients: recipients.slice(0, mostRecipients).flatMap(recipientIn),
  }
}

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function recipientIn(given: unknown): QueuedRecipient[] {
  if (!isObject(given) || typeof given.address !== 'string') return []
  const { address, delay_reason: reason } = given
  return [
    {
      address: address.slice(0, longestText),
      ...(typeof reason === 'string' && reason !== '' && { reason: reason.slice(0, longestText) }),
    },
  ]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Seconds, until the year 9999. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 253_402_300_800
