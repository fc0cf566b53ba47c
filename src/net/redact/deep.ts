/** More than this, and six times its length, is not looked through for one text: it counts as found. */
const mostCharacters = 20_000
/** How many encodings may lie around each other. */
const deepest = 3
/** Of a shorter one, letters that stand apart are found everywhere by chance. */
const shortest = 6

/**
 * Whether a text holds a password in a form that cannot be cut out of it: with anything between its characters, composed
 * otherwise (NFKD), as UTF-16, and in hexadecimal, decimal, binary, base32, base64, escapes and UTF-7, around each other too.
 * In bounded time.
 */
export function finder(password: string): (text: string) => boolean {
  const isIn = needleOf(password)
  // The octets of ASCII are the same in all of them, but for NULs between.
  const read = /^[ -~]*$/.test(password) ? asLatin1 : asText
  return (text) => {
    let left = mostCharacters + 6 * text.length
    const look = (one: string, depth: number): boolean => {
      left -= one.length
      if (left < 0 || isIn(one) || isIn(asUtf8(one))) return true
      if (depth === deepest) return false
      if (rewritten(one).some((other) => other !== one && look(other, depth + 1))) return true
      return octetsIn(one).some(
        (octets) => read(octets).some(isIn) || look(octets.toString('latin1').replace(/[^ -~]+/g, '\n'), depth + 1),
      )
    }
    return look(text, 0)
  }
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)
const plain = (text: string): string =>
  isAscii(text)
    ? text.toLowerCase().replace(/[\0-\x1f\x7f]+/g, '')
    : text
        .normalize('NFKD')
        .replace(/[\p{M}\p{C}]+/gu, '')
        .toLowerCase()
const letters = (text: string): string => text.replace(isAscii(text) ? /[^a-z0-9]+/g : /[^\p{L}\p{N}]+/gu, '')

/** Finds it whatever stands between its letters; a short one where always the same does. */
function needleOf(password: string): (text: string) => boolean {
  const whole = plain(password)
  const needle = letters(whole)
  if ([...needle].length >= shortest) return (text) => letters(plain(text)).includes(needle)
  if ([...needle].length < 4) return (text) => whole !== '' && plain(text).includes(whole)
  const [first = '', second = '', ...more] = needle
  const apart = new RegExp(`${first}([^\\p{L}\\p{N}]{0,3})${[second, ...more].join('\\1')}`, 'u')
  return (text) => apart.test(plain(text)) || plain(text).includes(whole)
}

const ofCode = (code: number): string => (code > 0x10ffff ? '' : String.fromCodePoint(code))
const pairs = (hex: string): Buffer => Buffer.from(hex.slice(0, hex.length & ~1), 'hex')

// Buffer's own "utf16le" writes past its end where octets are odd in number and place (Node 24).
const utf16 = new TextDecoder('utf-16le')
const bigEndian = new TextDecoder('utf-16be')
const asLatin1 = (octets: Buffer): string[] => [octets.toString('latin1')]
const asText = (octets: Buffer): string[] => [
  ...asLatin1(octets),
  octets.toString('utf8'),
  ...[utf16, bigEndian].flatMap((way) => [way.decode(octets), way.decode(octets.subarray(1))]),
]

/** The same text with its escapes undone. */
function rewritten(text: string): string[] {
  return [
    text.replace(/(?:[%=+]|\\x)([0-9a-f]{2})/gi, (_, hex) => ofCode(Number.parseInt(hex, 16))),
    text.replace(/=\r?\n/g, ''),
    text.replace(/(?:\\u|\\U|U\+|&#x)\{?0*([0-9a-f]{1,6})[};]?/gi, (_, hex) => ofCode(Number.parseInt(hex, 16))),
    text.replace(/&#0*(\d{1,7});?/g, (_, code) => ofCode(Number(code))),
    text.replace(/\\([0-3]?[0-7]{1,2})/g, (_, octal) => ofCode(Number.parseInt(octal, 8))),
    text.replace(/[&+]([A-Za-z0-9+/,]+)-/g, (_, base64) =>
      bigEndian.decode(Buffer.from(base64.replaceAll(',', '/'), 'base64')),
    ),
  ]
}

const asUtf8 = (text: string): string =>
  text.replace(/[\x80-\xff]{2,}/g, (octets) => Buffer.from(octets, 'latin1').toString('utf8'))

/** What the runs of each alphabet say, wherever the first octet begins. */
function octetsIn(text: string): Buffer[] {
  const runs = (pattern: RegExp, read: (run: string) => Buffer[]) =>
    [...text.matchAll(pattern)].flatMap(([run]) => read(run))
  return [
    ...runs(/(?:(?:0x|\\x)?[0-9a-f]{1,2}[^\p{L}\p{N}]{0,3}){4,}/giu, (run) => {
      const hex = run.replace(/0x|\\x/gi, '').replace(/[^0-9a-f]+/gi, '')
      return [pairs(hex), pairs(hex.slice(1))]
    }),
    ...runs(/\d{1,3}(?:[^\p{L}\p{N}]{1,3}\d{1,3}){3,}/gu, (run) => [
      Buffer.from((run.match(/\d+/g) ?? []).map(Number)),
    ]),
    ...runs(/[01](?:[^\p{L}\p{N}]?[01]){30,}/gu, (run) => [inBits(run.replace(/[^01]+/g, ''), '01', 1)]),
    ...runs(/[a-z2-7]{7,}/gi, (run) => shifts(run, 8).map((rest) => inBits(rest.toUpperCase(), base32, 5))),
    ...runs(/[a-z0-9+/_-]{6,}(?:\s+[a-z0-9+/_-]{6,})*/gi, (run) =>
      shifts(run.replace(/\s+/g, ''), 4).map((rest) => Buffer.from(rest, 'base64')),
    ),
  ]
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const shifts = (run: string, most: number): string[] => Array.from({ length: most }, (_, i) => run.slice(i))

function inBits(run: string, alphabet: string, bits: number): Buffer {
  const octets: number[] = []
  let [held, value] = [0, 0]
  for (const one of run) {
    value = ((value << bits) | alphabet.indexOf(one)) & 0xfff
    held += bits
    if (held < 8) continue
    held -= 8
    octets.push((value >> held) & 255)
  }
  return Buffer.from(octets)
}
