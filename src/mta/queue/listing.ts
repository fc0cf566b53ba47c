import { type Listed, longestText, mostRecipients, type QueuedMessage, type QueuedRecipient } from './message.ts'

/**
 * Reads what `postqueue -p` and `mailq` say (postqueue(1)): a line for each message, with a mark behind its name, a reason in
 * parentheses before the recipients that it is of. The times have no year and no zone, and are left.
 */
export function parseQueueListing(text: string): Listed {
  const messages: QueuedMessage[] = []
  let open: { message: QueuedMessage; recipients: QueuedRecipient[] } | undefined
  let reason: string | undefined
  let unread = false
  for (const line of text.split('\n')) {
    if (line.trim() === '' || isFrame.test(line)) continue
    const head = headOf.exec(line)?.groups
    const why = /^\s*\((.*)\)\s*$/.exec(line)?.[1]
    const recipient = /^\s{20,}(\S.*)$/.exec(line)?.[1]
    if (head) {
      const recipients: QueuedRecipient[] = []
      open = { message: { queue: queueOf(head.mark), sender: senderOf(head.sender), recipients }, recipients }
      messages.push(open.message)
      reason = undefined
    } else if (open && why !== undefined) reason = why.slice(0, longestText)
    else if (open && recipient !== undefined) add(open.recipients, recipient, reason)
    else unread = true
  }
  return { messages: messages.map(marked), unread }
}

/** The first line, the last one, and the one there is where nothing waits. */
const isFrame = /^-Queue ID-|^-- \d+ [KMG]?bytes? in \d+ Requests?\.|^Mail queue is empty/i
const headOf =
  /^(?<id>[0-9A-Za-z]{5,30})(?<mark>[*!#]{0,2})\s+\d+\s+[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\s+(?<sender>\S.*)$/

const queueOf = (mark = ''): string => (mark.includes('!') ? 'hold' : mark.includes('*') ? 'active' : 'incoming')
const senderOf = (sender = ''): string => (sender === 'MAILER-DAEMON' ? '' : sender.slice(0, longestText))

/** A message in no other queue that has a reason is one that was put off. */
const marked = (message: QueuedMessage): QueuedMessage =>
  message.queue === 'incoming' && message.recipients.some(({ reason }) => reason !== undefined)
    ? { ...message, queue: 'deferred' }
    : message

function add(recipients: QueuedRecipient[], address: string, reason: string | undefined) {
  if (recipients.length < mostRecipients)
    recipients.push({ address: address.slice(0, longestText), ...(reason !== undefined && { reason }) })
}
