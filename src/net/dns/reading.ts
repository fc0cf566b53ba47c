import type { Alias } from '../../core/dns.ts'
import type { BlindReason } from '../../core/observation.ts'
import type { RecordType, ResourceRecord } from '../../records/dns.ts'
import { isBelow, isWithin, parseName } from '../../records/name.ts'
import type { Message, WireRecord } from './message.ts'

const longestChain = 16

/** What one message says about one question. */
export type Reading =
  | { kind: 'records'; aliases: Alias[]; records: ResourceRecord[] }
  | { kind: 'no-data' | 'no-such-name'; aliases: Alias[]; soa?: ResourceRecord<'SOA'> }
  /** The chain leads on to a name that this message says nothing about. */
  | { kind: 'alias'; aliases: Alias[]; target: string }
  | Unusable
/** `says` is a clause about the server, which stands as `{who}`. */
export interface Unusable {
  kind: 'unusable'
  reason: BlindReason
  says: string
  /** As in Blind. */
  wayOut?: string
}
const unusable = (reason: BlindReason, says: string): Unusable => ({ kind: 'unusable', reason, says })

/** No resolver gets out of a circle. */
export const outOfCircle = 'Have the CNAME records corrected that lead in a circle: no resolver can follow them.'

/**
 * Reads a message with rcode 0 or 3. Only records on the chain that begins at the question count: what else the answer
 * section holds is nobody's business. `direct`: the server itself was asked, without recursion; then a delegation of the
 * very name, asked for as NS, is an answer, though not an authoritative one.
 */
export function readAnswer(
  message: Message,
  { name, type }: { name: string; type: RecordType },
  direct: boolean,
): Reading {
  const { answers, authorities, rcode } = message
  const own = recordsAt(answers, name, type)
  if (own) return withRecords(message, [], own)
  if (answers.length > 0) {
    const chain = followChain(answers, name, type)
    if ('kind' in chain) return chain
    if (chain.aliases.length > 0) return atEnd(message, chain, type)
  }
  const delegation = direct && type === 'NS' && rcode === 0 ? recordsAt(authorities, name, type) : undefined
  if (delegation) return { kind: 'records', aliases: [], records: delegation }
  const soa = denialOf(message, name)
  return lameness(message, direct, soa !== undefined) ?? denied(message, [], soa)
}

/** What stands where a chain of aliases leads to, or that it leads on. */
function atEnd(message: Message, { aliases, end }: Chain, type: RecordType): Reading {
  const records = recordsAt(message.answers, end, type)
  if (records) return withRecords(message, aliases, records)
  const soa = denialOf(message, end)
  return message.rcode === 0 && !soa ? { kind: 'alias', aliases, target: end } : denied(message, aliases, soa)
}

/** The SOA of the zone that denies. */
function denialOf({ authorities }: Message, name: string): ResourceRecord<'SOA'> | undefined {
  for (const r of authorities) if (r.type === 'SOA' && isWithin(name, r.name)) return r
  return undefined
}

function denied({ rcode }: Message, aliases: Alias[], soa: ResourceRecord<'SOA'> | undefined): Reading {
  const kind = rcode === 3 ? 'no-such-name' : 'no-data'
  return soa ? { kind, aliases, soa } : { kind, aliases }
}

function withRecords(message: Message, aliases: Alias[], records: ResourceRecord[]): Reading {
  if (message.rcode === 3) return unusable('malformed', '{who} gives records of a name and says that it does not exist')
  return { kind: 'records', aliases, records }
}

/** The records of one name and type among others, if there are any. Mostly all are. */
function recordsAt(answers: readonly WireRecord[], name: string, type: RecordType): ResourceRecord[] | undefined {
  let count = 0
  for (const r of answers) if (r.type === type && r.name === name) count++
  if (count === 0) return undefined
  const found = count === answers.length ? (answers as ResourceRecord[]) : among(answers, name, type)
  return count === 1 ? found : eachOnce(found)
}

const among = (answers: readonly WireRecord[], name: string, type: RecordType): ResourceRecord[] =>
  answers.filter((r): r is ResourceRecord & WireRecord => r.type === type && r.name === name)

/** RFC 2181 section 5: a record that comes twice is one record. */
function eachOnce(records: ResourceRecord[]): ResourceRecord[] {
  const different = new Map<string, ResourceRecord>()
  for (const r of records) different.set(JSON.stringify(r.data), r)
  return different.size === records.length ? records : [...different.values()]
}

/** A chain of aliases, and the name that it leads to. */
interface Chain {
  aliases: Alias[]
  end: string
}

function followChain(answers: readonly WireRecord[], name: string, type: RecordType): Chain | Unusable {
  const aliases: Alias[] = []
  const cnames = new Map<string, ResourceRecord<'CNAME'>>()
  for (const r of answers) if (r.type === 'CNAME' && !cnames.has(r.name)) cnames.set(r.name, r)
  const dnames = answers.filter((r): r is ResourceRecord<'DNAME'> => r.type === 'DNAME')
  const passed = new Set([name])
  for (let end = name; ; ) {
    const arrived = aliases.length > 0 && answers.some((r) => r.type === type && r.name === end)
    const step = arrived ? undefined : stepFrom(end, cnames, dnames)
    if (!step) return { aliases, end }
    if ('reason' in step) return step
    aliases.push(step)
    const fault = chainFault(aliases, passed)
    if (fault) return fault
    end = step.to
  }
}

/** What is wrong with a chain once its last alias has been added; `passed` is every name on it so far. */
export function chainFault(aliases: readonly Alias[], passed: Set<string>): Unusable | undefined {
  const to = aliases.at(-1)?.to ?? '.'
  if (passed.has(to))
    return { ...unusable('server-failure', `the aliases lead in a circle (CNAME loop at ${to})`), wayOut: outOfCircle }
  passed.add(to)
  return aliases.length > longestChain
    ? unusable('server-failure', `the aliases go on for more than ${longestChain} steps`)
    : undefined
}

/** RFC 6672 section 3: below a DNAME, the CNAME that comes with it is made up from it and must agree with it. */
function stepFrom(
  name: string,
  cnames: ReadonlyMap<string, ResourceRecord<'CNAME'>>,
  dnames: readonly ResourceRecord<'DNAME'>[],
): Alias | Unusable | undefined {
  const cname = cnames.get(name)
  const dname = dnames.find((r) => isBelow(name, r.name))
  if (!dname) return cname && { from: name, to: cname.data, kind: 'CNAME', ttl: cname.ttl }
  const kept = dname.name === '.' ? name : name.slice(0, -dname.name.length - 1)
  const made = parseName(dname.data === '.' ? kept : `${kept}.${dname.data}`)
  if ('fault' in made) return unusable('server-failure', `the DNAME at ${dname.name} makes a name of ${made.fault}`)
  if (cname && cname.data !== made.name)
    return unusable('malformed', `{who} sends a CNAME at ${name} that its DNAME does not make`)
  return { from: name, to: made.name, kind: 'DNAME', ttl: dname.ttl }
}

/** Whether an answer without data comes from a server that has no say: it does not resolve, or is not the zone's own. */
function lameness(message: Message, direct: boolean, denied: boolean): Unusable | undefined {
  if (direct ? message.authoritative : message.rcode === 3 || denied || message.recursionAvailable) return undefined
  if (!direct) return unusable('lame', '{who} does not look names up for others (no recursion)')
  const cut = message.authorities.find((r) => r.type === 'NS')?.name
  const instead = cut === undefined ? '' : `: it refers to the name servers of ${cut === '.' ? 'the root' : cut}`
  return unusable('lame', `{who} does not answer for this zone${instead}`)
}
