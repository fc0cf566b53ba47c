import { isMailbox } from './mailbox.ts'

/** A command as it goes out, without its end. What cannot be said as one line is a bug of who asks for it, and throws. */
export const ehlo = (name: string): string => `EHLO ${sayable(name, /^(?:[A-Za-z0-9._-]+|\[[A-Za-z0-9:.]+\])$/)}`
/** For servers that do not know EHLO. */
export const helo = (name: string): string => ehlo(name).replace('EHLO', 'HELO')
/** What is told of the message that is to follow: its octets (RFC 1870), and that some are outside ASCII (RFC 6152). */
export interface Announced {
  size?: number
  eightBit?: boolean
}
/**
 * `''` is the null sender. `smtputf8` where the envelope holds an address outside ASCII, or the message a header field (RFC 6531
 * section 3.4).
 */
export const mailFrom = (sender: string, smtputf8 = false, { size, eightBit = false }: Announced = {}): string =>
  [
    `MAIL FROM:<${sender === '' ? '' : path(sender)}>`,
    ...(size === undefined ? [] : [`SIZE=${sayable(String(size), /^\d{1,20}$/)}`]),
    ...(eightBit ? ['BODY=8BITMIME'] : []),
    ...(smtputf8 ? ['SMTPUTF8'] : []),
  ].join(' ')
/** One recipient. */
export const rcptTo = (recipient: string): string => `RCPT TO:<${path(recipient)}>`
/** The message follows, where that is answered with 354. */
export const data = 'DATA'
/** A login begins, with its first response (base64) or without (RFC 4954 section 4). */
export const auth = (mechanism: string, initial?: string): string =>
  `AUTH ${sayable(mechanism, /^[A-Z0-9_-]{1,20}$/)}${initial === undefined ? '' : ` ${response(initial)}`}`
/** A line of base64, or the empty one. */
export const response = (base64: string): string => sayable(base64, /^[A-Za-z0-9+/]*={0,2}$/, longestResponse)

/** Whether an address needs SMTPUTF8. */
export const needsUtf8 = (address: string): boolean => /[^\0-\x7f]/.test(address)

/** RFC 5321 section 4.5.3.1.3 stops at 256 octets; what goes out is never near this. */
const longest = 2000
/** RFC 4954 section 4: 12,288 octets with the end of the line. */
const longestResponse = 12_286

const path = (address: string): string => sayable(address, { test: isMailbox })

function sayable(text: string, pattern: Pick<RegExp, 'test'>, most = longest): string {
  // No quoting of the text: it may be a secret.
  if (text.length > most || !pattern.test(text)) throw new TypeError('an argument that no SMTP command can hold')
  return text
}
