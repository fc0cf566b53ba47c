import { Buffer } from 'node:buffer'

const [lf, cr, dot] = [10, 13, 0x2e]

/**
 * A message as it goes out behind DATA, without the line that ends it: where a line begins with a dot there is one more (RFC
 * 5321 section 4.5.2), and the last line has its end. A CR or an LF by itself, which would be the end of a line at some
 * servers alone (section 2.3.8), is a bug of who asks, and throws.
 */
export function stuffed(message: Uint8Array): Buffer {
  const octets = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  if (hasBareEnd(octets)) throw new TypeError('a message in which CR and LF do not stand together')
  const out = Buffer.allocUnsafe(octets.length + dotsIn(octets) + 2)
  let end = 0
  for (let at = 0; at < octets.length; at++) {
    if (beginsWithDot(octets, at)) out[end++] = dot
    out[end++] = octets[at] as number
  }
  if (end > 0 && out[end - 1] !== lf) end += out.write('\r\n', end)
  return out.subarray(0, end)
}

const beginsWithDot = (octets: Buffer, at: number): boolean => octets[at] === dot && (at === 0 || octets[at - 1] === lf)

function dotsIn(octets: Buffer): number {
  let dots = 0
  for (let at = 0; at < octets.length; at++) if (beginsWithDot(octets, at)) dots++
  return dots
}

/** Whether a CR or an LF stands in it without the other. */
export function hasBareEnd(octets: Buffer): boolean {
  for (let at = 0; at < octets.length; at++)
    if ((octets[at] === lf && octets[at - 1] !== cr) || (octets[at] === cr && octets[at + 1] !== lf)) return true
  return false
}

/** Whether any octet is outside ASCII: in the whole, and in the header alone. */
export function outsideAscii(message: Uint8Array): { anywhere: boolean; header: boolean } {
  const first = message.findIndex((octet) => octet > 127)
  const end = Buffer.from(message.buffer, message.byteOffset, message.byteLength).indexOf('\r\n\r\n')
  return { anywhere: first >= 0, header: first >= 0 && (end < 0 || first < end) }
}
