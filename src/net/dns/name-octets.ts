import { isPlainName, parseLabels } from '../../records/name.ts'
import { Malformed } from './malformed.ts'

const mostJumps = 127
const mostOctets = 255

/** What an octet of a label becomes in text: 0 = itself, 1 = behind a backslash, 2 = a backslash and three digits. */
const escapes = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet < 0x21 || octet > 0x7e ? 2 : octet === 0x2e || octet === 0x5c ? 1 : 0,
)
/** Room for one name in text: at most 255 octets, each at most four characters. */
const text = Buffer.alloc(4 * mostOctets + 1)

/**
 * Reads a name (RFC 1035 section 4.1.4) at `start`. A pointer may only lead backwards, before the place that the last one
 * led to, so that no name can loop. Throws Malformed.
 */
export function readName(octets: Buffer, start: number): string {
  let at = start
  let limit = start
  let jumps = 0
  let size = 1
  let written = 0
  for (;;) {
    const length = octets[at]
    if (length === undefined) throw new Malformed('a name runs past the end of the packet')
    if (length === 0) break
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | byteAt(octets, at + 1)
      if (target >= limit || target < 12) throw new Malformed('a compression pointer does not lead back to a name')
      if (++jumps > mostJumps) throw new Malformed(`a name jumps more than ${mostJumps} times`)
      at = limit = target
      continue
    }
    if (length > 63) throw new Malformed('a label is of a kind that does not exist')
    size += length + 1
    if (size > mostOctets) throw new Malformed(`a name is longer than ${mostOctets} octets`)
    if (at + length >= octets.length) throw new Malformed('a name runs past the end of the packet')
    written = writeLabel(octets, at + 1, length, written)
    at += length + 1
  }
  return written === 0 ? '.' : text.toString('latin1', 0, written - 1)
}

/** Where what follows a name begins. Only for a name that `readName` has read. */
export function nameEnd(octets: Buffer, start: number): number {
  let at = start
  for (;;) {
    const length = octets[at] as number
    if (length === 0) return at + 1
    if (length >= 0xc0) return at + 2
    at += length + 1
  }
}

function byteAt(octets: Buffer, at: number): number {
  const octet = octets[at]
  if (octet === undefined) throw new Malformed('a name runs past the end of the packet')
  return octet
}

/** Adds one label and a dot to `text`, in lower case; answers where the next one begins. */
function writeLabel(octets: Buffer, start: number, length: number, written: number): number {
  let to = written
  for (let at = start; at < start + length; at++) {
    const octet = octets[at] as number
    const kind = escapes[octet]
    if (kind === 0) text[to++] = octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet
    else {
      text[to++] = 0x5c
      if (kind === 2) to += text.write(String(octet).padStart(3, '0'), to, 'latin1')
      else text[to++] = octet
    }
  }
  text[to++] = 0x2e
  return to
}

/**
 * A name's octets, uncompressed, with room for so many octets before and behind it. Throws a RangeError for a name that
 * DNS cannot carry.
 */
export function encodeName(written: string, before = 0, behind = 0): Buffer {
  if (isPlainName(written)) {
    const octets = Buffer.allocUnsafe(before + written.length + 2 + behind)
    writePlain(octets, before, written)
    return octets
  }
  const parsed = parseLabels(written)
  if ('fault' in parsed) throw new RangeError(`not a name that can be asked: ${parsed.fault}`)
  let name = ''
  for (const label of parsed.labels) name += String.fromCharCode(label.length) + label
  const octets = Buffer.allocUnsafe(before + name.length + 1 + behind)
  octets.write(`${name}\0`, before, 'latin1')
  return octets
}

/** Every dot, and one before the first label, becomes the length of the label behind it. */
function writePlain(octets: Buffer, start: number, name: string): void {
  const first = start + 1
  let length = 0
  for (let i = name.length - 1; i >= 0; i--) {
    const octet = name.charCodeAt(i)
    octets[first + i] = octet === 0x2e ? length : octet
    length = octet === 0x2e ? 0 : length + 1
  }
  octets[start] = length
  octets[first + name.length] = 0
}
