import { lastWord, type ProbeSent } from '../core/probe.ts'
import type { ReplyExplained } from '../core/reply.ts'
import { hiddenRange } from '../records/address.ts'

/** Whose place a word in capitals holds in what a reply has run next. */
const blank = /(?<!\S)(?:(?:RECIPIENT-)?DOMAIN|ADDRESS|HOST|MAILBOX)(?!\S)/
/** Without the words that it goes without. */
const spare = / --(?:ip|from) (?:ADDRESS|MAILBOX)(?!\S)/g

/** What a reply has run next, with what is known of the message in the blanks; what has one left is left out. */
export function nextOf({ next }: ReplyExplained, sent: ProbeSent): string[] {
  const known = knownOf(sent)
  return next
    .map((command) =>
      command.replace(/(?<!\S)(?:DOMAIN|ADDRESS|MAILBOX)(?!\S)/g, (word) => known[word] ?? word).replace(spare, ''),
    )
    .filter((command) => !blank.test(command))
}

/** Its recipient stands in a reply already: what is missing is of the sender. The address is ours, where it is we that are judged. */
function knownOf(sent: ProbeSent): Record<string, string | undefined> {
  const { via, letter } = sent
  const session = lastWord(sent)
  const sender = session?.envelopes[0]?.sender || undefined
  const connected = session?.connected
  const source = via === 'mx' && connected && 'source' in connected ? connected.source : undefined
  return {
    DOMAIN: sayable(domainOf(letter.from) ?? domainOf(sender)),
    MAILBOX: sayable(sender),
    ADDRESS: source !== undefined && !hiddenRange(source) ? source : undefined,
  }
}

const domainOf = (address: string | undefined): string | undefined => address?.slice(address.lastIndexOf('@') + 1)
/** A command holds nothing that a shell reads otherwise. */
const sayable = (text: string | undefined): string | undefined =>
  text !== undefined && /^\w[\w.:@+-]{0,320}$/.test(text) ? text : undefined
