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
 * Reads a name (RFC 1035 section 4.1.4) at `start`; `next` is where what follows it begins. A pointer may only lead
 * backwards, before the place that the last one led to, so that no name can loop. Throws Malformed.
 */
export function readName(octets: Buffer, start: number): { name: string; next: number } {
  let at = start
  let limit = start
  let next = 0
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
      if (next === 0) next = at + 2
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
  return { name: written === 0 ? '.' : text.toString('latin1', 0, written - 1), next: next || at + 1 }
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

/** A name's octets, uncompressed. Throws a RangeError for a name that DNS cannot carry. */
export function encodeName(written: string): Buffer {
  if (isPlainName(written)) return encodePlain(written)
  const parsed = parseLabels(written)
  if ('fault' in parsed) throw new RangeError(`not a name that can be asked: ${parsed.fault}`)
  let octets = ''
  for (const label of parsed.labels) octets += String.fromCharCode(label.length) + label
  return Buffer.from(`${octets}\0`, 'latin1')
}

/** Every dot, and one before the first label, becomes the length of the label behind it. */
function encodePlain(name: string): Buffer {
  const octets = Buffer.allocUnsafe(name.length + 2)
  octets.write(name, 1, 'latin1')
  let length = 0
  for (let at = name.length; at >= 0; at--) {
    if (at > 0 && octets[at] !== 0x2e) length++
    else {
      octets[at] = length
      length = 0
    }
  }
  octets[name.length + 1] = 0
  return octets
}
