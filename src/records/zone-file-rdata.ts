import { parseAddress } from './address.ts'
import type { RecordData, RecordType } from './dns.ts'
import { joinNames, parseName } from './name.ts'
import { dataFromOctets } from './zone-file-generic.ts'
import { Fault, shown, type Token } from './zone-file-scan.ts'

/** How to read: what relative names hang below, and whether to be as lenient as DNS itself (`any`) or as strict as a name server. */
export interface Reading {
  origin?: string | undefined
  /** Takes a digest of any size. A string of over 255 octets is cut. */
  any?: boolean
}

interface Shape<T> {
  wants: string
  least: number
  most: number
  quotes?: true
  read(tokens: readonly Token[], reading: Reading): T
}

/** A name as it stands in a zone file, made absolute. Throws a Fault. */
export function readName({ text, quoted, line }: Token, origin: string | undefined): string {
  if (quoted) throw new Fault(line, `"${shown(text)}" is in quotes, where a name belongs`)
  if (text === '@' && origin !== undefined) return origin
  if (/[^\0-\x7f]/.test(text))
    throw new Fault(line, `${shown(text)} is not written in ASCII: give its A-labels (xn--…) instead`)
  const parsed = text.length > 1100 ? { fault: 'it is too long' } : parseName(text)
  if ('fault' in parsed) throw new Fault(line, `${shown(text)} is not a name: ${parsed.fault}`)
  if (isAbsolute(text)) return parsed.name
  if (origin === undefined)
    throw new Fault(
      line,
      `${shown(text)} is a relative name, and no $ORIGIN says what it hangs below: put a line "$ORIGIN example.com." ` +
        'with the right domain above it, or write the whole name with its last dot',
    )
  const whole = parseName(joinNames(parsed.name, origin))
  if ('fault' in whole) throw new Fault(line, `${shown(text)} below ${origin} is not a name: ${whole.fault}`)
  return whole.name
}

/** Ends in a dot that no backslash makes part of the label. */
const isAbsolute = (text: string) => (/(\\*)\.$/.exec(text)?.[1]?.length ?? 1) % 2 === 0

/** Seconds, as a number or with BIND's units (`1h30m`); undefined where it is no time at all. A TTL has 31 bits (RFC 2181 section 8). */
export function readTime({ text, quoted, line }: Token, most = 0x7fffffff): number | undefined {
  if (quoted || !/^(?:\d+|(?:\d+[smhdw])+)$/i.test(text)) return undefined
  const units: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
  const parts = text.slice(0, 100).matchAll(/(\d+)([smhdw]?)/gi)
  const seconds = [...parts].reduce((sum, [, n, unit = '']) => sum + Number(n) * (units[unit.toLowerCase()] ?? 1), 0)
  if (seconds > most) throw new Fault(line, `${shown(text)} is longer than it can be (${most} seconds)`)
  return seconds
}

function readTimer(token: Token): number {
  const seconds = readTime(token, 0xffffffff)
  if (seconds === undefined) throw new Fault(token.line, `${shown(token.text)} is not a number of seconds`)
  return seconds
}

function readNumber({ text, line }: Token, most: number): number {
  const value = Number(text)
  if (!/^\d{1,10}$/.test(text) || value > most)
    throw new Fault(line, `${shown(text)} is not a number from 0 to ${most}`)
  return value
}

/** RFC 4034 appendix A.1: a zone file may name the algorithm instead of numbering it. */
const algorithms: Record<string, number> = {
  RSAMD5: 1,
  DSA: 3,
  RSASHA1: 5,
  'DSA-NSEC3-SHA1': 6,
  'RSASHA1-NSEC3-SHA1': 7,
  NSEC3RSASHA1: 7,
  RSASHA256: 8,
  RSASHA512: 10,
  'ECC-GOST': 12,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
}
const readAlgorithm = (token: Token) =>
  Object.hasOwn(algorithms, token.text.toUpperCase())
    ? (algorithms[token.text.toUpperCase()] as number)
    : readNumber(token, 255)

function readIp({ text, line }: Token, family: 4 | 6): string {
  const address = parseAddress(text)
  if (address?.family !== family) throw new Fault(line, `${shown(text)} is not an IPv${family} address`)
  return address.text
}

/** Octets of a DS digest by its type (RFC 4034, 4509, 5933, 6605). */
const digestOctets: Record<number, number> = { 1: 20, 2: 32, 3: 32, 4: 48 }

function readDigest(tokens: readonly Token[], digestType: number, { any }: Reading): string {
  const text = tokens.map((t) => t.text).join('')
  const [{ line }] = tokens as [Token]
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) throw new Fault(line, `${shown(text)} is not a digest in hexadecimal digits`)
  const octets = digestOctets[digestType]
  if (!any && octets !== undefined && text.length !== 2 * octets)
    throw new Fault(line, `a digest of type ${digestType} has ${octets} octets, this one ${text.length / 2}`)
  return text.toLowerCase()
}

function readKey(tokens: readonly Token[]): string {
  const text = tokens.map((t) => t.text).join('')
  const [{ line }] = tokens as [Token]
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4)
    throw new Fault(line, `${shown(text)} is not a key in base64`)
  return text
}

/** The octets that a token stands for, one character each (RFC 1035 section 5.1: `\DDD` and `\X`). */
function readOctets({ text, line }: Token): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(\d{3}|.)/gs, (whole, escaped: string) => {
    if (escaped.length === 1 && !/\d/.test(escaped)) return escaped
    if (escaped.length < 3 || Number(escaped) > 255)
      throw new Fault(line, `${shown(whole)} is not an octet: after a backslash come three digits up to 255`)
    return String.fromCharCode(Number(escaped))
  })
}

function readStrings(tokens: readonly Token[], { any }: Reading): string[] {
  const strings = tokens.flatMap((token) => {
    const octets = readOctets(token)
    if (octets.length <= 255) return [octets]
    if (any) return octets.match(/.{1,255}/gs) ?? []
    throw new Fault(
      token.line,
      `a string of ${octets.length} octets, where 255 is the most: cut it into several quoted strings, "…" "…"`,
    )
  })
  const total = strings.reduce((sum, string) => sum + string.length + 1, 0)
  if (total > 65_535) throw new Fault(tokens[0]?.line ?? 0, `${total} octets of text, where 65535 is the most`)
  return strings
}

const oneName: Shape<string> = {
  wants: 'one name',
  least: 1,
  most: 1,
  read: ([name], { origin }) => readName(name as Token, origin),
}
const text: Shape<string[]> = { wants: 'text in quotes', least: 1, most: 40_000, quotes: true, read: readStrings }

const shapes: { [T in RecordType]: Shape<RecordData[T]> } = {
  A: { wants: 'one IPv4 address', least: 1, most: 1, read: ([ip]) => readIp(ip as Token, 4) },
  AAAA: { wants: 'one IPv6 address', least: 1, most: 1, read: ([ip]) => readIp(ip as Token, 6) },
  NS: oneName,
  CNAME: oneName,
  DNAME: oneName,
  PTR: oneName,
  MX: {
    wants: 'a preference and a host (10 mail.example.com.)',
    least: 2,
    most: 2,
    read: ([preference, exchange], { origin }) => ({
      preference: readNumber(preference as Token, 65_535),
      exchange: readName(exchange as Token, origin),
    }),
  },
  TXT: text,
  SPF: text,
  SOA: {
    wants: 'a server, a mailbox and five numbers',
    least: 7,
    most: 7,
    read(tokens, { origin }) {
      const [mname, rname, serial, refresh, retry, expire, minimum] = tokens as [
        Token,
        Token,
        Token,
        Token,
        Token,
        Token,
        Token,
      ]
      return {
        mname: readName(mname, origin),
        rname: readName(rname, origin),
        serial: readNumber(serial, 0xffffffff),
        refresh: readTimer(refresh),
        retry: readTimer(retry),
        expire: readTimer(expire),
        minimum: readTimer(minimum),
      }
    },
  },
  DS: {
    wants: 'a key tag, an algorithm, a digest type and the digest',
    least: 4,
    most: 100,
    read(tokens, reading) {
      const [keyTag, algorithm, digestType, ...digest] = tokens as [Token, Token, Token, ...Token[]]
      const type = readNumber(digestType, 255)
      return {
        keyTag: readNumber(keyTag, 65_535),
        algorithm: readAlgorithm(algorithm),
        digestType: type,
        digest: readDigest(digest, type, reading),
      }
    },
  },
  TLSA: {
    wants: 'a usage, a selector, a matching type and the data',
    least: 4,
    most: 1000,
    read(tokens, reading) {
      const [usage, selector, matchingType, ...data] = tokens as [Token, Token, Token, ...Token[]]
      return {
        usage: readNumber(usage, 255),
        selector: readNumber(selector, 255),
        matchingType: readNumber(matchingType, 255),
        data: readDigest(data, 0, reading),
      }
    },
  },
  DNSKEY: {
    wants: 'flags, a protocol, an algorithm and the key',
    least: 4,
    most: 1000,
    read(tokens) {
      const [flags, protocol, algorithm, ...key] = tokens as [Token, Token, Token, ...Token[]]
      return {
        flags: readNumber(flags, 65_535),
        protocol: readNumber(protocol, 255),
        algorithm: readAlgorithm(algorithm),
        key: readKey(key),
      }
    },
  },
}

/** A record's data from the words after its type. Throws a Fault; `line` is where the entry began. */
export function readData<T extends RecordType>(
  type: T,
  tokens: readonly Token[],
  line: number,
  reading: Reading,
): RecordData[T] {
  if (tokens[0]?.text === '\\#' && !tokens[0].quoted) return readGeneric(type, tokens)
  const shape = shapes[type]
  const said = tokens.map((t) => (t.quoted ? `"${t.text}"` : t.text)).join(' ')
  if (tokens.length < shape.least || tokens.length > shape.most)
    throw new Fault(line, `${type} wants ${shape.wants}, and here is ${said === '' ? 'nothing' : shown(said)}`)
  const quoted = shape.quotes ? undefined : tokens.find((t) => t.quoted)
  if (quoted) throw new Fault(quoted.line, `${type} wants ${shape.wants}, without quotes: "${shown(quoted.text)}"`)
  return shape.read(tokens, reading)
}

function readGeneric<T extends RecordType>(type: T, tokens: readonly Token[]): RecordData[T] {
  const octets = readGenericOctets(tokens)
  const data = dataFromOctets(type, octets)
  if (data === undefined) throw new Fault(tokens[0]?.line ?? 0, `these octets are not the data of a ${type} record`)
  return data
}

/** RFC 3597 section 5: `\# 4 c0000201`. Throws a Fault. */
export function readGenericOctets([mark, length, ...hex]: readonly Token[]): Uint8Array {
  const line = mark?.line ?? 0
  const digits = hex.map((t) => t.text).join('')
  const count = length && /^\d{1,5}$/.test(length.text) ? Number(length.text) : undefined
  if (count === undefined || count > 65_535)
    throw new Fault(line, 'after \\# comes the number of octets, then the octets in hexadecimal digits')
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) throw new Fault(line, `${shown(digits)} is not in hexadecimal digits`)
  if (digits.length !== 2 * count)
    throw new Fault(line, `\\# announces ${count} octets, and ${digits.length / 2} follow`)
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
