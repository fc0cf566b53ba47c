import { canonicalAddress } from '../address.ts'
import { parseMailDate } from './date.ts'
import { type Clauses, clausesOf, type Words } from './received-clauses.ts'
import { isAuthenticated, protocolOf, tlsOf } from './received-protocol.ts'

/** What one Received field says (RFC 5321 section 4.4), each where it is said; every value as it stands, cut at 255 characters. */
export interface Received {
  /** The name that the client gave (HELO). */
  helo?: string
  /** The name that its address has, by the server's own look-up. */
  rdns?: string
  /** Canonical; an IPv4 address in IPv6 clothes is an IPv4 address. */
  ip?: string
  by?: string
  byIp?: string
  /** `ESMTPS`, `LMTP`, upper case. */
  protocol?: string
  tls?: { encrypted: boolean; version?: string; cipher?: string }
  authenticated?: true
  /** No server took it over a network: a program on the machine handed it in, or a part of the server itself. */
  local?: true
  id?: string
  for?: string
  /** `user@domain`, or `''` for the null sender. */
  envelopeFrom?: string
  at?: Date
}

const mostCharacters = 4000
const longest = 255
/** A date is looked for behind so many of the last semicolons: a comment behind it may hold some. */
const mostSemicolons = 5

/** Reads the value of a Received field, unfolded. Everything may be missing: what servers write is no standard's. */
export function parseReceived(text: string): Received {
  const { head, at } = splitDate(text)
  const clauses = clausesOf(head.slice(0, mostCharacters))
  const client = clientOf(clauses)
  const { from: _, by, id, for: whom } = clauses.named
  const protocol = protocolOf(clauses)
  const tls = tlsOf(clauses, protocol, client.told)
  const byIp = by?.comments.map(addressIn).find((ip) => ip !== undefined)
  const envelopeFrom = envelopeFromOf(clauses)
  return {
    ...client.names,
    ...named('by', by?.words[0]?.replace(/\.$/, '')),
    ...(byIp !== undefined && { byIp }),
    ...(protocol !== undefined && { protocol }),
    ...(tls && { tls }),
    ...(isAuthenticated(clauses, protocol, client.told) && { authenticated: true as const }),
    ...(isLocal(clauses, protocol) && { local: true as const }),
    ...named('id', id?.words[0]),
    ...named('for', bare(whom?.words[0])),
    ...(envelopeFrom !== undefined && { envelopeFrom: cut(envelopeFrom) }),
    ...(at && { at }),
  }
}

const cut = (text: string): string => text.slice(0, longest)
const named = <K extends string>(key: K, value: string | undefined): { [N in K]?: string } =>
  (value ? { [key]: cut(value) } : {}) as { [N in K]?: string }
const bare = (address: string | undefined): string | undefined => address?.replace(/^<|>$/g, '')

/** The date stands behind the last semicolon; where there is none that can be read, nothing is taken off. */
function splitDate(text: string): { head: string; at?: Date } {
  let end = text.length
  for (let tries = 0; tries < mostSemicolons; tries++) {
    end = end > 0 ? text.lastIndexOf(';', end - 1) : -1
    if (end < 0) break
    const date = parseMailDate(text.slice(end + 1, end + 200).trim())
    if ('at' in date) return { head: text.slice(0, end), at: date.at }
  }
  return { head: text }
}

/** `192.0.2.1`, `[IPv6:2001:db8::1]`, `[fe80::1%4]:25`, in canonical form. */
export function addressIn(text: string): string | undefined {
  const inBrackets = /\[(?:IPv6:)?([0-9a-f.:]{2,45})(?:%[\w-]{1,20})?\]/i.exec(text)?.[1]
  const plain = text.replace(/^IPv6:/i, '').replace(/%[\w-]{1,20}$/, '')
  const address = canonicalAddress(inBrackets ?? plain)
  return address?.replace(/^::ffff:(?=\d+\.)/, '')
}

interface Client {
  names: Pick<Received, 'helo' | 'rdns' | 'ip'>
  /** The comments that speak of the client's names: whatever stands in them is the client's own word, or its network's. */
  told: readonly string[]
}

/** Who handed it over. Comments tell what the server saw; the word behind `from` is the HELO name, but where a comment gives that. */
function clientOf({ named: { from }, all }: Clauses): Client {
  if (!from) return { names: {}, told: [] }
  const [word = '', second = ''] = from.words
  const comments = from.comments.map((text) => (annotation.test(text) ? { isClient: false } : clientComment(text)))
  // The server writes what it saw behind what the client said, which may hold parentheses of its own.
  const last = comments.findLastIndex((one) => one.ip !== undefined)
  const server = comments[last]
  const told = from.comments.filter((_, i) => i <= last || comments[i]?.isClient)
  const helo = server?.helo ?? comments.find((one) => one.helo !== undefined)?.helo
  const wordIp = addressIn(word)
  const ip = server?.ip ?? addressIn(second) ?? wordIp
  const isName = wordIp === undefined && word !== '' && !/^\(?unknown$/i.test(word)
  const isExim = all.some((text) => /^Exim\b/.test(text) && !told.includes(text))
  const isGreetedBeside = helo !== undefined && (!server || server.helo !== undefined || server.isBare)
  const isNamed = isName && (isGreetedBeside || (isExim && ip !== undefined))
  const rdns = server?.rdns ?? (isNamed ? word : undefined)
  const greeted = helo ?? (word.toLowerCase() === 'unknown' ? undefined : word)
  return { names: { ...named('helo', greeted), ...named('rdns', rdns?.replace(/\.$/, '')), ...named('ip', ip) }, told }
}

/** What a server adds of the connection, and not of the names; a certificate's names are the client's to choose. */
const annotation = /^(?:using (?:TLS|SSL)|client (?:CN |did )|no client cert|authenticated sender: )/i

interface ClientComment {
  helo?: string
  rdns?: string
  ip?: string
  isClient: boolean
  /** It is an address alone: then the word behind `from` is the name that the server looked up (qmail). */
  isBare?: boolean
}

/** `b.example [192.0.2.1]`, `HELO a.example`, `[192.0.2.1]:4711 helo=a.example`, `[192.0.2.1]:4711 "EHLO a.example"`, `ident@b.example [192.0.2.1] (may be forged)`. */
function clientComment(comment: string): ClientComment {
  const greeting = /(?:^|[\s"])(?:(?:HELO|EHLO|LHLO)[ =]|helo=)([^\s"]{1,255})"?/i
  const greeted = greeting.exec(comment)
  const helo = greeted?.[1]
  // What stands behind the greeting may be a part of it, and with that the client's own word.
  const rest = comment.slice(0, greeted?.index).trim()
  const [first = ''] = rest.split(/\s/, 1)
  // What stands before an @ is what the client's machine says of its user (RFC 1413).
  const seen = rest.slice(rest.lastIndexOf('@') + 1)
  const ip = addressIn(seen) ?? addressIn(rest) ?? addressIn(first.slice(first.lastIndexOf('@') + 1))
  const name = first.slice(first.lastIndexOf('@') + 1)
  const isForged = /may be forged/i.test(rest)
  const isName = /^[\w-]+(?:\.[\w-]+)*\.?$/.test(name) && addressIn(name) === undefined && !/^unknown$/i.test(name)
  const besideIp = ip !== undefined && isName && !isForged
  return {
    ...(helo !== undefined && { helo }),
    ...(besideIp && { rdns: name }),
    ...(ip !== undefined && { ip }),
    isClient: helo !== undefined || ip !== undefined,
    isBare: addressIn(comment) !== undefined && !/\s/.test(comment),
  }
}

/** `(Postfix, from userid 1000)`, `(qmail 12 invoked by uid 89)`, `(from root@localhost)`, `with local`, `[local]`, `with HTTP`. */
function isLocal({ named: { from, by }, loose }: Clauses, protocol: string | undefined): boolean {
  if (protocol !== undefined && /^(?:LOCAL(?:-BSMTP|-ESMTP|-SMTP)?|MAPI|HTTPS?|HTTPREST)$/.test(protocol)) return true
  const isSocket = (texts: Words | undefined) => texts?.comments.some((text) => /\[(?:local|unix socket)\]/i.test(text))
  return (
    isSocket(from) === true ||
    by?.comments.some((text) => /\bfrom userid \d/i.test(text)) === true ||
    loose.some((text) => /\binvoked (?:by|from)\b|^from \S+@\S+$/i.test(text))
  )
}

function envelopeFromOf({ named: { 'envelope-from': word }, all }: Clauses): string | undefined {
  if (word?.words[0] !== undefined) return bare(word.words[0])
  for (const text of all) {
    const found = /\benvelope-(?:from|sender) <?([^\s<>]{0,255})>?/i.exec(text)
    if (found) return found[1]
  }
  return undefined
}
