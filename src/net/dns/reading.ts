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
export function readAnswer(message: Message, question: { name: string; type: RecordType; direct: boolean }): Reading {
  const { name, type } = question
  const own = recordsAt(message.answers, name, type)
  const isAlone = own.length > 0 || message.answers.length === 0
  const chain = isAlone ? { aliases: [], end: name } : followChain(message.answers, name, type)
  if ('kind' in chain) return chain
  const { aliases, end } = chain
  const records = aliases.length > 0 ? recordsAt(message.answers, end, type) : own
  if (records.length > 0) return withRecords(message, aliases, records)
  const soa = message.authorities.find((r): r is ResourceRecord<'SOA'> => r.type === 'SOA' && isWithin(end, r.name))
  if (aliases.length === 0) {
    const delegation = question.direct && type === 'NS' ? recordsAt(message.authorities, name, type) : []
    if (delegation.length > 0 && message.rcode === 0) return { kind: 'records', aliases, records: delegation }
    const lame = lameness(message, question.direct, soa !== undefined)
    if (lame) return lame
  }
  if (message.rcode === 0 && aliases.length > 0 && !soa) return { kind: 'alias', aliases, target: end }
  const kind = message.rcode === 3 ? 'no-such-name' : 'no-data'
  return soa ? { kind, aliases, soa } : { kind, aliases }
}

function withRecords(message: Message, aliases: Alias[], records: ResourceRecord[]): Reading {
  if (message.rcode === 3) return unusable('malformed', '{who} gives records of a name and says that it does not exist')
  return { kind: 'records', aliases, records }
}

/** RFC 2181 section 5: a record that comes twice is one record. */
function recordsAt(answers: readonly WireRecord[], name: string, type: RecordType): ResourceRecord[] {
  const found = answers.filter((r): r is ResourceRecord & WireRecord => r.type === type && r.name === name)
  if (found.length < 2) return found
  return [...new Map(found.map((r) => [JSON.stringify(r.data), r])).values()]
}

function followChain(
  answers: readonly WireRecord[],
  name: string,
  type: RecordType,
): { aliases: Alias[]; end: string } | Unusable {
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
