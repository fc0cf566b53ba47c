import type { Blind } from '../core/observation.ts'
import type { EnvelopeSaid } from '../core/smtp.ts'
import { brokenIn, cutShort, deferred, isDeferral, isTaken, outOfPlace, replyIn } from '../core/smtp-blind.ts'
import type { SmtpReply } from '../records/smtp/reply.ts'
import { ownWordsIn } from './session-replies.ts'

type Rcpt = EnvelopeSaid['recipients'][number]['rcpt']

export const replyTo = (said: Rcpt): SmtpReply | undefined => ('untried' in said ? undefined : replyIn(said))

/** `<>` for the null sender. */
export const senderNamed = (sender: string): string => (sender === '' ? '<>' : sender)

/** What came of naming one recipient behind one sender. */
export interface Naming {
  sender: string
  recipient: string
  rcpt: Rcpt
}

/** Every recipient that was named, behind every sender. */
export const namings = (envelopes: readonly EnvelopeSaid[]): Naming[] =>
  envelopes.flatMap(({ sender, recipients }) => recipients.map((one) => ({ sender, ...one })))

/** Why this came to neither a yes nor a no; nothing where it came to one. */
export function undecided(said: Rcpt, server: string): Blind | undefined {
  const [reply, broken] = [replyTo(said), brokenIn(said)]
  if (reply && isDeferral(reply)) return deferred(reply, server)
  return reply ? outOfPlace(reply, server) : broken && cutShort(broken)
}

/** Why nothing was said of one more: the conversation had ended before. */
export function endedBefore(envelopes: readonly EnvelopeSaid[], server: string): Blind {
  const all = envelopes.flatMap(({ mail, recipients }) => [mail, ...recipients.map(({ rcpt }) => rcpt)])
  const [last] = all.flatMap((said) => undecided(said, server) ?? []).slice(-1)
  return last ?? { reason: 'not-attempted', detail: `the session with ${server} ended before` }
}

/** RFC 6531: without the extension an address outside ASCII cannot be said. */
export const noUtf8 = (server: string) => ({
  why: `${server} does not offer SMTPUTF8, without which an address outside ASCII cannot be said.`,
  way: 'Use an address in ASCII there.',
})

/** RFC 3463 section 3.2 and 3.3: a bad recipient, or its mailbox; and a bad sender. */
const ofRecipient = /^5\.(?:1\.(?:1|2|3|6|10)|2\.\d+)$/
const ofSender = /^5\.1\.[78]$/

/** Whoever asks for each of thousands is not to go through thousands for it. */
const grouped = new WeakMap<readonly Naming[], Map<string, Naming[]>>()

function ofRecipientOf({ recipient }: Naming, all: readonly Naming[]): readonly Naming[] {
  const groups = grouped.get(all) ?? Map.groupBy(all, (one) => one.recipient)
  grouped.set(all, groups)
  return groups.get(recipient) ?? []
}

/** Whether a reply to the same recipient, behind another sender, is such a one. */
const someOther = (one: Naming, all: readonly Naming[], isSuch: (reply: SmtpReply) => boolean): boolean =>
  ofRecipientOf(one, all).some(({ sender, rcpt }) => {
    const reply = sender === one.sender ? undefined : replyTo(rcpt)
    return reply !== undefined && isSuch(reply)
  })

/** Whether the same recipient was taken behind another sender: then a no to it is meant for this sender. */
export const isTakenFromAnother = (one: Naming, all: readonly Naming[]): boolean => someOther(one, all, isTaken)

/**
 * Whose fault a no to RCPT is: many servers, Postfix among them, refuse a sender only there. `unclear`: the reply does not
 * tell, and nothing else does.
 */
export function whoseFault(one: Naming, reply: SmtpReply, all: readonly Naming[]): 'sender' | 'recipient' | 'unclear' {
  const { code, enhanced = '' } = reply
  if (ofRecipient.test(enhanced)) return isTakenFromAnother(one, all) ? 'sender' : 'recipient'
  if (ofSender.test(enhanced) || isTakenFromAnother(one, all)) return 'sender'
  const named = whoIsNamed(reply)
  if (named) return named
  const isSame = (other: SmtpReply) => other.code === code && other.enhanced === reply.enhanced
  if (someOther(one, all, isSame) && !someOther(one, all, (other) => !isSame(other))) return 'recipient'
  return enhanced.startsWith('5.7.') || code === 553 ? 'sender' : 'unclear'
}

/** The one of the two that the text speaks of, addresses and names of hosts in it aside. */
function whoIsNamed(reply: SmtpReply): 'sender' | 'recipient' | undefined {
  const text = ownWordsIn(reply)
  const isSender = /\bsender\b|\bmail from\b|\bfrom address\b|\breturn[- ]path\b|\bnot owned\b/i.test(text)
  const isRecipient =
    /\brecipient\b|\brcpt\b|\bmailbox\b|\brelay|\b(?:unknown|no such) (?:user|address)|user unknown/i.test(text)
  if (isSender === isRecipient) return undefined
  return isSender ? 'sender' : 'recipient'
}
