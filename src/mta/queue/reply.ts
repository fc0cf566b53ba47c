import { withoutLocals } from '../../records/smtp/people.ts'
import { visible } from '../../records/visible.ts'

const longest = 300

/**
 * A reason without what differs from message to message, so that the same one is the same text, and without anybody's
 * address: mailboxes, addresses of hosts, times, the names that servers give to a message. `people`: whose mail it is.
 */
export function plainReply(reason: string, people: readonly string[]): string {
  let text = reason
    .replace(/^(?:delivery temporarily suspended: )+/, '')
    .replace(/<(?=[^<>\s]*(?:@|%40))[^<>\s]*>/gi, '<…>')
    .replace(/(?<![^\s<>"'(),;:])(?=[^\s<>"'(),;:]*(?:@|%40))[^\s<>"'(),;:]+/gi, '…')
  text = withoutLocals(text, people)
  text = text
    .replace(/\[(?:IPv6:)?[0-9a-f.:]{2,45}\]/gi, '')
    .replace(/(?<![\w.:])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g, '…')
    .replace(/(?<![\w:])(?:[0-9a-f]{0,4}:){3,8}[0-9a-f]{0,4}(?![\w:])/gi, '…')
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '…')
    .replace(/\b\d\d?:\d\d:\d\d\b/g, '…')
    .replace(/\b\d+(?= (?:seconds?|minutes?|mins?|secs?|hours?)\b)/gi, '…')
    .replace(/(?<![\w.-])(?=[\w.-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{8,}(?:\.\d+)?(?![\w-]|\.[a-z])/g, '…')
    .replace(/(?<![\w.:/=-])\d{5,}(?![\w-]|\.\d)/g, '…')
    .replace(/…(?:[\s,]*…)+/g, '…')
  const shown = visible(text.replace(/\s+/g, ' ').trim())
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown
}

/** The server that a reason is about, as Postfix names it before anything that the server itself says. */
export function hostIn(reason: string): string | undefined {
  const named =
    /^(?:delivery temporarily suspended: )*[^:<>]{0,80}?(?<![\w.-])([A-Za-z0-9](?:[\w.-]{0,251}[A-Za-z0-9])?|[0-9a-f:.]{2,45})\[[0-9a-fA-F.:]{2,45}\]/
  const asked =
    /^(?:delivery temporarily suspended: )*(?:unable to look up host |Host or domain name not found\. Name service error for name=)([\w.-]{1,253})/
  // As readEximLog writes it.
  const byExim = /^H=([A-Za-z0-9](?:[\w.-]{0,251}[A-Za-z0-9])?) \[/
  return (byExim.exec(reason)?.[1] ?? named.exec(reason)?.[1] ?? asked.exec(reason)?.[1])?.toLowerCase()
}
