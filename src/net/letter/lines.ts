import type { Buffer } from 'node:buffer'
import { grouped } from '../../records/number.ts'

const longest = 998

/** What in a message, whose lines end in CRLF, servers break or refuse: a clause that follows the name of the file, and what to do. */
export function faultInLines(message: Buffer): string | undefined {
  const nul = message.indexOf(0)
  for (let begin = 0, line = 1; begin < message.length; line++) {
    const found = message.indexOf('\r\n', begin)
    const end = found < 0 ? message.length : found
    if (nul >= begin && nul < end)
      return `has a NUL in line ${line}, which no message may hold (RFC 5322 section 4): take it out, or encode that part as base64.`
    if (end - begin > longest)
      return `line ${line} is ${grouped(end - begin)} octets long, and SMTP carries ${longest} (RFC 5321 section 4.5.3.1.6): encode that part as quoted-printable or base64, or fold that field.`
    begin = end + 2
  }
  return undefined
}
