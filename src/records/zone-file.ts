import { type RecordData, type RecordType, type ResourceRecord, typeCodes, typeOf } from './dns.ts'
import { isWithin } from './name.ts'
import { showData } from './presentation.ts'
import { type Reading, readData, readGenericOctets, readName, readTime } from './zone-file-rdata.ts'
import { type Entry, entriesOf, Fault, shown, type Token } from './zone-file-scan.ts'

/** What a zone file says. With a SOA it is a whole zone, without one a fragment of some. Names as in records/dns.ts. */
export interface ParsedZone {
  file: string
  /** The records of types that relaycheck reads, each once. */
  records: ResourceRecord[]
  /** What else is there: these names exist, though their data are not kept (`_25._tcp.mx.shop.example`, `TLSA`). */
  others: { name: string; type: string }[]
  /** The record sets that a fragment takes away (`; relaycheck: remove NAME TYPE`). */
  removes: { name: string; type: string }[]
  soa?: ResourceRecord<'SOA'>
}

/** Where a zone file is wrong; `says` is a clause ("300.1.2.3 is not an IPv4 address"), lines count from 1. */
export interface ZoneFileFault {
  file: string
  line: number
  says: string
}

const longestFile = 32 * 1024 * 1024
const mostRecords = 1_000_000

/** IANA's other types that can stand in a zone file. */
const otherTypes = new Set(
  `AFSDB AMTRELAY APL ATMA AVC CAA CDNSKEY CDS CERT CSYNC DHCID DLV DOA EID EUI48 EUI64 GPOS HHIT HINFO HIP HTTPS
   IPSECKEY ISDN KEY KX L32 L64 LOC LP MB MD MF MG MINFO MR NAPTR NID NIMLOC NINFO NSAP NSAP-PTR NSEC NSEC3 NSEC3PARAM
   NULL NXT OPENPGPKEY PX RESINFO RKEY RP RRSIG RT SIG SINK SMIMEA SRV SSHFP SVCB TA TALINK TSIG UINFO URI
   WALLET WKS X25 ZONEMD`.split(/\s+/),
)
/** Signatures and denials stand beside names; alone they do not make a name exist (RFC 5155 section 7.1, RFC 4034 section 3). */
const namelessTypes = new Set(['NSEC3', 'RRSIG'])
/** What providers write into their exports though DNS has no such type. */
const providerTypes = new Set(['ALIAS', 'ANAME', 'CNAMEFLAT', 'FLATTEN'])

interface State extends ParsedZone, Reading {
  originWritten: boolean
  owner?: string
  defaultTtl?: number
  lastTtl?: number
  known: Set<string>
  /** The line of each record, and of each of `others`, for what is only seen at the end. */
  lines: number[]
  otherLines: number[]
  removeLines: number[]
}

/**
 * Reads an RFC 1035 master file. `text` holds the file's octets, one a character (latin1). `origin` is what relative
 * names hang below until a $ORIGIN line. Class IN only; `$INCLUDE` and `$GENERATE` are faults; never throws.
 */
export function parseZoneFile(
  text: string,
  { file, origin }: { file: string; origin?: string },
): ParsedZone | { fault: ZoneFileFault } {
  const state = begin({ file, origin })
  try {
    for (const entry of entriesOf(octetLines(text))) readEntry(entry, state)
    checkWhole(state)
  } catch (error) {
    if (error instanceof Fault) return { fault: { file, line: error.line, says: error.message } }
    throw error
  }
  const { records, others, removes, soa } = state
  return { file, records, others, removes, ...(soa && { soa }) }
}

function begin(start: { file: string } & Reading): State {
  const empty = { records: [], others: [], removes: [], lines: [], otherLines: [], removeLines: [] }
  return { ...start, originWritten: false, known: new Set(), ...empty }
}

/** One whole zone line, as showRecord writes them, with whatever DNS can carry. A fault is a clause. */
export function parseRecord(line: string): { record: ResourceRecord } | { fault: string } {
  try {
    const state = begin({ file: '', any: true })
    const [entry, second] = entriesOf(octetLines(line))
    if (entry?.tokens.length && !entry.indented && !second) readRecord(entry, state)
    const [record] = state.records
    return record ? { record } : { fault: `${shown(line)} is not one record of a type that relaycheck reads` }
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message }
    throw error
  }
}

/** One record's data from its master-file text, names absolute; a string of over 255 octets is cut. A fault is a clause. */
export function parseData<T extends RecordType>(type: T, text: string): { data: RecordData[T] } | { fault: string } {
  try {
    const [entry, second] = entriesOf(octetLines(` ${text}`))
    if (second || entry?.comment !== undefined) return { fault: `${shown(text)} is not the data of one record` }
    return { data: readData(type, entry?.tokens ?? [], 1, { any: true }) }
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message }
    throw error
  }
}

/** The same octets with LF line ends and no byte order mark; characters that are no octets become their UTF-8. */
function octetLines(text: string): string {
  if (text.length > longestFile) throw new Fault(1, `the file is larger than ${longestFile / 1024 / 1024} MB`)
  if (/^(?:\xff\xfe|\xfe\xff)/.test(text))
    throw new Fault(1, 'the file is UTF-16 text: save it as plain ASCII or UTF-8')
  let octets = text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text
  if (/[^\0-\xff]/.test(octets)) octets = latin1Of(new TextEncoder().encode(octets))
  return octets.includes('\r') ? octets.replace(/\r\n?/g, '\n') : octets
}

function latin1Of(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  return parts.join('')
}

function readEntry(entry: Entry, state: State): void {
  const [first] = entry.tokens
  if (!first) readOrder(entry.comment ?? '', entry.line, state)
  else if (!entry.indented && !first.quoted && first.text.startsWith('$')) readDirective(entry, state)
  else readRecord(entry, state)
}

/** `; relaycheck: remove NAME TYPE`: a NAME without its last dot that already ends in the origin is taken as whole. */
function readOrder(comment: string, line: number, state: State): void {
  const order = /^;+[ \t]*relaycheck:(.*)$/i.exec(comment)?.[1]
  if (order === undefined) return
  const [verb, name, type, ...more] = order.trim().split(/[ \t]+/)
  if (verb?.toLowerCase() !== 'remove' || !name || !type || more.length)
    throw new Fault(line, `"relaycheck:${shown(order)}" is no order: write "; relaycheck: remove NAME TYPE"`)
  const token = { text: name, quoted: false, line }
  const whole = readName(token, '.')
  const { origin } = state
  const owner = origin === undefined || isWithin(whole, origin) ? whole : readName(token, origin)
  state.removes.push({ name: owner, type: readType({ text: type, quoted: false, line }, false) })
  state.removeLines.push(line)
}

function readDirective({ tokens, line }: Entry, state: State): void {
  const [directive, value, ...more] = tokens as [Token, ...Token[]]
  const word = directive.text.toUpperCase()
  if (word === '$INCLUDE') throw new Fault(line, '$INCLUDE is refused: put the records of that file in its place')
  if (word === '$GENERATE')
    throw new Fault(line, '$GENERATE is refused: write its records out (named-compilezone does)')
  if (word !== '$ORIGIN' && word !== '$TTL')
    throw new Fault(line, `${shown(directive.text)} is no directive: $ORIGIN and $TTL are`)
  if (!value || more.length) throw new Fault(line, `${word} wants one ${word === '$TTL' ? 'time' : 'name'}`)
  if (word === '$ORIGIN') {
    state.origin = readName(value, state.origin)
    state.originWritten = true
  } else {
    const ttl = readTime(value)
    if (ttl === undefined) throw new Fault(line, `${shown(value.text)} is not a TTL: write seconds, or 1h30m`)
    state.defaultTtl = ttl
  }
}

function readRecord({ tokens, indented, line }: Entry, state: State): void {
  const ownerToken = indented ? undefined : tokens[0]
  const rest = readTtlAndClass(tokens.slice(indented ? 0 : 1), line)
  if (!rest.type) throw new Fault(line, 'a record wants a name, a type and its data, and here is no type')
  const type = readType(rest.type, indented)
  if (ownerToken) state.owner = readOwner(ownerToken, type, state)
  if (state.owner === undefined)
    throw new Fault(line, 'the line begins with a blank, and no line before it names a name')
  if (rest.ttl !== undefined) state.lastTtl = rest.ttl
  if (!isRecordType(type)) keepOther(type, rest.data, line, state)
  else keep(state.owner, type, readData(type, rest.data, line, state), rest.ttl, line, state)
}

/**
 * A SOA's owner that lacks its last dot where no $ORIGIN was written (or already ends in the origin) is whole:
 * Cloudflare's exports have it so.
 */
function readOwner(token: Token, type: string, { origin, originWritten }: State): string {
  if (type === 'SOA' && !originWritten && !token.quoted && token.text !== '@') {
    const whole = readName(token, '.')
    if (origin === undefined ? whole.includes('.') : whole === origin) return whole
  }
  return readName(token, origin)
}

function readTtlAndClass(tokens: readonly Token[], line: number) {
  let ttl: number | undefined
  let classed = false
  let at = 0
  for (; at < tokens.length; at++) {
    const token = tokens[at] as Token
    const time = ttl === undefined ? readTime(token) : undefined
    if (time !== undefined) ttl = time
    else if (!classed && isClass(token)) classed = true
    else break
  }
  for (const { text } of tokens.slice(0, at))
    if (/^[A-Z]/i.test(text) && !/^(?:IN|CLASS1)$/i.test(text))
      throw new Fault(line, `class ${text.toUpperCase()} is not read, only IN is`)
  return { ttl, type: tokens[at], data: tokens.slice(at + 1) }
}

const isClass = ({ text, quoted }: Token) => !quoted && /^(?:IN|CH|HS|CS|NONE|ANY|CLASS\d{1,5})$/i.test(text)

function readType({ text, quoted, line }: Token, indented: boolean): string {
  const type = text.toUpperCase()
  const code = /^TYPE(\d{1,5})$/.exec(type)?.[1]
  if (code && Number(code) <= 65_535) return typeOf(Number(code)) ?? type
  if (!quoted && (isRecordType(type) || otherTypes.has(type))) return type
  if (providerTypes.has(type))
    throw new Fault(
      line,
      `${type} is a word of one provider, not a DNS type: write the A and AAAA records that it stands for`,
    )
  throw new Fault(
    line,
    `${quoted ? `"${shown(text)}"` : shown(text)} is not a record type` +
      (indented ? ' (a line that begins with a blank goes on with the name of the line before)' : ''),
  )
}

/** Whether a type, in upper case, is one that relaycheck reads. */
export const isRecordType = (type: string): type is RecordType => Object.hasOwn(typeCodes, type)

function keepOther(type: string, data: readonly Token[], line: number, state: State): void {
  if (data[0]?.text === '\\#' && !data[0].quoted) readGenericOctets(data)
  else if (!data.length) throw new Fault(line, `${type} wants data, and here is nothing`)
  if (namelessTypes.has(type)) return
  const key = `${state.owner} ${type}`
  if (state.known.has(key)) return
  state.known.add(key)
  state.others.push({ name: state.owner as string, type })
  state.otherLines.push(line)
}

function keep<T extends RecordType>(
  name: string,
  type: T,
  data: RecordData[T],
  ttl: number | undefined,
  line: number,
  state: State,
): void {
  if (state.records.length === mostRecords) throw new Fault(line, `the file holds more than ${mostRecords} records`)
  const minimum = type === 'SOA' ? (data as RecordData['SOA']).minimum : state.soa?.data.minimum
  const record: ResourceRecord = { name, type, ttl: ttl ?? state.defaultTtl ?? state.lastTtl ?? minimum ?? 3600, data }
  const key = `${name} ${type} ${showData(type, data)}`
  if (state.known.has(key)) return
  if (type === 'SOA') {
    if (state.soa) throw new Fault(line, secondSoa(name, state.soa.name))
    state.soa = record as ResourceRecord<'SOA'>
  }
  state.known.add(key)
  state.records.push(record)
  state.lines.push(line)
}

const secondSoa = (name: string, first: string): string =>
  name === first
    ? `a second SOA, at ${name}: a file holds one zone`
    : `the zone ${name} begins here, and the file is already that of ${first}: put each zone, with its $ORIGIN and $TTL, into a file of its own, and give each (--zone twice)`

/** What only the whole file shows: names outside its zone, records beside a CNAME, sets both given and removed. */
function checkWhole({ soa, records, others, removes, lines, otherLines, removeLines }: State): void {
  const all = [...records, ...others]
  const lineOf = (i: number) => (i < records.length ? lines[i] : otherLines[i - records.length]) ?? 1
  const aliases = new Map(records.flatMap((r) => (r.type === 'CNAME' ? [[r.name, r] as const] : [])))
  const sets = new Set<string>()
  for (const [i, { name, type }] of all.entries()) {
    if (soa && !isWithin(name, soa.name))
      throw new Fault(
        lineOf(i),
        `${name} is outside the zone ${soa.name}: what belongs to another zone goes into a file of its own (--zone twice)`,
      )
    const alias = aliases.get(name)
    if (alias && alias !== all[i] && !besideAlias.has(type))
      throw new Fault(
        lineOf(i),
        `${name} has a CNAME and other records too, which DNS does not allow (RFC 1034 section 3.6.2): ` +
          'where your provider flattens it, write the A and AAAA records that it gives',
      )
    sets.add(`${name} ${type}`)
  }
  for (const [i, { name, type }] of removes.entries()) {
    const line = removeLines[i] ?? 1
    if (soa) throw new Fault(line, 'a file with a SOA is a whole zone: leave the records out instead of removing them')
    if (sets.has(`${name} ${type}`))
      throw new Fault(line, `${name} ${type} is removed here, and given in the same file`)
  }
}

/** RFC 4034 section 3 and 4, RFC 2181 section 10.1: what may stand beside a CNAME. */
const besideAlias = new Set(['NSEC', 'KEY', 'SIG'])
