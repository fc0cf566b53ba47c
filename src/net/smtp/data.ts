import { Buffer } from 'node:buffer'

const crlf = Buffer.from('\r\n')
const lineDot = Buffer.from('\r\n.')

/**
 * A message as it goes out behind DATA, without the line that ends it: where a line begins with a dot there is one more (RFC
 * 5321 section 4.5.2), and the last line has its end. A CR or an LF by itself, which would be the end of a line at some
 * servers alone (section 2.3.8), is a bug of who asks, and throws.
 */
export function stuffed(message: Uint8Array): Buffer {
  const octets = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  if (hasBareEnd(octets)) throw new TypeError('a message in which CR and LF do not stand together')
  const parts: Buffer[] = octets[0] === 0x2e ? [Buffer.from('.')] : []
  let from = 0
  for (let at = octets.indexOf(lineDot); at >= 0; at = octets.indexOf(lineDot, at + 2)) {
    parts.push(octets.subarray(from, at + lineDot.length))
    from = at + crlf.length
  }
  parts.push(octets.subarray(from))
  if (octets.length > 0 && !octets.subarray(-crlf.length).equals(crlf)) parts.push(crlf)
  return Buffer.concat(parts)
}

/** Whether a CR or an LF stands in it without the other. */
export function hasBareEnd(octets: Buffer): boolean {
  for (let at = octets.indexOf(10); at >= 0; at = octets.indexOf(10, at + 1)) if (octets[at - 1] !== 13) return true
  for (let at = octets.indexOf(13); at >= 0; at = octets.indexOf(13, at + 1)) if (octets[at + 1] !== 10) return true
  return false
}

/** Whether any octet is outside ASCII: in the whole, and in the header alone. */
export function outsideAscii(message: Uint8Array): { anywhere: boolean; header: boolean } {
  const first = message.findIndex((octet) => octet > 127)
  const end = Buffer.from(message.buffer, message.byteOffset, message.byteLength).indexOf('\r\n\r\n')
  return { anywhere: first >= 0, header: first >= 0 && (end < 0 || first < end) }
}
