import type { Program } from '../../core/machine.ts'
import { onlyDomains, withoutLocals } from '../../records/smtp/people.ts'

/** What programs say of a queue (postqueue(1)) without whose mail it is: of every address its domain alone. */
export function withoutPeople(program: Program, args: readonly string[], text: string): string {
  if (program !== 'postqueue' && program !== 'mailq') return text
  if (args.includes('-j')) return text.split('\n').map(jsonWithout).join('\n')
  return text.split('\n\n').map(listingWithout).join('\n\n')
}

/** `…@far.example`; of what has no domain nothing. */
const domainAlone = (address: string): string =>
  `…${address.includes('@') ? address.slice(address.lastIndexOf('@')) : ''}`

const nobody = 'MAILER-DAEMON'

/** One message a line. */
function jsonWithout(line: string): string {
  const message = objectIn(line)
  if (!message) return onlyDomains(line)
  const sender = typeof message.sender === 'string' ? message.sender : nobody
  const recipients = Array.isArray(message.recipients) ? message.recipients : []
  const whole = {
    ...message,
    ...(message.sender !== undefined && { sender: sender === nobody || sender === '' ? sender : domainAlone(sender) }),
    ...(message.recipients !== undefined && { recipients: recipients.map((one) => recipientWithout(one, sender)) }),
  }
  return JSON.stringify(whole)
}

function recipientWithout(given: unknown, sender: string): unknown {
  if (typeof given !== 'object' || given === null) return undefined
  const { address = '', delay_reason: reason } = given as Record<string, unknown>
  const people = [String(address), sender]
  return {
    address: domainAlone(String(address)),
    ...(typeof reason === 'string' && { delay_reason: withoutLocals(onlyDomains(reason), people) }),
  }
}

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const mostPeople = 100

/** One message: a line that ends with the sender, reasons in parentheses, recipients in a column of their own. */
function listingWithout(block: string): string {
  const people = [...block.matchAll(/(?<![^\s<>"'(),:;@])[^\s<>"'(),:;@]+@[^\s<>"'(),:;@]+/g)]
    .slice(0, mostPeople)
    .map(([one]) => one)
  return block
    .split('\n')
    .map((line) => {
      const column = /^\s{20,}(?=[^\s(])/.exec(line)?.[0]
      if (column !== undefined && line.includes('@')) return column + domainAlone(line.slice(column.length))
      return /^\s*\(/.test(line) ? withoutLocals(onlyDomains(line), people) : onlyDomains(line)
    })
    .join('\n')
}
