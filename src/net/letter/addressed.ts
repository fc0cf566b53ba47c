import { Buffer } from 'node:buffer'
import { isMailbox } from '../../records/smtp/mailbox.ts'

const longestLine = 76
const dotString = /^[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+$/

/**
 * The message with these addresses in the fields that name one, to the letter: the library leaves some characters of a local
 * part out. What is no address stays as the library wrote it.
 */
export function withAddresses(message: Buffer, addresses: Readonly<Record<string, string>>): Buffer {
  const end = message.indexOf('\r\n\r\n')
  const head = Object.entries(addresses)
    .filter(([, address]) => isMailbox(address))
    .reduce(
      (text, [name, address]) =>
        text.replace(new RegExp(`^${name}:.*(?:\\r\\n[ \\t].*)*`, 'm'), () => fieldOf(name, address)),
      message.toString('utf8', 0, end),
    )
  return Buffer.concat([Buffer.from(head, 'utf8'), message.subarray(end)])
}

/** An address is one word: the field has a fold before it, or none. */
function fieldOf(name: string, address: string): string {
  const value = dotString.test(address) ? address : `<${address}>`
  return `${name}:${name.length + 2 + value.length > longestLine ? '\r\n' : ''} ${value}`
}
