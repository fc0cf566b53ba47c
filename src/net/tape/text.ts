import type { Alias, DnsAnswer, ExtendedError, ResolverInfo } from '../../core/dns.ts'
import type { Blind, BlindReason } from '../../core/observation.ts'
import { canonicalAddress } from '../../records/address.ts'
import type { RecordType, ResourceRecord } from '../../records/dns.ts'
import { parseName } from '../../records/name.ts'
import { showRecord } from '../../records/presentation.ts'
import { isRecordType, parseRecord } from '../../records/zone-file.ts'
import { type Fields, fields, flag, list, Misshapen, number, oneOf, string } from './fields.ts'
import { readMachine, writeMachine } from './machine-text.ts'
import { readProbe, writeProbe } from './probe-text.ts'
import { readSession, writeSession } from './session.ts'
import { questionKey, sorted, type Tape } from './shape.ts'

const widest = 120
const longestTape = 128 * 1024 * 1024

/**
 * A tape as JSON to be read and compared: records as zone lines, conversations line by line, questions and sessions
 * sorted, one line an answer where it fits.
 */
export function showTape(tape: Tape): string {
  const { version, at, durationMs, resolvers, nonces, dns, smtp, sources, machine, probe } = tape
  const written = {
    ...(version !== undefined && { relaycheck: version }),
    schema: 1,
    at,
    ...(durationMs !== undefined && { durationMs }),
    resolvers,
    nonces,
    dns: sorted(dns, writeAnswer),
    ...(smtp && { smtp: sorted(smtp, writeSession) }),
    ...(sources && { sources: sorted(sources, (source) => source) }),
    ...(machine && { machine: writeMachine(machine) }),
    ...(probe && { probe: writeProbe(probe) }),
  }
  const top = Object.entries(written).map(([key, value]) => `  ${json(key)}: ${spread(value, '  ', key)}`)
  return `{\n${top.join(',\n')}\n}\n`
}

/** JSON in ASCII alone, so that no file moves a cursor. */
const json = (value: unknown): string =>
  JSON.stringify(value).replace(/[\x7f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** A piece of somebody's file in a sentence: one line of ASCII, not too long. */
const plain = (text: string, most: number): string => {
  const escaped = json(text.length > most ? `${text.slice(0, most)}...` : text).slice(1, -1)
  return escaped.replaceAll('\\"', '"')
}

/** What is easier to compare with one entry a line, however short. */
const apart: ReadonlySet<string> = new Set([
  'dns',
  'smtp',
  'sources',
  'transcript',
  ...['files', 'entries', 'keys', 'programs', 'text', 'out', 'err'],
  ...['letters', 'posts', 'found', 'message', 'events'],
])

function spread(value: unknown, indent: string, name = ''): string {
  const flat = onOneLine(value)
  if (typeof value !== 'object' || value === null) return flat
  if (!apart.has(name) && indent.length + flat.length <= widest) return flat
  const deeper = `${indent}  `
  const [open, close, parts] = Array.isArray(value)
    ? ['[', ']', value.map((item) => `${deeper}${spread(item, deeper)}`)]
    : ['{', '}', Object.entries(value).map(([key, item]) => `${deeper}${json(key)}: ${spread(item, deeper, key)}`)]
  return parts.length ? `${open}\n${parts.join(',\n')}\n${indent}${close}` : `${open}${close}`
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return value.length ? `[${value.map(onOneLine).join(', ')}]` : '[]'
  if (typeof value !== 'object' || value === null) return json(value)
  const parts = Object.entries(value).map(([key, item]) => `${json(key)}: ${onOneLine(item)}`)
  return parts.length ? `{ ${parts.join(', ')} }` : '{}'
}

function writeAnswer(answer: DnsAnswer): object {
  if (answer.kind === 'blind') return { kind: 'blind', ...answer.blind }
  const { kind, aliases, server, transport, authoritative, authenticated, octets, ede } = answer
  return {
    kind,
    ...(aliases.length && {
      aliases: aliases.map((a) => showRecord({ ...a, name: a.from, type: a.kind, data: a.to })),
    }),
    ...(answer.kind === 'records' && { records: answer.records.map(showRecord) }),
    ...(answer.kind !== 'records' && answer.soa && { soa: showRecord(answer.soa) }),
    server,
    transport,
    ...(authoritative && { authoritative }),
    ...(authenticated && { authenticated }),
    octets,
    ...(ede && { ede }),
  }
}

/** Reads a tape. A fault is a clause that names the place ("dns, TXT shop.example: kind is not …"); never throws. */
export function parseTape(text: string): Tape | { fault: string } {
  if (text.length > longestTape) return { fault: `it is larger than ${longestTape / 1024 / 1024} MB` }
  try {
    return readTape(JSON.parse(text))
  } catch (error) {
    if (error instanceof Misshapen) return { fault: plain(error.message, 300) }
    if (error instanceof SyntaxError) return { fault: 'it is not JSON' }
    if (error instanceof RangeError) return { fault: 'it is nested too deeply' }
    throw error
  }
}

function readTape(value: unknown): Tape {
  const tape = fields(value, 'the file')
  if (tape.schema !== 1)
    throw new Misshapen(`schema is not 1: this is no recording, or one of another version of relaycheck`)
  const at = string(tape, 'at', 'the file')
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) throw new Misshapen(`at is not a time`)
  const nonces = list(tape, 'nonces', 'the file')
  if (!nonces.every((label) => typeof label === 'string' && /^[a-z]{1,63}$/.test(label)))
    throw new Misshapen('nonces are not all labels of lower-case letters')
  const dns = Object.entries(fields(tape.dns, 'dns')).map(([key, answer]) => {
    const question = readQuestion(key)
    return [question.key, readAnswer(fields(answer, `dns, ${key}`), question, `dns, ${key}`)] as const
  })
  return {
    ...(tape.relaycheck !== undefined && { version: string(tape, 'relaycheck', 'the file') }),
    at: time.toISOString(),
    ...(tape.durationMs !== undefined && { durationMs: number(tape, 'durationMs', 'the file') }),
    resolvers: list(tape, 'resolvers', 'the file').map((one, i) => readResolver(fields(one, `resolvers, ${i}`), i)),
    nonces: nonces as string[],
    dns: Object.fromEntries(dns),
    ...(tape.smtp !== undefined && { smtp: readSessions(fields(tape.smtp, 'smtp')) }),
    ...(tape.sources !== undefined && { sources: readSources(fields(tape.sources, 'sources')) }),
    ...(tape.machine !== undefined && { machine: readMachine(tape.machine, readBlind) }),
    ...(tape.probe !== undefined && { probe: readProbe(tape.probe, readBlind) }),
  }
}

const readSessions = (value: Fields): NonNullable<Tape['smtp']> =>
  Object.fromEntries(Object.entries(value).map(([key, session]) => [key, readSession(key, session)]))

const readSources = (value: Fields): NonNullable<Tape['sources']> =>
  Object.fromEntries(
    Object.entries(value).map(([toward, source]) => [address(toward, toward), ownAddress(source, toward)]),
  )

function address(text: unknown, toward: string): string {
  const canonical = typeof text === 'string' ? canonicalAddress(text) : undefined
  if (canonical === undefined) throw new Misshapen(`sources, ${toward}: this is no address`)
  return canonical
}
const ownAddress = (source: unknown, toward: string): string | null =>
  source === null ? null : address(source, toward)

const learned: Record<ResolverInfo['from'], true> = {
  system: true,
  option: true,
  'built-in': true,
}

function readResolver(value: Fields, index: number): ResolverInfo {
  const where = `resolvers, ${index}`
  const upstreams = value.upstreams === undefined ? undefined : list(value, 'upstreams', where)
  if (!upstreams?.every((one) => typeof one === 'string') && upstreams)
    throw new Misshapen(`${where}: upstreams are not all text`)
  return {
    address: string(value, 'address', where),
    from: oneOf(value, 'from', learned, where),
    ...(value.program !== undefined && { program: string(value, 'program', where) }),
    ...(upstreams && { upstreams: upstreams as string[] }),
  }
}

interface Question {
  key: string
  name: string
  type: RecordType
}

function readQuestion(key: string): Question {
  const [, type = '', typed = '', server, cd, via] = /^(\S+) (\S+?)(?: @(\S+))?( \+cd)?( \+resolver)?$/.exec(key) ?? []
  const parsed = parseName(typed)
  if (!isRecordType(type) || 'fault' in parsed)
    throw new Misshapen(`dns, ${key}: this is no question (TYPE NAME, then perhaps @SERVER, +cd, +resolver)`)
  const how = {
    ...(server !== undefined && { server }),
    checkingDisabled: cd !== undefined,
    viaResolver: via !== undefined,
  }
  return { key: questionKey(typed, type, how), name: parsed.name, type }
}

const kinds: Record<DnsAnswer['kind'], true> = { records: true, 'no-data': true, 'no-such-name': true, blind: true }
const transports = { udp: true, tcp: true, tls: true, https: true, 'zone-file': true } as const

function readAnswer(value: Fields, { name, type }: Question, where: string): DnsAnswer {
  const kind = oneOf(value, 'kind', kinds, where)
  if (kind === 'blind') return { kind, blind: readBlind(value, where) }
  const answered = {
    question: { name, type },
    aliases: value.aliases === undefined ? [] : list(value, 'aliases', where).map((one) => readAlias(one, where)),
    server: string(value, 'server', where),
    transport: oneOf(value, 'transport', transports, where),
    authoritative: flag(value, 'authoritative', where),
    authenticated: flag(value, 'authenticated', where),
    octets: number(value, 'octets', where),
    ...(value.ede !== undefined && { ede: list(value, 'ede', where).map((one) => readEde(one, where)) }),
  }
  if (kind === 'records') {
    const records = list(value, 'records', where).map((line) => readRecord(line, type, where))
    if (!records.length)
      throw new Misshapen(`${where}: records holds none: what is not there is no-data or no-such-name`)
    return { kind, records, ...answered }
  }
  if (value.soa === undefined) return { kind, ...answered }
  return { kind, soa: readRecord(value.soa, 'SOA', where), ...answered }
}

const reasons: Record<BlindReason, true> = {
  timeout: true,
  refused: true,
  'server-failure': true,
  bogus: true,
  lame: true,
  malformed: true,
  untrusted: true,
  unreachable: true,
  'hung-up': true,
  deferred: true,
  'no-permission': true,
  'not-attempted': true,
  'not-recorded': true,
  interrupted: true,
  bug: true,
}

function readBlind(value: Fields, where: string): Blind {
  return {
    reason: oneOf(value, 'reason', reasons, where),
    detail: string(value, 'detail', where),
    ...(value.question !== undefined && { question: string(value, 'question', where) }),
    ...(flag(value, 'noRoute', where) && { noRoute: true }),
    ...(flag(value, 'ownServers', where) && { ownServers: true }),
    ...(flag(value, 'truncated', where) && { truncated: true }),
    ...(flag(value, 'recursive', where) && { recursive: true }),
    ...(value.wayOut !== undefined && { wayOut: string(value, 'wayOut', where) }),
  }
}

function readRecord<T extends RecordType>(line: unknown, type: T, where: string): ResourceRecord<T> {
  if (typeof line !== 'string') throw new Misshapen(`${where}: a record is not text`)
  const parsed = parseRecord(line)
  if ('fault' in parsed) throw new Misshapen(`${where}: ${parsed.fault}`)
  if (parsed.record.type !== type)
    throw new Misshapen(`${where}: a record of type ${parsed.record.type} stands where ${type} belongs`)
  return parsed.record as ResourceRecord<T>
}

function readAlias(line: unknown, where: string): Alias {
  const kind = typeof line === 'string' && / IN DNAME /i.test(line) ? 'DNAME' : 'CNAME'
  const { name, ttl, data } = readRecord(line, kind, where)
  return { from: name, to: data, kind, ttl }
}

function readEde(value: unknown, where: string): ExtendedError {
  const ede = fields(value, `${where}, ede`)
  return { code: number(ede, 'code', `${where}, ede`), text: string(ede, 'text', `${where}, ede`) }
}
