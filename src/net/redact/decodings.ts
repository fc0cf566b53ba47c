/** A text as somebody reads it: its octets, one a character, and where in the text that was written each begins and ends. */
export interface Decoding {
  octets: string
  from: readonly number[]
  to: readonly number[]
}

/** A text in every way in which it may be read: as it is, with its escapes undone (twice too), and what is hexadecimal or base64 in it. */
export function decodingsOf(text: string): Decoding[] {
  const plain = asWritten(text)
  const again = (from: Decoding, kind: Escape): Decoding[] => {
    const once = unescaped(from, kind)
    const twice = once && unescaped(once, kind)
    return [...(once ? [once] : []), ...(twice ? [twice] : [])]
  }
  const single = Object.values(escapes).flatMap((kind) => again(plain, kind))
  const several = single.length === 0 ? [] : again(plain, mixed)
  return [plain, ...single, ...several, ...[plain, ...several.slice(0, 1)].flatMap(encodedIn)]
}

/** A UTF-16 unit in UTF-8's manner (CESU-8): halves of a pair stand for themselves, whoever escaped them. */
function octetsOf(unit: number): string {
  if (unit < 0x80) return String.fromCharCode(unit)
  if (unit < 0x800) return String.fromCharCode(0xc0 | (unit >> 6), 0x80 | (unit & 63))
  return String.fromCharCode(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63))
}

/** The octets of a text, its UTF-16 units one by one. */
export const unitOctets = (text: string): string =>
  Array.from({ length: text.length }, (_, i) => octetsOf(text.charCodeAt(i))).join('')

const ofCode = (code: number): string => (code > 0x10ffff ? '' : unitOctets(String.fromCodePoint(code)))

function asWritten(text: string): Decoding {
  const [octets, from, to]: [string[], number[], number[]] = [[], [], []]
  for (let i = 0; i < text.length; i++) {
    const written = octetsOf(text.charCodeAt(i))
    octets.push(written)
    for (let n = 0; n < written.length; n++) {
      from.push(i)
      to.push(i + 1)
    }
  }
  return { octets: octets.join(''), from, to }
}

interface Escape {
  pattern: RegExp
  means(written: string): string
}

const octet = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16))
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\xa0' }
const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function backslash(written: string): string {
  const [, kind = '', code = ''] = /^\\(.)\{?([^}]*)/s.exec(written) ?? []
  if (/\d/.test(kind)) return String.fromCharCode(Number.parseInt(written.slice(1), 10) & 255)
  if (code === '') return controls[kind] ?? kind
  return kind === 'x' && !written.endsWith('}') ? octet(code) : ofCode(Number.parseInt(code, 16))
}

const octal: Escape = {
  pattern: /\\[0-3]?[0-7]{1,2}/g,
  means: (written) => String.fromCharCode(Number.parseInt(written.slice(1), 8)),
}

/** URLs (RFC 3986), quoted-printable (RFC 2045), xtext (RFC 3461), programs and zone files, programs with octal numbers, HTML. */
const escapes: Readonly<Record<string, Escape>> = {
  url: { pattern: /%[0-9A-Fa-f]{2}/g, means: (written) => octet(written.slice(1)) },
  printable: {
    pattern: /=(?:[0-9A-Fa-f]{2}|\r?\n)/g,
    means: (written) => (written.endsWith('\n') ? '' : octet(written.slice(1))),
  },
  xtext: { pattern: /\+[0-9A-Fa-f]{2}/g, means: (written) => octet(written.slice(1)) },
  program: {
    pattern:
      /\\(?:x[0-9A-Fa-f]{2}|[xu]\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\d{1,3}|[abefnrtv]|[^A-Za-z0-9])/gs,
    means: backslash,
  },
  octal,
  html: {
    pattern: /&(?:#0*\d{1,7}|#[Xx]0*[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos|nbsp);?/g,
    means(written) {
      const [, hex, code, name = ''] = /^&(?:#(x)?([0-9A-Fa-f]+)|(\w+))/i.exec(written) ?? []
      return code === undefined
        ? unitOctets(entities[name.toLowerCase()] ?? '')
        : ofCode(Number.parseInt(code, hex ? 16 : 10))
    },
  },
}

const unambiguous = Object.values(escapes).filter((one) => one !== octal)
/** Escapes of several kinds in one text. */
const mixed: Escape = {
  pattern: new RegExp(unambiguous.map(({ pattern }) => pattern.source).join('|'), 'gs'),
  means(written) {
    const first = { '%': 'url', '=': 'printable', '+': 'xtext', '\\': 'program', '&': 'html' }[written[0] ?? ''] ?? ''
    return escapes[first]?.means(written) ?? ''
  },
}

/** The same with its escapes undone; nothing where there are none. */
function unescaped({ octets, from, to }: Decoding, { pattern, means }: Escape): Decoding | undefined {
  const read: { octets: string[]; from: number[]; to: number[] } = { octets: [], from: [], to: [] }
  const copy = (start: number, end: number) => {
    read.octets.push(octets.slice(start, end))
    for (let i = start; i < end; i++) {
      read.from.push(from[i] ?? 0)
      read.to.push(to[i] ?? 0)
    }
  }
  let done = 0
  for (const { 0: written, index } of octets.matchAll(pattern)) {
    copy(done, index)
    done = index + written.length
    const meant = means(written)
    read.octets.push(meant)
    for (let i = 0; i < meant.length; i++) {
      read.from.push(from[index] ?? 0)
      read.to.push(to[done - 1] ?? 0)
    }
  }
  if (done === 0) return undefined
  copy(done, octets.length)
  return { ...read, octets: read.octets.join('') }
}

const digits = '0123456789abcdef'
const sextets = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const hexValue = new Map([...digits, ...digits.toUpperCase()].map((one) => [one, digits.indexOf(one.toLowerCase())]))
const base64Value = new Map([...[...sextets].map((one, i) => [one, i] as const), ['-', 62], ['_', 63]])

/** What is hexadecimal, in pairs that begin at either digit, and what is base64, in both alphabets and from any of four characters on. */
function encodedIn(plain: Decoding): Decoding[] {
  return [
    ...[0, 1].map((skip) => decoded(plain, /[0-9a-f](?:[ :,]?[0-9a-f])+/gi, hexValue, 4, skip)),
    ...[0, 1, 2, 3].map((skip) =>
      decoded(plain, /[a-z0-9+/_-]+(?:\r?\n[ \t]?[a-z0-9+/_-]+)*={0,2}/gi, base64Value, 6, skip),
    ),
  ]
}

/** All runs of one alphabet, read as octets after the first few of their characters; a blank parts what is not one. */
function decoded(
  { octets, from, to }: Decoding,
  runs: RegExp,
  values: ReadonlyMap<string, number>,
  bits: 4 | 6,
  skip: number,
): Decoding {
  const read: { octets: string[]; from: number[]; to: number[] } = { octets: [], from: [], to: [] }
  const push = (character: string, first: number, last: number) => {
    read.octets.push(character)
    read.from.push(from[first] ?? 0)
    read.to.push(to[last] ?? 0)
  }
  for (const { 0: run, index } of octets.matchAll(runs)) {
    let [held, value, first, skipped] = [0, 0, index, 0]
    for (let i = index; i < index + run.length; i++) {
      const next = values.get(octets[i] ?? '')
      if (next === undefined || skipped++ < skip) continue
      if (held === 0) first = i
      value = ((value << bits) | next) & 0xffff
      held += bits
      if (held < 8) continue
      held -= 8
      push(String.fromCharCode((value >> held) & 255), first, i)
      first = i
    }
    if (run.endsWith('=') && first > index) read.to[read.to.length - 1] = to[index + run.length - 1] ?? 0
    push('\n', index + run.length - 1, index + run.length - 1)
  }
  return { ...read, octets: read.octets.join('') }
}
