import libmime from 'libmime'

/** More than this of one field is not decoded: an encoded-word bomb stays what it is. */
const mostCharacters = 10_000

/** A field with its encoded words (RFC 2047) as the characters they stand for; of a very long one its beginning. */
export function decodeWords(text: string): string {
  const beginning = text.slice(0, mostCharacters)
  if (!beginning.includes('=?')) return beginning
  try {
    return libmime.decodeWords(beginning)
  } catch {
    return beginning
  }
}

/** The octets that a Content-Transfer-Encoding stands for (RFC 2045 section 6); as they are where it encodes nothing. */
export function decodeContent(octets: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return decodeBase64(octets)
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(octets) : octets
}

/** A lone padded piece ends base64 for Buffer; where several were put behind one another, each is read. */
function decodeBase64(octets: Buffer): Buffer {
  const text = octets.toString('latin1').replace(/[^A-Za-z0-9+/=]/g, '')
  const pieces = text.match(/[^=]+/g) ?? []
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')))
}

const [equals, lineFeed, carriageReturn, blank, tab] = [61, 10, 13, 32, 9]

/** RFC 2045 section 6.7. Not libqp's: its patterns take a square of the time on a line of blanks. */
function decodeQuotedPrintable(octets: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(octets.length)
  let length = 0
  let solid = 0
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] as number
    if (octet === equals) {
      const value = hexPair(octets, at + 1)
      const behind = value === undefined ? softBreakEnd(octets, at + 1) : at + 3
      if (value !== undefined) decoded[length++] = value
      else if (behind === undefined) decoded[length++] = octet
      solid = length
      if (behind !== undefined) at = behind - 1
      continue
    }
    const endsLine = octet === lineFeed || (octet === carriageReturn && octets[at + 1] === lineFeed)
    if (endsLine) length = solid
    decoded[length++] = octet
    if (octet !== blank && octet !== tab) solid = length
  }
  return decoded.subarray(0, solid)
}

function hexPair(octets: Buffer, at: number): number | undefined {
  const high = hexDigit(octets[at])
  const low = hexDigit(octets[at + 1])
  return high === undefined || low === undefined ? undefined : high * 16 + low
}

function hexDigit(octet: number | undefined): number | undefined {
  if (octet === undefined) return undefined
  if (octet >= 48 && octet <= 57) return octet - 48
  const letter = octet | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : undefined
}

/** Most blanks that a transport adds behind a soft line break. */
const mostBlanks = 100

/** Behind the line end that a soft line break hides, blanks before it or not; nothing where it is none. */
function softBreakEnd(octets: Buffer, from: number): number | undefined {
  let at = from
  while (at - from < mostBlanks && (octets[at] === blank || octets[at] === tab)) at++
  if (at >= octets.length) return at
  if (octets[at] === lineFeed) return at + 1
  return octets[at] === carriageReturn && octets[at + 1] === lineFeed ? at + 2 : undefined
}

const wellFormed = new TextDecoder('utf-8', { fatal: true })

/** UTF-16 by its byte order mark: what declares no charset may be that all the same. */
export const isWide = (octets: Buffer): boolean =>
  (octets[0] === 0xff && octets[1] === 0xfe) || (octets[0] === 0xfe && octets[1] === 0xff)

/** Escape sequences that shift to Japanese characters (RFC 1468), which no other text has. */
const isJapanese = (octets: Buffer): boolean =>
  octets.includes('\x1b$B', 0, 'latin1') || octets.includes('\x1b$@', 0, 'latin1')

/**
 * Octets as characters of a charset; latin1 (windows-1252) where nobody knows it. Without one, or as ASCII, UTF-8 where
 * they are that, UTF-16 or ISO-2022-JP where they show it. `cut`: a character may be broken off at the end.
 */
export function decodeCharset(octets: Buffer, charset = '', cut = false): string {
  const label = charset.trim().slice(0, 60).toLowerCase()
  const isPlain = label === '' || /^(?:us-?)?ascii$/.test(label)
  if (isPlain && isWide(octets)) return new TextDecoder(octets[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(octets)
  if (isPlain && isJapanese(octets)) return new TextDecoder('iso-2022-jp').decode(octets)
  if (isPlain)
    try {
      return wellFormed.decode(cut ? withoutBroken(octets) : octets)
    } catch {
      return new TextDecoder('windows-1252').decode(octets)
    }
  if (/^(?:unicode-1-1-|x-)?utf-?7$/.test(label)) return fromUtf7(octets.toString('latin1'))
  const decoder = decoderOf(label)
  if (decoder) return decoder.decode(octets, { stream: cut })
  const text = libmime.decodeWord(label.replaceAll('*', ''), 'B', octets.toString('base64'))
  return text.includes('\ufffd') ? new TextDecoder('windows-1252').decode(octets) : text
}

/** RFC 2152, which reports of Exchange were written in: `+AC0-` is a hyphen, `+-` a plus. */
const fromUtf7 = (text: string): string =>
  text.replace(/\+([A-Za-z\d+/]{0,1000})-?/g, (written, base64: string) => {
    if (base64 === '') return '+'
    const octets = Buffer.from(base64, 'base64')
    return octets.length < 2
      ? written
      : octets
          .subarray(0, octets.length & ~1)
          .swap16()
          .toString('utf16le')
  })

function decoderOf(label: string) {
  try {
    return new TextDecoder(label)
  } catch {
    return undefined
  }
}

/** Without the beginning of a character of UTF-8 at the end. */
function withoutBroken(octets: Buffer): Buffer {
  let at = octets.length
  while (at > 0 && octets.length - at < 3 && ((octets[at - 1] as number) & 0xc0) === 0x80) at--
  const isLead = at > 0 && (octets[at - 1] as number) >= 0xc0
  return isLead ? octets.subarray(0, at - 1) : octets
}
